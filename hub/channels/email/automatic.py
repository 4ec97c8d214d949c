"""Mail that no person wrote: auto-replies, lists, bounces, and our own mail coming back."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from hub.channels.email.charsets import one_line
from hub.channels.email.headers import ADDRESS, Headers, decode_words, message_id, message_ids
from hub.channels.email.limits import LIMITS
from hub.channels.email.mime import Leaf, payload_of

STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "mdaemon")
ID_IN_TEXT = re.compile(r"^[>\s]{0,10}message-id:\s{0,10}(<[^<>\s]{1,500}>)", re.I | re.M)
FAILED_IN_TEXT = re.compile(r"<([^<>\s@]{1,64}@[^<>\s@]{1,255})>")
TEXT_LOOKED_AT = 20_000


class Automatic(StrEnum):
    """Why a mail must not be answered by a machine."""

    LOOP = "loop"
    BOUNCE = "bounce"
    BULK = "bulk"
    REPLY = "auto-reply"


@dataclass(frozen=True)
class FailedRecipient:
    """One recipient in a delivery report. `action` is failed, delayed, delivered, relayed."""

    address: str
    action: str
    status: str
    reason: str

    @property
    def permanent(self) -> bool:
        return self.action == "failed" and not self.status.startswith("4")


@dataclass(frozen=True)
class Bounce:
    """What a delivery report says about one mail that we sent."""

    recipients: tuple[FailedRecipient, ...]
    original_message_id: str

    @property
    def status(self) -> str:
        return next((r.status for r in self.recipients if r.status), "")

    @property
    def permanent(self) -> bool:
        return any(recipient.permanent for recipient in self.recipients)


def automatic(headers: Headers, own_loop_marks: Collection[str]) -> Automatic | None:
    """Judged by headers alone; the first that fits of loop, bounce, list, auto-reply."""
    if any(decode_words(mark).strip() in own_loop_marks for mark in headers.all("x-loop")):
        return Automatic.LOOP
    if is_report(headers) or (is_null_path(headers) and is_daemon(headers)):
        return Automatic.BOUNCE
    precedence = headers.first("precedence").strip().lower()
    if precedence in {"bulk", "junk", "list"} or headers.has("list-id"):
        return Automatic.BULK
    if "disposition-notification" in headers.first("content-type").lower():  # a receipt, whoever let it go
        return Automatic.REPLY
    submitted = headers.first("auto-submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return Automatic.REPLY
    if precedence in {"auto_reply", "auto-reply"} or is_null_path(headers):
        return Automatic.REPLY
    if any(headers.has(name) for name in ("x-autoreply", "x-autorespond", "x-auto-reply-from")):
        return Automatic.REPLY
    return None


def is_report(headers: Headers) -> bool:
    content_type = headers.first("content-type").lower()
    return "multipart/report" in content_type and "disposition-notification" not in content_type


def is_null_path(headers: Headers) -> bool:
    return headers.first("return-path").strip().replace(" ", "") == "<>"


def is_daemon(headers: Headers) -> bool:
    sender = headers.first("from").lower()
    return any(f"{name}@" in sender for name in DAEMONS)


def bounce_of(parts: list[Leaf], text: str) -> Bounce:
    """From the report's machine-readable part, else from what its text says."""
    recipients: list[FailedRecipient] = []
    original = ""
    for leaf in parts:
        if leaf.content_type == "message/delivery-status":
            recipients.extend(recipients_of(leaf.part))
        elif leaf.content_type in {"message/rfc822", "message/global"}:
            inner = leaf.part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                original = original or message_id(Headers(inner[0]).first("message-id"))
        elif leaf.content_type.startswith("text/rfc822"):
            head = payload_of(leaf.part)[: LIMITS.header].decode("latin-1")
            original = original or id_in(head)
    if not recipients:
        recipients = recipients_in(text[:TEXT_LOOKED_AT])
    return Bounce(tuple(recipients[: LIMITS.addresses]), original or id_in(text[:TEXT_LOOKED_AT]))


def recipients_of(part: Message) -> list[FailedRecipient]:
    blocks = part.get_payload()
    found = []
    for block in blocks if isinstance(blocks, list) else []:
        fields = Headers(block) if isinstance(block, Message) else None
        if fields is None or not (fields.has("final-recipient") or fields.has("status")):
            continue
        who = fields.first("original-recipient") or fields.first("final-recipient")
        address = ADDRESS.search(who.partition(";")[2] or who)
        status = STATUS.search(fields.first("status"))
        found.append(
            FailedRecipient(
                address=address[0] if address else "",
                action=fields.text("action", 40).lower(),
                status=status[0] if status else "",
                reason=fields.text("diagnostic-code", LIMITS.subject * 2),
            )
        )
    return found


def recipients_in(text: str) -> list[FailedRecipient]:
    """A report in prose: the address it complains about, and a status if it gives one."""
    status = STATUS.search(text)
    code = status[0] if status else ""
    address = FAILED_IN_TEXT.search(text)
    if not code and not address:
        return []
    action = "delayed" if code.startswith("4") else "failed"
    line = next((line for line in text.splitlines() if code and code in line), "")
    return [FailedRecipient(address[1] if address else "", action, code, one_line(line, 500))]


def id_in(text: str) -> str:
    found = ID_IN_TEXT.search(text)
    return next(iter(message_ids(found[1])), "") if found else ""
