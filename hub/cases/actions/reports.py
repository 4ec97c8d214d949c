"""What channels say later about a reply: delivered, read, returned. States only move forward."""

from sqlalchemy import select

from hub.cases.actions.replies import reply_moved
from hub.cases.actions.steps import step
from hub.cases.copying import COPIES
from hub.cases.models import Message
from hub.channels.contract import MessageState, Report, identity_kind
from hub.channels.models import Channel
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM

# What may follow what; a late or forged report never undoes what is known better.
AFTER = {
    MessageState.QUEUED: {MessageState.DELIVERED, MessageState.READ},  # an earlier try had arrived after all
    MessageState.SENDING: {MessageState.SENT, MessageState.DELIVERED, MessageState.READ, MessageState.FAILED},
    MessageState.UNKNOWN: {MessageState.SENT, MessageState.DELIVERED, MessageState.READ, MessageState.FAILED},
    MessageState.SENT: {MessageState.DELIVERED, MessageState.READ, MessageState.FAILED},
    MessageState.DELIVERED: {MessageState.READ, MessageState.FAILED},
    MessageState.FAILED: {MessageState.DELIVERED, MessageState.READ},
}


def note_report(channel: Channel, report: Report) -> Message | None:
    """Apply a report to the reply it is about. None when there is no such reply of ours."""
    message = _reply_named(channel, report.external_id) or _reply_with_key(channel, report.key)
    if message is None:
        return None
    if not message.external_id:
        with transaction():
            message.external_id = report.external_id[:400]
    if report.state == MessageState.FAILED and _is_of_a_copy(message, report.who):
        with transaction():
            step(SYSTEM, message.case, "copy_not_sent", detail=report.who, about=message.ref)
        return message
    if report.state in AFTER.get(MessageState(message.state), ()):
        reply_moved(message, report.state, reason=report.reason)
    return message


def _is_of_a_copy(message: Message, who: str) -> bool:
    copies = {address.lower() for address, _name in message.extra.get(COPIES, ())}
    return who.lower() in copies - {message.case.address.lower()}


def is_under_way(channel: Channel) -> bool:
    """Whether a reply is being handed over, whose name in the channel is not known yet."""
    sending = select(Message.id).where(
        Message.channel_id == channel.id, Message.state == MessageState.SENDING, Message.external_id.is_(None)
    )
    return session().scalar(sending.limit(1)) is not None


def _reply_with_key(channel: Channel, key: str) -> Message | None:
    """One that left through this very channel; `Outgoing.key` is its ref."""
    kind, _colon, id = key.partition(":")
    if kind != Message.ref_kind or not (id.isascii() and id.isdecimal() and len(id) < 18):
        return None
    found = session().get(Message, int(id))
    return found if found is not None and found.is_ours and found.channel_id == channel.id else None


def _reply_named(channel: Channel, external_id: str) -> Message | None:
    statement = (
        select(Message)
        .join(Channel, Channel.id == Message.channel_id)
        .where(Message.external_id == external_id[:400], Message.state != MessageState.RECEIVED)
        .limit(5)
    )
    kind = identity_kind(channel.kind)
    found = session().scalars(statement)
    return next((row for row in found if identity_kind(row.case.channel.kind) == kind), None)
