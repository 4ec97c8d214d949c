"""When a person works, when they want to be left alone, and who stands in while they are away (NO06).

Kept in the person's settings; all of it is in their own time zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from hub.core import clock
from hub.people.models import Person
from hub.web.filters import zone_of

QUIET, AWAY = "quiet", "away"
WEEK = tuple(range(7))  # Monday is 0
WORKDAYS = WEEK[:5]


@dataclass(frozen=True)
class Quiet:
    """Hours and days without mail. `begins` may be later than `ends`: then it lasts over midnight."""

    begins: int = 19
    ends: int = 7
    days: tuple[int, ...] = WORKDAYS  # on which they work

    def holds(self, local: datetime) -> bool:
        """Whether it is quiet at a local moment."""
        if local.weekday() not in self.days:
            return True
        if self.begins <= self.ends:
            return self.begins <= local.hour < self.ends
        return local.hour >= self.begins or local.hour < self.ends

    def next_edge(self, local: datetime) -> datetime:
        """The next moment after `local` at which quiet may end: the hour it ends at, or midnight."""
        today = local.replace(hour=self.ends, minute=0, second=0, microsecond=0)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return min(moment for moment in (today, midnight) if moment > local)


@dataclass(frozen=True)
class Away:
    """Out of office: the last day of it, and the colleague who gets what must be done meanwhile."""

    until: date
    substitute_id: int | None = None
    words: str = field(default="")  # said to whoever looks the person up


def quiet_of(person: Person) -> Quiet | None:
    """The person's quiet hours; None when they want everything at once."""
    kept = _kept(person, QUIET)
    if kept is None:
        return None
    days = tuple(day for day in kept.get("days", WORKDAYS) if day in WEEK)
    return Quiet(int(kept.get("begins", 19)) % 24, int(kept.get("ends", 7)) % 24, days)


def away_of(person: Person, now: datetime | None = None) -> Away | None:
    """The person's absence while it lasts; None when they are there."""
    kept = _kept(person, AWAY)
    if kept is None:
        return None
    try:
        until = date.fromisoformat(str(kept.get("until")))
    except ValueError:
        return None
    today = (now or clock.now()).astimezone(zone_of(person)).date()
    return Away(until, kept.get("substitute"), str(kept.get("words", ""))) if today <= until else None


def waking(person: Person, at: datetime) -> datetime:
    """The first moment from `at` on that is not quiet for the person, in UTC.

    Somebody without a single working day hears of things at once: else they never would.
    """
    quiet = quiet_of(person)
    if quiet is None or not quiet.days:
        return at
    zone, moment = zone_of(person), at
    for _ in range(2 * len(WEEK) + 2):
        local = moment.astimezone(zone)
        if not quiet.holds(local):
            return moment
        moment = as_utc(quiet.next_edge(local.replace(tzinfo=None)), zone)
    return at


def as_utc(naive: datetime, zone: tzinfo) -> datetime:
    """A local wall-clock time as a moment; an hour that the clocks skip becomes the next that exists."""
    return naive.replace(tzinfo=zone).astimezone(UTC)


def midnight(day: date, zone: tzinfo) -> datetime:
    """The moment at which a day begins there, in UTC."""
    return as_utc(datetime.combine(day, time()), zone)


def _kept(person: Person, name: str) -> Mapping[str, Any] | None:
    kept = person.settings.get(name) if isinstance(person.settings, dict) else None
    return kept if isinstance(kept, dict) else None
