"""Where a channel has no way in or out (CS08): posts are pasted in, checked replies posted by a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hub.cases import guard
from hub.cases.actions.intake import receive
from hub.cases.actions.owing import came_back
from hub.cases.actions.replies import reply_moved
from hub.cases.actions.steps import step
from hub.cases.leaving import outgoing_of
from hub.cases.models import Message
from hub.cases.rules import OPEN_CASE, REPLY
from hub.channels.contract import Author, Incoming, MessageState
from hub.channels.models import Channel
from hub.channels.opening import OpensThere, opens_there
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.reuse.models import Provenance
from hub.reuse.recalls import recalled_among


@dataclass(frozen=True)
class Pasted:
    """A post as somebody copied it. `answers`: the address of the post that it answers."""

    address: str
    text: str
    handle: str = ""
    name: str = ""
    at: datetime | None = None
    answers: str = ""


def paste(actor: Person, channel: Channel, pasted: Pasted) -> tuple[Message, bool]:
    """Take in a post; with whether it is new. The same post is one message, whoever pastes it again."""
    require(actor, OPEN_CASE, channel.space)
    incoming = _read(channel, pasted)
    with transaction():
        locked(channel)  # two people paste the same post at the same moment
        there = _known(channel, incoming.external_id)
        if there is not None:
            return there, False
        message = receive(channel, incoming)
        step(actor, message.case, "pasted", about=message.ref)
    return message, True


def lay_ready(message: Message) -> None:
    """Nothing has left yet: until somebody has posted the reply, the customer waits for us."""
    with transaction():
        reply_moved(message, MessageState.BY_HAND)
        came_back(message)


def opening_of(message: Message) -> str:
    """Where a person posts a reply: only the text that the guard has cleared gets there, else nothing."""
    there = opens_there(message.case.channel)
    reply = guard.recheck(message)
    if there is None or reply is None or message.state != MessageState.BY_HAND:
        return ""
    sources = session().scalars(select(Provenance).where(Provenance.reply == message.ref)).all()
    if recalled_among(sources):
        return ""
    return there.opening_address(message.case.channel, outgoing_of(message, reply, 1))


def say_posted(actor: Person, message: Message, address: str) -> None:
    """Somebody has posted the reply: from here on it is a reply that was sent, at this address."""
    case = message.case
    require(actor, REPLY, case)
    with transaction():
        locked(message)
        if message.state != MessageState.BY_HAND:
            raise Conflict(_("It is known by now how this reply went. Reload to see it."))
        id, _handle = _post(_opening(case.channel), address, "address")
        if _known(case.channel, id) is not None:
            raise Invalid(_("This is the address of another post. Copy that of your reply."), field="address")
        if case.wrote_at <= message.at:
            message.at = clock.now()  # promises are kept when the customer can read it
        message.permalink = address.strip()[:400]
        step(actor, case, "posted", about=message.ref)
        session().flush()  # `reply_moved` reads it anew
        reply_moved(message, MessageState.SENT, external_id=id)


def _read(channel: Channel, pasted: Pasted) -> Incoming:
    there = _opening(channel)
    if not channel.is_active:
        raise Invalid(_("This channel is paused."), field="channel")
    id, found = _post(there, pasted.address, "address")
    handle = pasted.handle.strip().lstrip("@") or found
    if not handle:
        raise Invalid(_("Say who wrote it: the handle, for instance @maria."), field="handle")
    if found and found.lower() != handle.lower():
        raise Invalid(_("The address says that @%(handle)s wrote it.", handle=found), field="handle")
    answered = _post(there, pasted.answers, "answers")[0] if pasted.answers.strip() else ""
    moment = clock.now()
    if pasted.at is not None and pasted.at > moment:
        raise Invalid(_("This time is still to come."), field="at")
    before = _known(channel, answered) if answered else None
    return Incoming(
        external_id=id, author=Author(f"@{handle.lower()}", pasted.name.strip() or f"@{handle}"),
        text=pasted.text, at=pasted.at or moment, permalink=pasted.address.strip(),
        thread=before.case.thread if before is not None else answered or id,
    )  # fmt: skip


def _opening(channel: Channel) -> OpensThere:
    there = opens_there(channel)
    if there is None:
        raise Invalid(_("Posts come into this channel by themselves."), field="channel")
    return there


def _post(there: OpensThere, address: str, field: str) -> tuple[str, str]:
    found = there.post_in(address)
    if found is None:
        raise Invalid(
            _("This is no address of a post on %(site)s. Copy it from there.", site=there.site), field=field
        )
    return found


def _known(channel: Channel, id: str) -> Message | None:
    statement = select(Message).where(Message.channel_id == channel.id, Message.external_id == id)
    return session().scalars(statement.limit(1)).one_or_none()
