"""Other systems as a channel (CS05): they hand in what a customer wrote under an id of their own."""

from typing import Annotated, Any

from flask import g
from sqlalchemy.exc import NoResultFound

from hub.cases.api.shown import READ, WRITE, bp
from hub.cases.models import Message
from hub.cases.rules import OPEN_CASE
from hub.channels.api import Handed, find_handed, hand_in, hand_in_deletion, hand_in_edit
from hub.channels.contract import ChannelKind
from hub.channels.models import Channel, InboxItem
from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import load, require
from hub.web.api import Out, operation
from hub.web.forms import LINES, Form, Name, bounded


class HandedIn(Form):
    """A customer's message. The same `id` a second time changes nothing."""

    id: Annotated[str, bounded(LIMITS.address, 1), LINES]
    address: Annotated[str, bounded(LIMITS.address, 1), LINES]
    text: Annotated[str, bounded(LIMITS.message, 1), LINES]
    name: Name | None = None
    subject: Annotated[str, bounded(LIMITS.title), LINES] = ""
    conversation: Annotated[str, bounded(LIMITS.address), LINES] = ""
    language: Annotated[str, bounded(12), LINES] = ""
    permalink: Annotated[str, bounded(400), LINES] = ""


class EditedIn(Form):
    """A message as its writer changed it. `address`: of whom it came; nobody else's is changed."""

    address: Annotated[str, bounded(LIMITS.address, 1), LINES]
    text: Annotated[str, bounded(LIMITS.message, 1), LINES]


class HandedOut(Out):
    """What became of a message: its case, as soon as the desk has read it."""

    state: str
    reason: str
    message_id: int | None
    case_id: int | None


@operation(
    bp, "POST", "/channels/<int:id>/messages", verb="hand_in", thing="message", out=HandedOut,
    body=HandedIn, scopes=WRITE, status=202,
)  # fmt: skip
def hand_in_message(id: int, body: HandedIn) -> dict[str, Any]:
    """Hand in what a customer wrote."""
    channel = _channel(id)
    sent = body.model_dump()
    return _handed(hand_in(channel, Handed(**{**sent, "name": body.name or ""})))


@operation(
    bp, "GET", "/channels/<int:id>/messages/<path:external_id>", verb="read", thing="handed_message",
    out=HandedOut, scopes=READ,
)  # fmt: skip
def read_handed(id: int, external_id: str) -> dict[str, Any]:
    """What became of a message that was handed in."""
    channel = _channel(id)
    try:
        return _handed(find_handed(channel, external_id))
    except NoResultFound:
        raise NotFound from None


@operation(
    bp, "PUT", "/channels/<int:id>/messages/<path:external_id>", verb="change", thing="handed_message",
    out=HandedOut, body=EditedIn, scopes=WRITE, status=202,
)  # fmt: skip
def change_handed(id: int, external_id: str, body: EditedIn) -> dict[str, Any]:
    """Say that its writer changed a message; what it read before is kept."""
    return _handed(hand_in_edit(_channel(id), external_id, body.address, body.text))


@operation(
    bp, "DELETE", "/channels/<int:id>/messages/<path:external_id>", verb="delete", thing="handed_message",
    out=HandedOut, scopes=WRITE, status=202,
)  # fmt: skip
def delete_handed(id: int, external_id: str) -> dict[str, Any]:
    """Say that its writer took a message back: its text is forgotten, the case stays."""
    return _handed(hand_in_deletion(_channel(id), external_id))


def _channel(id: int) -> Channel:
    channel = load(g.actor, Channel, id)
    require(g.actor, OPEN_CASE, channel.space)
    if channel.kind != ChannelKind.API or not channel.is_active:
        raise NotFound
    return channel


def _handed(item: InboxItem) -> dict[str, Any]:
    message = session().get(Message, item.message_id) if item.message_id else None
    return {
        "state": item.state, "reason": item.reason, "message_id": item.message_id,
        "case_id": message.case_id if message is not None else None,
    }  # fmt: skip
