"""iCalendar (RFC 5545), as much of it as a feed of moments needs: escaped, folded, in UTC."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Protocol

LONGEST = 75  # octets of a line, without its end
SIGNS = re.compile(r"[\\;,]")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Dated(Protocol):
    """Something that has a moment. key: unique and lasting within the hub; url: an address of ours."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def at(self) -> datetime: ...


def calendar(name: str, root: str, entries: Iterable[Dated], made_at: datetime) -> str:
    """A whole calendar. root: how our addresses begin; made_at: now."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Backchannel//EN", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]  # fmt: skip
    host = re.sub(r"^\w+://|[/:].*$", "", root) or "backchannel"
    for each in entries:
        lines += [
            "BEGIN:VEVENT", f"UID:{each.key}@{host}", f"DTSTAMP:{moment(made_at)}",
            f"DTSTART:{moment(each.at)}", "DURATION:PT15M", f"SUMMARY:{escaped(each.title)}",
            f"URL:{root}{each.url}", "TRANSP:TRANSPARENT", "END:VEVENT",
        ]  # fmt: skip
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def moment(at: datetime) -> str:
    """`20261129T123000Z`, whatever the zone it was said in."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A text as a value: one line, without the signs that mean something."""
    plain = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return SIGNS.sub(lambda sign: f"\\{sign[0]}", plain).replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """A line in parts of 75 octets at most, no letter cut in two; all but the first begin with a space."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part
