"""The workers of the desk: reading what arrived (queue intake), letting replies out (queue outbox)."""

from sqlalchemy import select

from hub.cases import guard
from hub.cases.actions.intake import Doubtful, receive
from hub.cases.actions.replies import reply_moved
from hub.cases.models import Case, Message
from hub.channels.contract import Author, CheckedReply, MessageState, Outgoing, Sent, adapter_of
from hub.channels.models import InboxItem, InboxState
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, Later, Never
from hub.core.errors import HubError

READABLE_TRIES = 3


def take_in(delivery: Delivery) -> None:
    """Read one inbox item into its case. What cannot be read is kept and shown, never dropped."""
    item = session().get_one(InboxItem, delivery.payload["item_id"])
    if item.state != InboxState.WAITING:
        return
    try:
        incoming = adapter_of(item.channel).read(item.channel, item.raw, item.received_at)
        if incoming is None:
            _settle(item, InboxState.IGNORED, "An automatic mail, a report or a loop.")
            return
        with transaction():
            message = receive(item.channel, incoming)
            _settle(item, InboxState.DONE, message=message)
    except Doubtful as doubt:
        session().rollback()
        _settle(item, InboxState.QUARANTINED, doubt.message)
    except (HubError, ValueError, LookupError) as error:
        session().rollback()
        if delivery.attempts < READABLE_TRIES:
            raise
        _settle(item, InboxState.UNREADABLE, f"It could not be read: {error}")


def send_out(delivery: Delivery) -> None:
    """Hand one checked reply to its channel. An unknown outcome is shown, never blindly repeated."""
    message = session().get_one(Message, delivery.payload["message_id"])
    if message.state == MessageState.SENDING:
        reply_moved(message, MessageState.UNKNOWN, reason=(
            "The connection broke while sending. Look in the channel whether it arrived before you "
            "send it again."
        ))  # fmt: skip
        return
    if message.state not in (MessageState.HELD, MessageState.QUEUED):
        return
    reply = guard.recheck(message)
    if reply is None:
        reply_moved(message, MessageState.FAILED, reason="The text was changed after it was checked.")
        raise Never("the digest of the reply does not match its text")
    outgoing = _outgoing(message, reply)
    with transaction():
        message.state = MessageState.SENDING
    _note(message, adapter_of(message.case.channel).send(message.case.channel, outgoing), delivery)


def _outgoing(message: Message, reply: CheckedReply) -> Outgoing:
    case = message.case
    ids = session().scalars(
        select(Message.external_id)
        .where(Message.case_id == case.id, Message.external_id.is_not(None), Message.id < message.id)
        .order_by(Message.id)
        .limit(200)
    )
    references = [found for found in ids if found]
    return Outgoing(
        reply=reply,
        message_id=message.id,
        case_id=case.id,
        to=Author(case.address, case.customer.name),
        subject=case.subject,
        thread=case.thread,
        in_reply_to=_last_of_customer(case),
        references=references,
        key=message.ref,
        automatic=message.automatic,
    )


def _last_of_customer(case: Case) -> str:
    statement = (
        select(Message.external_id)
        .where(Message.case_id == case.id, Message.state == MessageState.RECEIVED)
        .order_by(Message.id.desc())
        .limit(1)
    )
    return session().scalar(statement) or ""


def _note(message: Message, sent: Sent, delivery: Delivery) -> None:
    channel = message.case.channel
    with transaction():
        if sent.state in (MessageState.SENT, MessageState.DELIVERED):
            channel.last_ok_at, channel.last_error = clock.now(), ""
        else:
            channel.last_error, channel.last_error_at = sent.reason[:500], clock.now()
    if sent.retry_seconds is not None and delivery.attempts < 6:
        with transaction():
            message.state, message.reason = MessageState.QUEUED, sent.reason[:2_000]
        raise Later(sent.reason, sent.retry_seconds)
    reply_moved(message, sent.state, reason=sent.reason, external_id=sent.external_id)


def _settle(item: InboxItem, state: InboxState, reason: str = "", *, message: Message | None = None) -> None:
    with transaction():
        item.state, item.reason = state, reason[:1_000]
        item.message_id = message.id if message else None
