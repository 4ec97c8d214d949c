"""Raw bytes of a mail to what a case needs. Never raises: what cannot be read says why and stays raw.

Steps: 1 refuse what only parsing would hurt, 2 let the standard library find the parts, 3 read the
headers, 4 choose the text, 5 collect attachments, 6 say whether a machine sent it.
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from hub.channels.email.automatic import Automatic, Bounce, automatic, bounce_of
from hub.channels.email.charsets import decode
from hub.channels.email.headers import (
    NOBODY,
    Address,
    Headers,
    addresses,
    date_of,
    message_id,
    message_ids,
)
from hub.channels.email.html_text import nesting
from hub.channels.email.limits import LIMITS
from hub.channels.email.mime import (
    NEVER_SHOWN,
    Attachment,
    Body,
    Leaf,
    attachment_of,
    body_leaves,
    body_of,
    leaves,
    packed_in,
)

END_OF_HEADERS = re.compile(rb"\r?\n\r?\n|\r\r")
BOUNDARY = re.compile(rb"boundary\s{0,5}\*?\d{0,3}\*?\s{0,5}=\s{0,5}\"?([^\s\";]{0,80})", re.IGNORECASE)
RECIPIENT_HEADERS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")

NO_HEADERS = "This does not look like an e-mail: it has no header with a sender."
NO_SENDER = "The sender's address is missing or cannot be read."
TOO_LARGE = "This mail is too large to be read; the original is kept."
TOO_MANY_HEADERS = "The header of this mail is far too long to be read; the original is kept."
TOO_MANY_PARTS = "This mail is built of too many parts to be read; the original is kept."
UNREADABLE = "This mail could not be read; the original is kept."


@dataclass(frozen=True)
class ParsedMail:
    """One mail, read. Message ids are without their brackets; texts are safe to store, not to show
    as HTML. `problem` says in a sentence why a person should look at the original.
    """

    raw: bytes
    dedupe_key: str
    date: datetime
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender: Address = NOBODY
    reply_to: Address = NOBODY
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[Address, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    auto: Automatic | None = None
    bounce: Bounce | None = None
    notes: tuple[str, ...] = ()
    problem: str = ""

    @property
    def recipients(self) -> tuple[Address, ...]:
        """Everybody it was sent to, as far as the mail knows; each once."""
        everyone = (*self.delivered_to, *self.to, *self.cc)
        return tuple({address.key: address for address in everyone}.values())

    @property
    def answer_to(self) -> Address:
        """Where an answer goes."""
        return self.reply_to if self.reply_to.address else self.sender


def parse(raw: bytes, received_at: datetime, *, own_loop_marks: Collection[str] = ()) -> ParsedMail:
    """Reads any bytes. `own_loop_marks` are the X-Loop values that we put into our own mail."""
    refusal = refuse(raw)
    if refusal:
        return kept_raw(raw, received_at, refusal)
    try:
        return read(raw, received_at, own_loop_marks)
    except Exception as error:  # anything may be in a mail, and a mail is never lost
        return kept_raw(raw, received_at, f"{UNREADABLE} ({type(error).__name__})")


def refuse(raw: bytes) -> str:
    """Why this mail is not even tried: each of these costs the parser more than linear time."""
    if len(raw) > LIMITS.raw_bytes:
        return TOO_LARGE
    if len(head_of(raw)) > LIMITS.header_section_bytes:
        return TOO_MANY_HEADERS
    boundaries = BOUNDARY.findall(raw)
    if len(boundaries) > LIMITS.multiparts:
        return TOO_MANY_PARTS
    if sum(raw.count(b"\n--" + boundary) for boundary in set(boundaries)) > LIMITS.delimiters:
        return TOO_MANY_PARTS
    return ""


def head_of(raw: bytes) -> bytes:
    end = END_OF_HEADERS.search(raw)
    return raw[: end.start()] if end else raw


def kept_raw(raw: bytes, received_at: datetime, problem: str) -> ParsedMail:
    """The best that can be said about an unreadable mail: who and what, if its head is readable."""
    try:
        head = BytesParser(policy=compat32).parsebytes(
            head_of(raw)[: LIMITS.header] + b"\r\n\r\n", headersonly=True
        )
        known = header_fields(Headers(head), received_at)
    except Exception:  # the head is as hopeless as the rest
        known = {"date": received_at}
    key = "sha256:" + hashlib.sha256(raw).hexdigest()
    text = decode(raw[: LIMITS.header])[0]
    return ParsedMail(raw=raw, dedupe_key=key, text=text, problem=problem, **known)  # type: ignore[arg-type]


def read(raw: bytes, received_at: datetime, own_loop_marks: Collection[str]) -> ParsedMail:
    message = BytesParser(policy=compat32).parsebytes(raw)
    headers = Headers(message)
    known = header_fields(headers, received_at)
    notes: list[str] = []
    parts = list(leaves(message, notes))
    read_as_text = body_leaves(parts)
    body = body_of(read_as_text)
    files = [p for p in parts if p not in read_as_text and p.content_type not in NEVER_SHOWN]
    auto = automatic(headers, own_loop_marks)
    html = body.html
    if nesting(html) > LIMITS.html_depth:
        html = ""
        notes.append("The HTML is nested too deeply to be shown; its text is.")
    return ParsedMail(
        raw=raw,
        dedupe_key=dedupe_key(headers, body),
        text=body.text,
        html=html,
        attachments=attachments_of(files),
        auto=auto,
        bounce=bounce_of(parts, body.text) if auto is Automatic.BOUNCE else None,
        notes=(*notes, *body.notes)[: LIMITS.notes],
        problem=problem_of(message, known),
        **known,  # type: ignore[arg-type]
    )


def attachments_of(files: list[Leaf]) -> tuple[Attachment, ...]:
    """As they are numbered; what was packed into one of them stands behind all."""
    found = [attachment_of(leaf, number) for number, leaf in enumerate(files, 1)]
    for leaf in files:
        found += packed_in(leaf, len(found) + 1)
    return tuple(found)


def header_fields(headers: Headers, received_at: datetime) -> dict[str, object]:
    """The fields of a `ParsedMail` that its header alone gives."""
    senders = addresses(headers.all("from")) or addresses(headers.all("sender"))
    if not senders:
        senders = addresses(headers.all("return-path"))
    return {
        "message_id": message_id(headers.first("message-id")),
        "in_reply_to": message_ids(headers.first("in-reply-to")),
        "references": message_ids(" ".join(headers.all("references"))),
        "sender": senders[0] if senders else NOBODY,
        "reply_to": next(iter(addresses(headers.all("reply-to"))), NOBODY),
        "to": addresses(headers.all("to")),
        "cc": addresses(headers.all("cc")),
        "delivered_to": addresses(v for name in RECIPIENT_HEADERS for v in headers.all(name)),
        "subject": headers.text("subject", LIMITS.subject),
        "date": date_of(headers.first("date"), received_at),
    }


def problem_of(message: Message, known: dict[str, object]) -> str:
    if not message.keys():
        return NO_HEADERS
    return "" if known["sender"] != NOBODY else NO_SENDER


def dedupe_key(headers: Headers, body: Body) -> str:
    """The Message-ID, else a hash of date, sender, subject and body."""
    own = message_id(headers.first("message-id"))
    if own:
        return f"id:{own}"
    content = (
        *(headers.first(name) for name in ("date", "from", "subject")),
        body.text,
        body.html,
    )
    digest = hashlib.sha256("\x00".join(content).encode("utf-8", "replace"))
    return f"sha256:{digest.hexdigest()}"
