"""What channels say later about a reply: delivered, read, returned. States only move forward."""

from sqlalchemy import select

from hub.cases.actions.replies import reply_moved
from hub.cases.models import Message
from hub.channels.contract import MessageState, Report, identity_kind
from hub.channels.models import Channel
from hub.core.db import session

# What may follow what; a late or forged report never undoes what is known better.
AFTER = {
    MessageState.SENDING: {MessageState.SENT, MessageState.DELIVERED, MessageState.READ, MessageState.FAILED},
    MessageState.UNKNOWN: {MessageState.SENT, MessageState.DELIVERED, MessageState.READ, MessageState.FAILED},
    MessageState.SENT: {MessageState.DELIVERED, MessageState.READ, MessageState.FAILED},
    MessageState.DELIVERED: {MessageState.READ, MessageState.FAILED},
    MessageState.FAILED: {MessageState.DELIVERED, MessageState.READ},
}


def note_report(channel: Channel, report: Report) -> Message | None:
    """Apply a report to the reply it is about. None when there is no such reply of ours."""
    message = _reply_named(channel, report.external_id)
    if message is None:
        return None
    if report.state in AFTER.get(MessageState(message.state), ()):
        reply_moved(message, report.state, reason=report.reason)
    return message


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
