"""Builds the mail that goes out. Takes finished, safe text and HTML; decides nothing about content."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from enum import StrEnum
from typing import Any

from hub.channels.email.charsets import clean_text, one_line
from hub.channels.email.headers import Address
from hub.channels.email.limits import LIMITS

ENCODED = "=?"  # how an encoded word begins
WORD_BYTES = 36  # of text in one encoded word, which may be 75 characters long at most
PRINTABLE = re.compile(r"[\x20-\x7e]*")
PHRASE = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]{1,200}")  # a name that needs no quotes
SAFE_ID = re.compile(r"(?!.*=\?)[\x21-\x3b\x3d\x3f-\x7e]{1,500}")  # ASCII without < and >
SAFE_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.:\[\]-]{1,255}")
CONTENT_TYPE = re.compile(r"([a-z]+)/([a-z0-9.+-]+)")


class UnsendableMail(ValueError):
    """The mail cannot be written; the message says what to change."""


class Origin(StrEnum):
    """Who wrote it. Automatic mail says so, and is not answered by machines."""

    PERSON = "no"
    ANSWER = "auto-replied"
    NOTICE = "auto-generated"


@dataclass(frozen=True)
class OutgoingFile:
    """A file to send along."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class OutgoingMail:
    """Everything that a mail says. `html` empty means text only. Ids are without brackets."""

    sender: Address
    to: Sequence[Address]
    subject: str
    text: str
    message_id: str
    date: datetime
    html: str = ""
    cc: Sequence[Address] = ()
    reply_to: Address | None = None
    in_reply_to: str = ""
    references: Sequence[str] = ()
    origin: Origin = Origin.PERSON
    loop_mark: str = ""  # our X-Loop; `parse` knows our mail by it when it comes back
    unsubscribe_url: str = ""  # https, takes one POST; notices only
    files: Sequence[OutgoingFile] = ()


class Ready(UnstructuredHeader, BaseHeader):
    """A value that is written as it stands, broken at its spaces only.

    The library must not touch what comes from customers: it decodes encoded words in values that
    we set, line ends included, drops the quotes of long names when it folds them, and encodes long
    message ids beyond recognition. So values are made safe here, and then left alone.
    """

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["decoded"], kwds["parse_tree"] = value, None

    def fold(self, *, policy: Policy[Any]) -> str:
        lines = [f"{self.name}:"]
        for word in str(self).split(" "):
            if len(lines[-1]) + len(word) >= WIDTH and lines[-1] != f"{self.name}:":
                lines.append("")
            lines[-1] += f" {word}"
        return policy.linesep.join(lines) + policy.linesep


def wire_policy() -> Policy[Any]:
    registry = HeaderRegistry()
    for name in READY_HEADERS.split():
        registry.map_to_type(name, Ready)
    return SMTP.clone(header_factory=registry, cte_type="7bit")


WIDTH = 76
READY_HEADERS = (
    "from to cc reply-to subject message-id in-reply-to references x-loop list-unsubscribe "
    "list-unsubscribe-post auto-submitted x-auto-response-suppress"
)
POLICY = wire_policy()


def build(mail: OutgoingMail) -> EmailMessage:
    """The message, ready for `smtp.send`. No header can hold more than the line meant for it."""
    if not mail.to:
        raise UnsendableMail("There is nobody to send this to: give an address.")
    message = EmailMessage(policy=POLICY)
    message["From"] = mailboxes([mail.sender])
    message["To"] = mailboxes(mail.to)
    if mail.cc:
        message["Cc"] = mailboxes(mail.cc)
    if mail.reply_to is not None:
        message["Reply-To"] = mailboxes([mail.reply_to])
    message["Subject"] = encoded(one_line(mail.subject, LIMITS.subject), PRINTABLE)
    message["Date"] = format_datetime(mail.date)
    add_ids(message, mail)
    add_automatic(message, mail)
    message.set_content(clean_text(mail.text), charset="utf-8", cte="quoted-printable")
    if mail.html:
        message.add_alternative(
            clean_text(mail.html), subtype="html", charset="utf-8", cte="quoted-printable"
        )
    for file in mail.files:
        add_file(message, file)
    return message


def reply_subject(subject: str) -> str:
    """`Re:` once, whatever pile of prefixes came in."""
    bare = re.sub(
        r"(?i)^\s*(?:(?:re|aw|sv|antw|rv|ref|odp|回复|答复)\s?(?:\[\d{1,3}\])?[:：]\s*)+", "", subject
    )
    return one_line(f"Re: {bare}", LIMITS.subject)


def forward_subject(subject: str) -> str:
    """`Fwd:` once, in front of whatever came in."""
    bare = re.sub(r"(?i)^\s*(?:(?:fwd?|wg|tr)\s?[:：]\s*)+", "", subject)
    return one_line(f"Fwd: {bare}", LIMITS.subject)


def chain(references: Sequence[str], in_reply_to: str) -> tuple[str, ...]:
    """References for an answer: the thread's first id, and as many of the last as fit."""
    ids = list(dict.fromkeys(id_ for id_ in (*references, in_reply_to) if SAFE_ID.fullmatch(id_)))
    if len(ids) <= LIMITS.references_sent:
        return tuple(ids)
    return (ids[0], *ids[-(LIMITS.references_sent - 1) :])


def encoded(text: str, harmless: re.Pattern[str]) -> str:
    """As it is if it is harmless there, else as RFC 2047 words of whole characters."""
    if harmless.fullmatch(text) and ENCODED not in text:
        return text
    words, part = [], ""
    for letter in text:
        if len((part + letter).encode("utf-8")) > WORD_BYTES:
            words.append(part)
            part = ""
        part += letter
    return " ".join(f"=?utf-8?b?{b64encode(word.encode('utf-8')).decode()}?=" for word in [*words, part])


def mailboxes(addresses: Sequence[Address]) -> str:
    return ", ".join(mailbox(address) for address in addresses)


def mailbox(address: Address) -> str:
    local, _, domain = address.address.rpartition("@")
    try:
        spelt = f"{local}@{domain.encode('idna').decode('ascii') if domain else ''}"
    except UnicodeError:
        spelt = ""
    if not SAFE_ADDRESS.fullmatch(spelt) or ENCODED in spelt:
        shown = one_line(address.address, LIMITS.name)
        raise UnsendableMail(f"Mail cannot be sent to or from “{shown}”: check the address.")
    name = one_line(address.name, LIMITS.name)
    return f"{encoded(name, PHRASE)} <{spelt}>" if name else spelt


def bracketed(id_: str) -> str:
    if not SAFE_ID.fullmatch(id_):
        raise UnsendableMail("A message id holds characters that no mail may carry.")
    return f"<{id_}>"


def add_ids(message: EmailMessage, mail: OutgoingMail) -> None:
    message["Message-ID"] = bracketed(mail.message_id)
    # Ids of other people's mails may be anything; what cannot be repeated safely is left out.
    if SAFE_ID.fullmatch(mail.in_reply_to):
        message["In-Reply-To"] = bracketed(mail.in_reply_to)
    ids = chain(mail.references, mail.in_reply_to)
    if ids:
        message["References"] = " ".join(bracketed(id_) for id_ in ids)


def add_automatic(message: EmailMessage, mail: OutgoingMail) -> None:
    if mail.loop_mark:
        message["X-Loop"] = encoded(one_line(mail.loop_mark, LIMITS.name), PRINTABLE)
    if mail.origin is not Origin.PERSON:
        message["Auto-Submitted"] = mail.origin.value
        message["X-Auto-Response-Suppress"] = "All"
    if mail.unsubscribe_url:
        url = mail.unsubscribe_url
        if not re.fullmatch(r"(?!.*=\?)https?://[\x21-\x3b\x3d\x3f-\x7e]{1,800}", url):
            raise UnsendableMail("The address for unsubscribing is not a web address.")
        message["List-Unsubscribe"] = f"<{url}>"
        if url.startswith("https://"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def add_file(message: EmailMessage, file: OutgoingFile) -> None:
    found = CONTENT_TYPE.fullmatch(file.content_type.lower())
    main, sub = (found[1], found[2]) if found else ("application", "octet-stream")
    if main in {"multipart", "message", "text"}:
        # As bytes: nothing on the way may read it as mail, or change its line ends.
        main, sub = ("application", "octet-stream") if main != "text" else (main, sub)
    name = one_line(file.filename, LIMITS.filename).replace(ENCODED, "= ?")
    message.add_attachment(file.content, maintype=main, subtype=sub, cte="base64", filename=name)
