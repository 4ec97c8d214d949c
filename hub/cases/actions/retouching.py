"""What becomes of a message afterwards, at the channel: its customer changed it, or it was taken away there.

An edit keeps what stood before. A deletion is meant: text, files and the original go, the case and the
talk about it stay. A reply of ours that was taken away there stays as what we said, with a mark.
"""

from datetime import datetime

from sqlalchemy import select

from hub.cases.actions.fetching import drop_files
from hub.cases.actions.steps import step
from hub.cases.events import MessageRetouched
from hub.cases.models import Case, Identity, Message
from hub.channels.contract import Deleted, Edited, MessageState, identity_kind
from hub.channels.models import Channel, InboxItem
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.events import record
from hub.core.limits import LIMITS
from hub.core.markup import safe_render
from hub.core.permissions import SYSTEM
from hub.core.words import gettext as _

MOST_EARLIER = 20  # texts that are kept of one message
GOES = ("earlier", "files", "kept", "notes", "edited_at")  # of what is noted beside a message


def take_edit(channel: Channel, edited: Edited) -> Message | None:
    """Let a message of the customer read as it does there now. None when there is none of theirs."""
    message = _named(channel, edited.external_id)
    if message is None or message.is_ours or not _wrote(message, edited.author.address):
        return None
    with transaction():
        locked(message)
        before = message.extra.get("edited_at", "")
        is_stale = bool(before) and datetime.fromisoformat(before) >= edited.at
        if "removed_at" in message.extra or is_stale or message.body == edited.text[: LIMITS.message]:
            return message
        earlier = [*message.extra.get("earlier", ()), {"text": message.body, "at": before}]
        message.extra = {
            **message.extra, "earlier": earlier[-MOST_EARLIER:], "edited_at": edited.at.isoformat(),
        }  # fmt: skip
        message.body = edited.text[: LIMITS.message]
        message.html = safe_render(edited.text[: LIMITS.body]).html
        _tell(message, "message_edited")
    return message


def read_as_there(message: Message, text: str) -> None:
    """Let a message of a mirror read as it does there now. What stood before goes: it may be blacked out."""
    words = text[: LIMITS.message]
    if message.body == words or "removed_at" in message.extra:
        return
    message.body, message.html = words, safe_render(text[: LIMITS.body]).html
    message.extra = {**message.extra, "edited_at": clock.now().isoformat()}
    _tell(message, "message_reread")


def take_deletion(channel: Channel, deleted: Deleted) -> Message | None:
    """Forget what a customer took back; mark a reply that was taken away. None when it is not known."""
    message = _named(channel, deleted.external_id)
    if message is None:
        return None
    with transaction():
        locked(message)
        if "removed_at" in message.extra:
            return message
        if not message.is_ours:
            _forget_subject(message)
            drop_files(message)
        kept = {name: value for name, value in message.extra.items() if name not in GOES or message.is_ours}
        message.extra = {**kept, "removed_at": clock.now().isoformat()}
        if message.is_ours:
            _tell(message, "reply_gone")
            return message
        message.body = message.html = message.quoted = message.permalink = ""
        item = session().get(InboxItem, message.extra.get("item", 0))
        if item is not None:
            item.raw = b""
        _tell(message, "message_removed")
    return message


def _named(channel: Channel, external_id: str) -> Message | None:
    statement = select(Message).where(
        Message.channel_id == channel.id, Message.external_id == external_id[:400]
    )
    return session().scalars(statement).one_or_none()


def _wrote(message: Message, address: str) -> bool:
    """Only its writer changes a message."""
    kind = identity_kind(message.case.channel.kind)
    theirs = select(Identity.address).where(
        Identity.customer_id == message.case.customer_id, Identity.kind == kind
    )
    return address.strip().lower() in {message.case.address.lower(), *session().scalars(theirs)}


def _forget_subject(message: Message) -> None:
    """Where a case is called by the words that go, it is called something else."""
    case = message.case
    read = [message.body, *(each["text"] for each in message.extra.get("earlier", ()))]
    if case.subject in {" ".join(text.split())[: LIMITS.title] for text in read}:
        case.subject = _("No subject")


def _tell(message: Message, what: str) -> None:
    case = message.case
    session().flush()
    if not message.is_ours:
        case.excerpt = _last_words(case)
    step(SYSTEM, case, what, about=message.ref)
    record(MessageRetouched(message.id, what), SYSTEM, case)


def _last_words(case: Case) -> str:
    last = select(Message.body).where(Message.case_id == case.id, Message.state == MessageState.RECEIVED)
    said = session().scalar(last.order_by(Message.at.desc(), Message.id.desc()).limit(1))
    return " ".join((said or "").split())[:240]
