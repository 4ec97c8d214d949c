"""Working hours, holidays, shifts and spans of time, as people write and read them.

Pure: text in, numbers out. What cannot be read raises ValueError with a sentence for the person.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from datetime import date

from hub.core.words import gettext as _

SPAN = re.compile(r"(\d+(?:[.,]\d+)?)\s*(m|min|minutes?|h|hours?|std|stunden?|d|days?|tage?|)", re.I)
TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?")
DAY_MINUTES = 24 * 60
MOST_MINUTES = 366 * DAY_MINUTES
MOST_HOLIDAYS = 200


def minutes_of(text: str) -> int | None:
    """`90`, `90 min`, `4 h` or `2 d` (of working time, a day being 24 h of it) in minutes; "" is None."""
    if not text.strip():
        return None
    found = SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(
            _("“%(text)s” is no span of time. Write it like 30 min or 4 h.", text=text.strip()[:40])
        )
    number, unit = float(found[1].replace(",", ".")), found[2].lower()[:1]
    minutes = round(number * {"h": 60, "s": 60, "d": DAY_MINUTES, "t": DAY_MINUTES}.get(unit, 1))
    if not 1 <= minutes <= MOST_MINUTES:
        raise ValueError(_("Give a span between a minute and a year."))
    return minutes


def minutes_text(minutes: int | None) -> str:
    """`4 h`, `90 min`, "" for none."""
    if minutes is None:
        return ""
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


def spans_of(text: str) -> list[tuple[int, int]]:
    """`9:00-12:00, 13:00-17:00` in minutes from midnight, in order; "" is a day off."""
    spans = [_span(part) for part in text.replace("–", "-").split(",") if part.strip()]
    spans.sort()
    for one, two in itertools.pairwise(spans):
        if two[0] < one[1]:
            raise ValueError(_("Two of these spans overlap: %(text)s", text=spans_text([one, two])))
    return spans


def spans_text(spans: Iterable[Sequence[int]]) -> str:
    """The way back."""
    return ", ".join(f"{time_text(first)}-{time_text(last)}" for first, last in spans)


def times_of(text: str) -> list[int]:
    """`6:00, 14:00, 22:00` in minutes from midnight, in order, each once."""
    return sorted({_time(part) % DAY_MINUTES for part in text.split(",") if part.strip()})


def time_text(minutes: int) -> str:
    """`09:00`; the end of a day is `24:00`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def holidays_of(text: str) -> list[tuple[str, str]]:
    """A line each, `2026-12-25 Christmas Day`: (ISO date, name), by date, each day once."""
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        day, _space, name = line.partition(" ")
        try:
            found[date.fromisoformat(day).isoformat()] = name.strip()[:80]
        except ValueError:
            raise ValueError(
                _("“%(line)s” begins with no date. Write it like 2026-12-25 Christmas Day.", line=line[:40])
            ) from None
    if len(found) > MOST_HOLIDAYS:
        raise ValueError(_("At most %(most)s of these, please.", most=MOST_HOLIDAYS))
    return sorted(found.items())


def holidays_text(holidays: Iterable[Sequence[str]]) -> str:
    """The way back."""
    return "\n".join(f"{day} {name}".rstrip() for day, name in holidays)


def _span(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    begins, ends = (_time(first), _time(last)) if dash else (0, 0)
    if begins >= ends:
        raise ValueError(
            _(
                "“%(text)s” is no span of a day. Write it like 9:00-17:00, up to 24:00.",
                text=text.strip()[:40],
            )
        )
    return begins, ends


def _time(text: str) -> int:
    found = TIME.fullmatch(text.strip())
    minutes = int(found[1]) * 60 + int(found[2] or 0) if found else -1
    if found is None or int(found[2] or 0) > 59 or not 0 <= minutes <= DAY_MINUTES:
        raise ValueError(_("“%(text)s” is no time of day. Write it like 9:00.", text=text.strip()[:40]))
    return minutes
