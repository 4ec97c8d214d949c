"""Conversations over the API. What is said in them: /comments, about `conversation:5`."""

from datetime import datetime
from typing import Annotated, Any

from flask import g
from pydantic import Field, StringConstraints
from sqlalchemy.orm import joinedload

from hub.conversations import actions, queries
from hub.conversations.models import Conversation
from hub.core.permissions import load
from hub.people.api import PersonName
from hub.web.api import NothingOut, Out, Paged, api_blueprint, listed, operation
from hub.web.forms import Body, Form

bp = api_blueprint("conversations")

READ = ("read", "messages")
WRITE = ("write", "messages")
WITH = (joinedload(Conversation.space), joinedload(Conversation.people))  # one statement for all of it
Handle = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Name = Annotated[str, StringConstraints(max_length=120, strip_whitespace=True)]


class ConversationOut(Out):
    """Colleagues who talk. `new`: how many messages its reader has not seen."""

    id: int
    ref: str
    url: str
    name: str
    people: list[PersonName]
    active_at: datetime
    new: int
    is_muted: bool


class ConversationIn(Form):
    """With whom, by handle; the same people always get the same conversation. `body` is said in it."""

    people: Annotated[list[Handle], Field(min_length=1, max_length=actions.MOST_PEOPLE)]
    name: Name = ""
    body: Body


class ConversationEditIn(Form):
    """What changes; what is left out stays."""

    name: Name | None = None
    is_muted: bool | None = None


@operation(
    bp, "GET", "/conversations", verb="list", thing="conversations", out=listed(ConversationOut),
    query=Paged, scopes=READ,
)  # fmt: skip
def list_conversations(query: Paged) -> dict[str, Any]:
    """One's own conversations, the last spoken in first."""
    found = queries.listed(g.actor, after=query.after or 0)
    return {"items": [_shown(row.conversation) for row in found.items], "next": found.next}


@operation(
    bp, "POST", "/conversations", verb="start", thing="conversation", out=ConversationOut,
    body=ConversationIn, scopes=WRITE, status=201,
)  # fmt: skip
def start_conversation(body: ConversationIn) -> dict[str, Any]:
    """Write to colleagues: find their conversation or begin it, and say something in it."""
    others = queries.people_named(g.actor, ",".join(body.people))
    return _shown(actions.start(g.actor, others, body.body, body.name))


@operation(
    bp, "GET", "/conversations/<int:id>", verb="get", thing="conversation", out=ConversationOut, scopes=READ
)
def get_conversation(id: int) -> dict[str, Any]:
    """One conversation, without what is said in it."""
    return _shown(load(g.actor, Conversation, id, options=WITH))


@operation(
    bp, "PUT", "/conversations/<int:id>", verb="edit", thing="conversation", out=ConversationOut,
    body=ConversationEditIn, scopes=WRITE,
)  # fmt: skip
def edit_conversation(id: int, body: ConversationEditIn) -> dict[str, Any]:
    """Name a group; hear of it or not."""
    found = load(g.actor, Conversation, id, options=WITH)
    if body.name is not None:
        actions.rename(g.actor, found, body.name)
    if body.is_muted is not None:
        actions.mute(g.actor, found, on=body.is_muted)
    return _shown(found)


@operation(
    bp, "DELETE", "/conversations/<int:id>", verb="leave", thing="conversation", out=NothingOut, scopes=WRITE
)
def leave_conversation(id: int) -> dict[str, bool]:
    """Leave a group for good."""
    actions.leave(g.actor, load(g.actor, Conversation, id, options=WITH))
    return {"done": True}


def _shown(found: Conversation) -> dict[str, Any]:
    new, is_muted = queries.standing_in(g.actor, found)
    return {
        "id": found.id, "ref": found.ref, "url": found.url, "name": found.name, "people": found.people,
        "active_at": found.active_at, "new": new, "is_muted": is_muted,
    }  # fmt: skip
