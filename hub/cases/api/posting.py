"""Accounts that the hub cannot reach (CS08): posts handed in by hand, replies that a person posts there."""

from typing import Annotated, Any

from flask import g
from pydantic import AwareDatetime

from hub.cases.actions import posting
from hub.cases.api.replies import the_reply
from hub.cases.api.shown import READ, WRITE, bp
from hub.cases.rules import REPLY
from hub.channels.models import Channel
from hub.core.limits import LIMITS
from hub.core.permissions import load, require
from hub.web.api import NothingOut, Out, operation
from hub.web.forms import LINES, Form, Short, bounded

Address = Annotated[str, bounded(400), LINES]


class PastedIn(Form):
    """A post as it stands at the site. `answers`: the address of the post that it answers."""

    address: Annotated[str, bounded(400, 1), LINES]
    text: Annotated[str, bounded(LIMITS.message, 1), LINES]
    handle: Short = ""
    name: Short = ""
    at: AwareDatetime | None = None
    answers: Address = ""


class PastedOut(Out):
    """Where the post is. `is_new`: false when it was here already."""

    message_id: int
    case_id: int
    is_new: bool


class OpeningOut(Out):
    """Where a person finds the checked reply ready to be posted; "" while, or once, it may not be opened."""

    address: str


class PostedIn(Form):
    """Where the reply stands now."""

    address: Annotated[str, bounded(400, 1), LINES]


@operation(
    bp, "POST", "/channels/<int:id>/posts", verb="paste", thing="post", out=PastedOut, body=PastedIn,
    scopes=WRITE, status=201,
)  # fmt: skip
def paste_post(id: int, body: PastedIn) -> dict[str, Any]:
    """Take in a post of a customer. The same post is one message, whoever pastes it again."""
    pasted = posting.Pasted(body.address, body.text, body.handle, body.name, body.at, body.answers)
    message, is_new = posting.paste(g.actor, load(g.actor, Channel, id), pasted)
    return {"message_id": message.id, "case_id": message.case_id, "is_new": is_new}


@operation(
    bp, "GET", "/cases/<int:id>/replies/<int:message_id>/opening", verb="read", thing="opening",
    out=OpeningOut, scopes=READ,
)  # fmt: skip
def read_opening(id: int, message_id: int) -> dict[str, str]:
    """Where a reply that waits for a person is posted. Only what the guard has cleared gets there."""
    message = the_reply(id, message_id)
    require(g.actor, REPLY, message.case)
    return {"address": posting.opening_of(message)}


@operation(
    bp, "POST", "/cases/<int:id>/replies/<int:message_id>/posted", verb="post", thing="reply",
    out=NothingOut, body=PostedIn, scopes=WRITE,
)  # fmt: skip
def say_posted(id: int, message_id: int, body: PostedIn) -> dict[str, bool]:
    """Say that somebody has posted a reply, and where it stands: from now on it counts as sent."""
    posting.say_posted(g.actor, the_reply(id, message_id), body.address)
    return {"done": True}
