"""Reads header values that may be folded, doubled, wrongly encoded or hostile. Never raises.

The standard library's structured header parser is left aside on purpose: it raises on malformed
addresses and needs more than linear time; here every value is capped first.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from hub.channels.email.charsets import decode, one_line
from hub.channels.email.limits import LIMITS

ENCODED_WORD = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
MESSAGE_ID = re.compile(r"<\s*([^<>\s\x00-\x20\x7f-\x9f\u2028-\u202e\u2066-\u2069]{1,500})\s*>")
BARE_ID = re.compile(r"[^\s<>,;()\"\x00-\x20\x7f]{1,500}@[^\s<>,;()\"\x00-\x20\x7f]{1,500}")
NOT_IN_ADDRESS = r"\s<>()\[\],;:\\\"@\x00-\x20\x7f-\x9f\u2028-\u202e\u2066-\u2069"
ADDRESS = re.compile(rf"[^{NOT_IN_ADDRESS}]{{1,64}}@[^{NOT_IN_ADDRESS}]{{1,255}}")
ASIDE = re.compile("\ue000([0-9]{1,5})\ue001")
FOLD = re.compile(r"\r?\n[ \t]*|\r")
LONGEST_DATE = 100
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Address:
    """A name for people and an address for machines; the domain is lower case."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """What two spellings of one address have in common."""
        return self.address.casefold()

    @property
    def shown(self) -> str:
        return self.name or self.address


NOBODY = Address("", "")


class Headers:
    """The headers of one part: names in lower case, values as unfolded, capped text."""

    def __init__(self, part: Message) -> None:
        self.values: dict[str, list[str]] = {}
        for name, value in part.raw_items():
            self.values.setdefault(str(name).strip().lower(), []).append(str(value))

    def all(self, name: str) -> list[str]:
        return [readable(value) for value in self.values.get(name, [])[: LIMITS.addresses]]

    def first(self, name: str) -> str:
        """The first value that says something: doubled headers are often half empty."""
        return next((value for value in self.all(name) if value.strip()), "")

    def text(self, name: str, limit: int) -> str:
        return one_line(decode_words(self.first(name)), limit)

    def has(self, name: str) -> bool:
        return name in self.values


def readable(value: str) -> str:
    """Unfolded, and with its 8-bit bytes read as text."""
    value = FOLD.sub(" ", value[: LIMITS.header])
    if "\x1b$" in value and value.isascii():  # Japanese as it was sent before there was RFC 2047
        return decode(value.encode("ascii"), "iso-2022-jp")[0]
    if value.isascii():
        return value
    return decode(value.encode("utf-8", "surrogateescape"))[0]


def decode_words(value: str) -> str:
    """RFC 2047. Neighbours of one charset are joined as bytes: senders split letters in two."""
    out: list[str] = []
    pending, charset, end = b"", "", 0
    for word in ENCODED_WORD.finditer(value):
        between = value[end : word.start()]
        if pending and (between.strip() or word[1].lower() != charset):
            out.append(decode(pending, charset)[0])
            pending = b""
        if between.strip() or end == 0:
            out.append(between)
        pending, charset, end = pending + word_bytes(word[2], word[3]), word[1].lower(), word.end()
    if pending:
        out.append(decode(pending, charset)[0])
    return "".join(out) + value[end:]


def word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    data = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    data = data[: len(data) - 1] if len(data) % 4 == 1 else data
    return base64.b64decode(data + b"=" * (-len(data) % 4))


def addresses(values: Iterable[str]) -> tuple[Address, ...]:
    """Every usable address in order, each once."""
    found: dict[str, Address] = {}
    for value in values:
        for name, address in split_addresses(value):
            one = address_of(name, address)
            if one is not None and len(found) < LIMITS.addresses:
                found.setdefault(one.key, one)
    return tuple(found.values())


def split_addresses(value: str) -> list[tuple[str, str]]:
    # Encoded words may hold commas and colons that are none: they stand aside while it is split.
    aside = [word[0] for word in ENCODED_WORD.finditer(value)]
    numbers = iter(range(len(aside)))
    shielded = ENCODED_WORD.sub(lambda _: f"\ue000{next(numbers)}\ue001", value)
    try:
        pairs = getaddresses([shielded])
    except (RecursionError, ValueError, IndexError, TypeError, AttributeError):
        pairs = []
    pairs = [
        (ASIDE.sub(lambda at: (aside[int(at[1]) :] or [""])[0], name), address) for name, address in pairs
    ]
    if any(address_of(*pair) for pair in pairs):
        return pairs
    # Malformed: what looks like an address still is one.
    return [("", found) for found in ADDRESS.findall(value)[: LIMITS.addresses]]


def address_of(name: str, address: str) -> Address | None:
    address = address.strip().strip("<>")
    if not ADDRESS.fullmatch(address):
        return None
    local, _, domain = address.rpartition("@")
    shown = one_line(decode_words(name), LIMITS.name).strip("'\" ")
    return Address("" if shown == address else shown, f"{local}@{domain.lower().rstrip('.')}")


def message_ids(value: str) -> tuple[str, ...]:
    """The ids in a References or In-Reply-To header, without brackets, each once, in order."""
    found = MESSAGE_ID.findall(value)
    rest = MESSAGE_ID.sub(" ", value)
    found = found or BARE_ID.findall(rest)
    unique = list(dict.fromkeys(found))
    if len(unique) <= LIMITS.references:
        return tuple(unique)
    # The first is the thread's beginning, the last are the nearest.
    return (unique[0], *unique[-(LIMITS.references - 1) :])


def message_id(value: str) -> str:
    """One id without brackets; odd ones (no @, no brackets) are kept as they are."""
    ids = message_ids(value)
    if ids:
        return ids[0]
    words = value.strip().strip("<>").split()
    return one_line(words[0], LIMITS.message_id) if words else ""


def date_of(value: str, received_at: datetime) -> datetime:
    """When it was written, in UTC; the time of receipt where that is missing or cannot be."""
    try:
        written = parsedate_to_datetime(value[:LONGEST_DATE])
        written = written.replace(tzinfo=written.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return received_at
    if not EARLIEST <= written <= received_at + timedelta(days=1):
        return received_at
    return written
