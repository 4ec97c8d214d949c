"""Walks the parts of a mail: what is body, what is an attachment, what was sent along inside."""

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO

from hub.channels.email import tnef
from hub.channels.email.charsets import decode, one_line
from hub.channels.email.headers import (
    NOBODY,
    Address,
    Headers,
    addresses,
    decode_words,
    message_id,
)
from hub.channels.email.html_text import html_to_text
from hub.channels.email.limits import LIMITS

BODY_TYPES = ("text/plain", "text/html")
NEVER_SHOWN = ("text/x-amp-html",)
EXTENSIONS = {
    "message/rfc822": ".eml",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/html": ".html",
}
UNSAFE_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f]')
DEVICE_NAME = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
# What programs put where the text should be when they only wrote HTML.
STUB = re.compile(
    r"\b(?:html|e-?mail client|mail reader|view (?:this|it) |browser|unable to display|HTML-Mail)\b",
    re.IGNORECASE,
)
LONGEST_STUB = 250


@dataclass(frozen=True)
class Attachment:
    """A file that came with the mail. Its name is safe to show and to store; its type is a claim."""

    filename: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False
    forwarded_from: Address = NOBODY  # of a mail that was attached whole

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True, eq=False)
class Leaf:
    """A part without parts, and the multipart/alternative it is a choice of (0: none)."""

    part: Message
    headers: Headers
    content_type: str
    choice: int = 0


@dataclass(frozen=True)
class Body:
    """The text to read, the HTML as it came, and what was left out."""

    text: str
    html: str
    notes: tuple[str, ...]


def leaves(message: Message, notes: list[str]) -> Iterator[Leaf]:
    """Depth first, in the order written, bounded in number and depth."""
    todo: list[tuple[Message, int, int]] = [(message, 0, 0)]
    seen = choices = 0
    while todo:
        part, depth, choice = todo.pop()
        seen += 1
        if seen > LIMITS.parts:
            notes.append(f"Only the first {LIMITS.parts} parts of this mail were read.")
            return
        leaf = leaf_of(part, choice)
        inner = part.get_payload() if part.is_multipart() else None
        if not isinstance(inner, list) or leaf.content_type.startswith("message/"):
            yield leaf
            continue
        if depth >= LIMITS.depth:
            notes.append("Parts nested deeper than any mail program nests them were not read.")
            continue
        if leaf.content_type == "multipart/alternative":
            choices += 1
            choice = choices
        todo.extend((p, depth + 1, choice) for p in reversed(inner) if isinstance(p, Message))


def leaf_of(part: Message, choice: int) -> Leaf:
    headers = Headers(part)
    return Leaf(part, headers, content_type_of(headers, part), choice)


def content_type_of(headers: Headers, part: Message) -> str:
    found = re.match(r"\s*([\w.+-]{1,60}/[\w.+-]{1,80})", headers.first("content-type"))
    return found[1].lower() if found else part.get_content_type().lower()


def parameter(headers: Headers, header: str, name: str) -> str:
    """A parameter of a header: plain, RFC 2231 in pieces or not, RFC 2047 against the rules."""
    value = headers.first(header)
    if name not in value.lower():
        return ""
    probe = Message()
    # A fresh header, because the stored one may hold bytes that the parser turns to question marks.
    probe["content-type"] = value if header == "content-type" else f"x/y; {after_first(value)}"
    try:
        found = probe.get_param(name)
    except (ValueError, IndexError, TypeError, AttributeError, LookupError):
        return ""
    if isinstance(found, tuple):
        charset, _, text = found
        return decode(text.encode("latin-1", "replace"), charset or "")[0]
    return decode_words(found) if isinstance(found, str) else ""


def after_first(value: str) -> str:
    return value.partition(";")[2]


def payload_of(part: Message) -> bytes:
    """The decoded bytes; as much as can be decoded of a damaged one."""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError):
        payload = None
    if isinstance(payload, bytes):
        return payload
    text = part.get_payload()
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else b""


def body_leaves(found: list[Leaf]) -> list[Leaf]:
    """The parts to read. One with a file name is a file, unless there is nothing else to read."""
    readable = [
        leaf
        for leaf in found
        if leaf.content_type in BODY_TYPES
        and not leaf.headers.first("content-disposition").strip().lower().startswith("attachment")
    ]
    return [leaf for leaf in readable if not declared_name(leaf.headers)] or readable[:1]


def declared_name(headers: Headers) -> str:
    return parameter(headers, "content-disposition", "filename") or parameter(headers, "content-type", "name")


# The body ---------------------------------------------------------------------------------------


def body_of(found: list[Leaf]) -> Body:
    """One text from all body parts in order; of alternatives the plain one, unless it is a stub."""
    notes: list[str] = []
    texts: list[str] = []
    htmls: list[str] = []
    for group in by_choice(found):
        plain = "\n\n".join(text_of(leaf) for leaf in group if leaf.content_type == "text/plain")
        html = "\n".join(text_of(leaf) for leaf in group if leaf.content_type == "text/html")
        htmls.append(html)
        texts.append(readable_of(plain, html[: LIMITS.html]))
    text = "\n\n".join(text for text in texts if text.strip()).strip("\n")
    html = "\n".join(html for html in htmls if html.strip())
    if len(text) > LIMITS.text:
        notes.append(f"The text was cut after {LIMITS.text:,} characters; the original is kept.")
    if len(html) > LIMITS.html:
        notes.append(f"The HTML was cut after {LIMITS.html:,} characters; the original is kept.")
    return Body(text[: LIMITS.text], html[: LIMITS.html], tuple(notes))


def by_choice(found: list[Leaf]) -> list[list[Leaf]]:
    groups: list[list[Leaf]] = []
    for leaf in found:
        if leaf.choice and groups and groups[-1][0].choice == leaf.choice:
            groups[-1].append(leaf)
        else:
            groups.append([leaf])
    return groups


def text_of(leaf: Leaf) -> str:
    charset = parameter(leaf.headers, "content-type", "charset")
    return decode(payload_of(leaf.part), charset)[0]


def readable_of(plain: str, html: str) -> str:
    if not html.strip():
        return plain
    stub = len(plain) <= LONGEST_STUB and (not plain.strip() or STUB.search(plain) is not None)
    if not stub:
        return plain
    return html_to_text(html) or plain


# Attachments ------------------------------------------------------------------------------------


def attachment_of(leaf: Leaf, number: int) -> Attachment:
    forwarded, content = NOBODY, b""
    if leaf.content_type.startswith("message/") and leaf.part.is_multipart():
        inner = leaf.part.get_payload()
        parts = inner if isinstance(inner, list) else []
        content = b"".join(source_of(part) for part in parts if isinstance(part, Message))
        if leaf.content_type == "message/rfc822" and parts and isinstance(parts[0], Message):
            forwarded = next(iter(addresses(Headers(parts[0]).all("from"))), NOBODY)
    else:
        content = payload_of(leaf.part)
    disposition = leaf.headers.first("content-disposition").strip().lower()
    content_id = message_id(leaf.headers.first("content-id"))
    return Attachment(
        filename=safe_filename(declared_name(leaf.headers), leaf.content_type, number),
        content_type=leaf.content_type,
        content=content,
        content_id=content_id,
        inline=disposition.startswith("inline")
        or bool(content_id and not disposition.startswith("attachment")),
        forwarded_from=forwarded,
    )


def packed_in(leaf: Leaf, number: int) -> Iterator[Attachment]:
    """What Outlook packed into a winmail.dat; `number`: of the first of them."""
    if leaf.content_type in tnef.TYPES or declared_name(leaf.headers).lower() == "winmail.dat":
        for at, each in enumerate(tnef.files_in(payload_of(leaf.part)), number):
            kind = mimetypes.guess_type(each.name)[0] or "application/octet-stream"
            yield Attachment(safe_filename(each.name, kind, at), kind, each.content)


def source_of(part: Message) -> bytes:
    """The bytes of a mail inside a mail."""
    out = BytesIO()
    try:
        BytesGenerator(out, mangle_from_=False, maxheaderlen=0).flatten(part)
    except (ValueError, LookupError, TypeError, AttributeError, KeyError, RecursionError):
        # A part that cannot be written again is still readable as far as it got.
        return out.getvalue() or str(part.get_payload())[: LIMITS.text].encode("utf-8", "replace")
    return out.getvalue()


def safe_filename(name: str, content_type: str, number: int) -> str:
    """The last part of the name, without anything that a path, a shell or a reader trips over."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = UNSAFE_IN_NAMES.sub("_", one_line(name, LIMITS.header)).strip(" .")
    if not name:
        stem = "invitation" if content_type == "text/calendar" else "attachment"
        return f"{stem}-{number}{EXTENSIONS.get(content_type, '')}"
    if DEVICE_NAME.fullmatch(name):
        name = f"_{name}"
    stem, dot, extension = name.rpartition(".")
    if len(name) > LIMITS.filename and dot and len(extension) <= 10:
        return f"{stem[: LIMITS.filename - len(extension) - 2]}….{extension}"
    return name[: LIMITS.filename]
