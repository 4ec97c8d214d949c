"""Replies over the API: the same guard as the composer, and what a reply was made from."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import Response, g, jsonify
from pydantic import Field, StringConstraints

from hub.cases import guard, queries
from hub.cases.actions import doubts, replies, wording
from hub.cases.actions.approving import send_or_ask
from hub.cases.actions.pinning import pin, unpin
from hub.cases.api.shown import READ, WRITE, MessageOut, bp, the_case, waits_answer
from hub.cases.models import Message
from hub.cases.rules import REPLY
from hub.core.errors import Conflict, NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.reuse.models import Provenance
from hub.web.api import NothingOut, Out, listed, operation
from hub.web.forms import LINES, Form, bounded

RefText = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}:[0-9]{1,18}$")]
SourceText = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}:[0-9]{1,18}(/[0-9]{1,3})?$")]


class SourceOut(Out):
    """A text that went into a reply, as it was then."""

    source: str
    source_revision: int
    source_title: str
    reply: str | None
    authors: list[int]
    vetted_by_id: int | None
    trust: str
    text: str
    kept: int | None
    relation: str
    inserted_at: datetime
    sent_at: datetime | None


class SourceIn(Form):
    """Which answer or page goes into the reply. `passage`: only that part of its wording, counted from 1."""

    ref: RefText
    passage: Annotated[int, Field(ge=0, le=200)] = 0


class PinIn(Form):
    """Which answer or page stays on top of the case's suggestions."""

    ref: RefText


class ReplyIn(Form):
    """What the customer will read. `overrides`: key of a finding → why it is right to send it."""

    body: Annotated[str, bounded(LIMITS.message, 1), LINES]
    then: Literal["wait", "solve", "close", "open"] = "wait"
    sources: Annotated[list[SourceText], Field(max_length=LIMITS.tags)] = Field(default_factory=list)
    overrides: Annotated[
        dict[str, Annotated[str, StringConstraints(max_length=LIMITS.note)]], Field(max_length=20)
    ] = Field(default_factory=dict)
    confirmed: bool = False
    seen: Annotated[int, Field(ge=0)] = 0  # the last message known: 409 when there are newer ones
    way: Literal["", "public", "private"] = ""  # below a post, where both are possible


class CheckIn(Form):
    """A reply that is not to be sent yet."""

    body: Annotated[str, bounded(LIMITS.message), LINES] = ""
    way: Literal["", "public", "private"] = ""


class OfferedOut(Out):
    """The answer that has customer wording now."""

    answer: str


class FindingOut(Out):
    """Something that the customer should not read. `key` names it for an override."""

    key: str
    kind: str
    passage: str
    message: str
    start: int
    end: int
    may_override: bool


@operation(
    bp, "GET", "/cases/<int:id>/sources", verb="list", thing="sources", out=listed(SourceOut), scopes=READ
)
def list_sources(id: int) -> dict[str, Any]:
    """Which texts went into the replies of a case, and into the draft of this person."""
    rows = queries.sources_of_case(the_case(id))
    shown = [row for row in rows if row.reply is not None or row.person_id == g.actor.id]
    shown = [row for row in shown if not (row.waits or "").startswith("shared:")]
    return {"items": shown, "next": None}


@operation(
    bp, "POST", "/cases/<int:id>/sources", verb="insert", thing="source", out=SourceOut, body=SourceIn,
    scopes=WRITE, status=201,
)  # fmt: skip
def insert_source(id: int, body: SourceIn) -> Provenance:
    """Take the customer wording of an answer or a page for the reply; `text` is to be put into it."""
    case = the_case(id)
    require(g.actor, REPLY, case)
    replies.words_of(g.actor, case, body.ref, body.passage)
    return replies.insert_source(g.actor, case, body.ref, body.passage)


@operation(
    bp, "POST", "/cases/<int:id>/replies", verb="send", thing="reply", out=MessageOut, body=ReplyIn,
    scopes=WRITE, status=201,
)  # fmt: skip
def sendthe_reply(id: int, body: ReplyIn) -> Message | Response:
    """Send a reply. What the guard finds is answered with 422 and the passages.

    Where the desk wants a second person to look, 202 and the reply that waits (`ApprovalOut`).
    """
    case = the_case(id)
    newer = queries.said_since(g.actor, case, body.seen) if body.seen else ()
    if newer:
        raise Conflict(
            _("The conversation went on: message %(id)s is newer. Read it, then send again.", id=newer[-1].id)
        )
    if body.sources:
        replies.settle_sources(g.actor, case, body.sources)
    try:
        made = send_or_ask(
            g.actor, case, body.body, then=body.then, overrides=body.overrides, confirmed=body.confirmed,
            seen=body.seen or queries.newest_message_id(case), way=body.way,
        )  # fmt: skip
    except guard.Stopped as stopped:
        return stopped_answer(stopped)
    return made if isinstance(made, Message) else waits_answer(made)


@operation(
    bp, "POST", "/cases/<int:id>/check", verb="check", thing="reply", out=listed(FindingOut), body=CheckIn,
    scopes=WRITE,
)  # fmt: skip
def checkthe_reply(id: int, body: CheckIn) -> dict[str, Any]:
    """What the guard would say to a reply; nothing is sent."""
    case = the_case(id)
    require(g.actor, REPLY, case)
    return {"items": guard.inspect(case, body.body, g.actor, way=body.way), "next": None}


@operation(
    bp, "POST", "/cases/<int:id>/sources/removal", verb="remove", thing="source", out=NothingOut,
    body=SourceIn, scopes=WRITE,
)  # fmt: skip
def remove_source(id: int, body: SourceIn) -> dict[str, bool]:
    """Take a text out of the sources of the reply that is being written."""
    replies.remove_source(g.actor, the_case(id), body.ref)
    return {"done": True}


@operation(
    bp, "POST", "/cases/<int:id>/pins", verb="pin", thing="answer", out=NothingOut, body=PinIn, scopes=WRITE
)
def pin_answer(id: int, body: PinIn) -> dict[str, bool]:
    """Keep an answer or a page on top of what is suggested in a case, for everybody who works on it."""
    pin(g.actor, the_case(id), body.ref)
    return {"done": True}


@operation(
    bp, "POST", "/cases/<int:id>/pins/removal", verb="unpin", thing="answer", out=NothingOut, body=PinIn,
    scopes=WRITE,
)  # fmt: skip
def unpin_answer(id: int, body: PinIn) -> dict[str, bool]:
    """Put a pinned answer or page back among the other suggestions."""
    unpin(g.actor, the_case(id), body.ref)
    return {"done": True}


@operation(bp, "POST", "/cases/<int:id>/wording", verb="offer", thing="wording", out=OfferedOut, scopes=WRITE)
def offer_wording(id: int) -> dict[str, str]:
    """Give the last reply to the answer behind it as its customer wording, the customer left out."""
    return {"answer": wording.offer_wording(g.actor, the_case(id))}


@operation(
    bp, "POST", "/cases/<int:id>/replies/<int:message_id>/return", verb="take_back", thing="reply",
    out=NothingOut, scopes=WRITE,
)  # fmt: skip
def take_back(id: int, message_id: int) -> dict[str, bool]:
    """Undo sending while the reply is still held."""
    replies.take_back(g.actor, the_reply(id, message_id))
    return {"done": True}


@operation(
    bp, "POST", "/cases/<int:id>/replies/<int:message_id>/again", verb="resend", thing="reply",
    out=NothingOut, scopes=WRITE,
)  # fmt: skip
def send_again(id: int, message_id: int) -> dict[str, bool]:
    """Try once more to send a reply that failed."""
    replies.send_again(g.actor, the_reply(id, message_id))
    return {"done": True}


@operation(
    bp, "POST", "/cases/<int:id>/replies/<int:message_id>/arrival", verb="confirm", thing="reply",
    out=NothingOut, scopes=WRITE,
)  # fmt: skip
def say_arrived(id: int, message_id: int) -> dict[str, bool]:
    """Say that a reply whose fate is unknown was found with the customer: it is not sent again."""
    doubts.say_arrived(g.actor, the_reply(id, message_id))
    return {"done": True}


def the_reply(id: int, message_id: int) -> Message:
    """One of our replies in a case that the actor may read."""
    message = queries.message_in(g.actor, the_case(id), message_id)
    if not message.is_ours:
        raise NotFound
    return message


def stopped_answer(stopped: guard.Stopped) -> Response:
    """422 with the passages."""
    findings = [
        {
            "key": finding.key, "kind": finding.kind, "passage": finding.passage,
            "message": finding.message, "may_override": finding.may_override,
        }
        for finding in stopped.findings
    ]  # fmt: skip
    error = {
        "code": stopped.code, "message": stopped.message, "field": "body", "fields": stopped.fields,
        "findings": findings,
    }  # fmt: skip
    response = jsonify(error=error)
    response.status_code = stopped.status
    return response
