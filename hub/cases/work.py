"""The workers of the desk: reading what arrived (queue intake), letting replies out (queue outbox)."""

from dataclasses import replace

from hub.cases import guard
from hub.cases.actions.doubts import ARRIVED, doubt, find, look
from hub.cases.actions.elsewhere import take_elsewhere
from hub.cases.actions.erasing import erase_customer
from hub.cases.actions.fetching import ask_for_files
from hub.cases.actions.follow import address_for_mail
from hub.cases.actions.holding import ELSEWHERE, goes_elsewhere, wait_for_channel
from hub.cases.actions.intake import Doubtful, receive, take_into
from hub.cases.actions.naming import take_name
from hub.cases.actions.posting import lay_ready
from hub.cases.actions.reaching import is_mail
from hub.cases.actions.replies import reply_moved
from hub.cases.actions.reports import is_under_way, note_report
from hub.cases.actions.retouching import take_deletion, take_edit
from hub.cases.actions.steps import step
from hub.cases.leaving import outgoing_of
from hub.cases.models import Case, Message
from hub.channels.contract import (
    Author,
    Deleted,
    Edited,
    Forgotten,
    Ignored,
    Incoming,
    MessageState,
    Named,
    Received,
    Report,
    Sent,
    Unreadable,
    adapter_of,
    files_of,
)
from hub.channels.models import Channel, InboxItem, InboxState
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.deliveries import Delivery, Later, Never
from hub.core.errors import HubError
from hub.core.permissions import SYSTEM
from hub.core.words import gettext as _
from hub.core.words import lazy

READABLE_TRIES = 3
TRIES = 6  # to send a reply
RETOUCH_PAUSES = (5.0, 15.0, 45.0, 135.0, 405.0, 0.0)  # the last is the end of it


def take_in(delivery: Delivery) -> None:
    """Read one inbox item into its case. What cannot be read is kept and shown, never dropped."""
    item = session().get_one(InboxItem, delivery.payload["item_id"])
    if item.state != InboxState.WAITING:
        return
    try:
        _take(item, delivery.attempts)
    except Doubtful as doubt:
        session().rollback()
        _settle(item, InboxState.QUARANTINED, doubt.message)
    except Unreadable as error:
        session().rollback()
        _settle(item, InboxState.UNREADABLE, str(error))
    except (HubError, ValueError, LookupError) as error:
        session().rollback()
        if delivery.attempts < READABLE_TRIES:
            raise
        _settle(item, InboxState.UNREADABLE, f"It could not be read: {error}")


def send_out(delivery: Delivery) -> None:
    """Hand one checked reply to its channel. An unknown outcome is shown, never blindly repeated."""
    message = session().get_one(Message, delivery.payload["message_id"])
    if delivery.payload.get("look"):
        look(message)
        return
    if message.state == MessageState.SENDING:
        doubt(message, lazy(
            "The connection broke while sending. Look in the channel whether it arrived before "
            "you send it again."
        ))  # fmt: skip
        return
    if message.state not in (MessageState.HELD, MessageState.QUEUED):
        return
    reply = guard.recheck(message)
    if reply is None:
        reply_moved(message, MessageState.FAILED, reason=lazy("The text was changed after it was checked."))
        raise Never(lazy("the digest of the reply does not match its text"))
    if message.extra.get("in_doubt") and (there := find(message)) is not None and there.state in ARRIVED:
        reply_moved(message, there.state, external_id=there.external_id)
        return
    channel = message.case.channel
    if goes_elsewhere(message):
        reply_moved(message, MessageState.FAILED, reason=ELSEWHERE)
        return
    if not channel.is_active:
        wait_for_channel(message)
        return
    adapter = adapter_of(channel)
    if reply.files and files_of(channel) is None:
        reply_moved(message, MessageState.FAILED, reason=lazy("This channel carries no files any more."))
        return
    with transaction():
        if not message.external_id:
            message.external_id = adapter.name_reply(channel, message.case_id, message.id) or None
        message.state = MessageState.SENDING
        if is_mail(message.case):
            address_for_mail(message.case)
    _note(message, adapter.send(channel, outgoing_of(message, reply, delivery.attempts)), delivery)


def _take(item: InboxItem, attempt: int) -> None:
    """What its channel makes of it, or what a person has decided."""
    channel, ruling = item.channel, item.ruling
    if ruling.get("as") == "hand":
        found: Received | None = _by_hand(item)
    else:
        found = adapter_of(channel).read(channel, item.raw, item.received_at)
    if ruling and isinstance(found, Ignored):
        found = found.incoming  # somebody let it in all the same
    if isinstance(found, Report):
        message = note_report(channel, found)
        if message is None and is_under_way(channel):
            raise Later(lazy("It is about a reply that is just being sent."), 5.0)
        if message is None and (message := take_elsewhere(channel, found)) is not None:
            _settle(item, InboxState.DONE, message=message)
            return
        known = "" if message else _(" No reply of ours has this number.")
        _settle(item, InboxState.IGNORED, f"A report: {found.reason or found.state}{known}", message=message)
        return
    if isinstance(found, Edited | Deleted):
        _retouch(item, found, attempt)
        return
    if isinstance(found, Named | Forgotten):
        _note_person(item, found, attempt)
        return
    if found is None or isinstance(found, Ignored):
        _settle(item, InboxState.IGNORED, found.reason if found else lazy("Nothing to answer."))
        return
    found = replace(found, extra={**found.extra, "item": item.id, **_files(found)})
    with transaction():
        if ruling.get("as") == "case":
            message = take_into(session().get_one(Case, ruling["case_id"]), found)
        elif ruling:  # let in as a new case: whatever it claimed to belong to does not count
            message = receive(channel, replace(found, doubt="", case_id=None, thread=found.external_id))
        else:
            message = receive(channel, found)
        ask_for_files(message, found.remote)
        _settle(item, InboxState.DONE, message=message)


def _note_person(item: InboxItem, found: Named | Forgotten, attempt: int) -> None:
    """It is about somebody, not about a message."""
    if isinstance(found, Forgotten):
        _forget(item, found)
    else:
        _name(item, found, attempt)


def _forget(item: InboxItem, found: Forgotten) -> None:
    """What was asked for is done even where nobody is known by this address."""
    with transaction():
        known = erase_customer(item.channel, found.address) is not None
        item.raw = b""
        reason = lazy("A customer was erased.") if known else lazy("Nobody was known whom it asks to erase.")
        _settle(item, InboxState.DONE, reason)


def _name(item: InboxItem, found: Named, attempt: int) -> None:
    """It may come before the message of whoever it is about."""
    if take_name(item.channel, found.author) is None and attempt < len(RETOUCH_PAUSES):
        raise Later(lazy("It is about a message that has not arrived yet."), RETOUCH_PAUSES[attempt - 1])
    with transaction():
        item.raw = b""
        _settle(item, InboxState.IGNORED, lazy("What somebody is called."))


def _retouch(item: InboxItem, found: Edited | Deleted, attempt: int) -> None:
    """What was changed may arrive before what was written: it waits for it, up to ten minutes."""
    channel = item.channel
    with transaction():
        message = take_edit(channel, found) if isinstance(found, Edited) else take_deletion(channel, found)
        if message is None and attempt < len(RETOUCH_PAUSES):
            raise Later(lazy("It is about a message that has not arrived yet."), RETOUCH_PAUSES[attempt - 1])
        if message is None:
            _settle(item, InboxState.IGNORED, lazy("It is about a message that is not here."))
            return
        item.raw = b""  # the message has the words; should it be deleted, they stand nowhere else
        _settle(item, InboxState.DONE, message=message)


def _by_hand(item: InboxItem) -> Incoming:
    """What a person read in something that the hub could not."""
    told = item.ruling
    return Incoming(
        external_id=f"hand:{item.id}",
        author=Author(told["address"], told.get("name", "")),
        text=told["text"],
        at=item.received_at,
        subject=told.get("subject", ""),
    )


def _files(incoming: Incoming) -> dict[str, list[str]]:
    """The names of what was attached; the files themselves are in the inbox item."""
    return {"files": [file.name for file in incoming.files]} if incoming.files else {}


def _note(message: Message, sent: Sent, delivery: Delivery) -> None:
    channel = message.case.channel
    with transaction():
        locked(message)
        if message.state != MessageState.SENDING:  # a report was quicker than the answer
            if sent.external_id:
                message.external_id = sent.external_id
            return
        _note_health(channel, sent)
        for address in sent.unreached:
            step(SYSTEM, message.case, "copy_not_sent", detail=address, about=message.ref)
        is_tried_again = sent.retry_seconds is not None and delivery.attempts < TRIES
        if is_tried_again:
            message.state, message.reason = MessageState.QUEUED, sent.reason[:2_000]
    if is_tried_again:
        raise Later(sent.reason, sent.retry_seconds)
    if sent.state == MessageState.UNKNOWN:
        doubt(message, sent.reason)
    elif sent.state == MessageState.BY_HAND:
        lay_ready(message)
    else:
        reply_moved(message, sent.state, reason=sent.reason, external_id=sent.external_id)


def _note_health(channel: Channel, sent: Sent) -> None:
    """A refusal that concerns one customer says nothing about the account."""
    if sent.state in ARRIVED:
        channel.last_ok_at, channel.last_error = clock.now(), ""
    elif sent.is_account or sent.retry_seconds is not None or sent.state == MessageState.UNKNOWN:
        channel.last_error, channel.last_error_at = sent.reason[:500], clock.now()


def _settle(item: InboxItem, state: InboxState, reason: str = "", *, message: Message | None = None) -> None:
    with transaction():
        item.state, item.reason = state, reason[:1_000]
        item.message_id = message.id if message else None
