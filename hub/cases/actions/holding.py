"""Replies that do not leave although it is their time: their channel is paused, or no longer their case's."""

from sqlalchemy import select

from hub.cases.actions.steps import OUTBOX
from hub.cases.models import Message
from hub.channels.contract import ChannelKind, MessageState, identity_kind
from hub.channels.models import Channel
from hub.core.db import locked, session, transaction
from hub.core.deliveries import enqueue
from hub.core.words import lazy

PAUSED = "paused"  # in Message.extra: it waits until its channel is open again
STOPPED = lazy("The channel is paused. This reply leaves when it is resumed.")
ELSEWHERE = lazy(
    "This case goes on through another channel by now, and the reply was checked for the one before. "
    "Write it again."
)


def goes_elsewhere(message: Message) -> bool:
    """Whether its case came to another channel since it was checked: what was meant for one could be public
    on the other. All mail is one: the customer is at the same address."""
    case = message.case
    if message.channel_id == case.channel_id:
        return False
    was = session().get_one(Channel, message.channel_id)
    kinds = {identity_kind(was.kind), identity_kind(case.channel.kind)}
    return kinds != {ChannelKind.EMAIL}


def wait_for_channel(message: Message) -> None:
    """It stays checked and queued; nobody has to send it again."""
    with transaction():
        locked(message)
        message.state, message.reason = MessageState.QUEUED, STOPPED
        count = int(message.extra.get("stops", 0)) + 1
        message.extra = {**message.extra, PAUSED: True, "stops": count}


def let_out(channel_id: int) -> None:
    """The channel is open again: what waited for that leaves, each once."""
    queued = select(Message).where(Message.channel_id == channel_id, Message.state == MessageState.QUEUED)
    with transaction():
        for message in session().scalars(queued.order_by(Message.id)):
            if message.extra.get(PAUSED):
                message.extra = {name: value for name, value in message.extra.items() if name != PAUSED}
                message.reason = ""
                key = f"{message.ref}:open{message.extra.get('stops', 0)}"
                enqueue(OUTBOX, key, {"message_id": message.id})
