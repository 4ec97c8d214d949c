"""Days, months and numbers as a language writes them. English is ours; Babel knows the others."""

from datetime import UTC, date, datetime, time
from functools import lru_cache

from babel import dates, numbers

from hub.core.words import SOURCE, language, locale

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day_name(at: date) -> str:
    """ "Monday" """
    return day_names()[at.weekday()]


def day_names() -> list[str]:
    """The whole week, Monday first."""
    return list(_days(language()))


def short_day(at: date) -> str:
    """ "Mon" """
    return short_day_names()[at.weekday()]


def short_day_names() -> list[str]:
    """The same for the whole week, Monday first."""
    return list(_short_days(language()))


def short_date(at: datetime, *, with_year: bool) -> str:
    """ "12 Sep", "12 Sep 2025" """
    return _short(language(), at.date(), with_year)


def day_and_month(at: date) -> str:
    """ "12 September" """
    if language() == SOURCE:
        return f"{at.day} {MONTHS[at.month - 1]}"
    return _skeleton(language(), "MMMMd", date(at.year, at.month, at.day))


def in_full(at: datetime) -> str:
    """ "Monday 14 Sep 2026, 09:12" """
    return f"{_full(language(), at.date())}, {at:%H:%M}"


def number(value: float) -> str:
    """Grouped, with one digit after the point at most."""
    return _grouped(language(), round(value, 1))


@lru_cache(maxsize=4_000)
def _grouped(_code: str, value: float) -> str:
    return numbers.format_decimal(value, locale=locale())


@lru_cache(maxsize=64)
def _days(code: str) -> tuple[str, ...]:
    if code == SOURCE:
        return DAYS
    return tuple(locale().days["stand-alone"]["wide"][at] for at in range(7))


@lru_cache(maxsize=64)
def _short_days(code: str) -> tuple[str, ...]:
    if code == SOURCE:
        return tuple(day[:3] for day in DAYS)
    names = locale().days["stand-alone"]["abbreviated"]
    return tuple(str(names[at]).rstrip(".") for at in range(7))


@lru_cache(maxsize=4_000)
def _short(code: str, at: date, with_year: bool) -> str:
    if code == SOURCE:
        words = f"{at.day} {MONTHS[at.month - 1][:3]}"
        return f"{words} {at.year}" if with_year else words
    return _skeleton(code, "yMMMd" if with_year else "MMMd", at)


@lru_cache(maxsize=4_000)
def _skeleton(_code: str, wanted: str, at: date) -> str:
    return dates.format_skeleton(wanted, datetime.combine(at, time(12), UTC), locale=locale())


@lru_cache(maxsize=4_000)
def _full(code: str, at: date) -> str:
    if code == SOURCE:
        return f"{DAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1][:3]} {at.year}"
    return dates.format_date(at, format="full", locale=locale())
