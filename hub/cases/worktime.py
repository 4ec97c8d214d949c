"""Working time: how much of it lies between two moments, and when so much of it has gone by.

Pure arithmetic: no database, no clock. Moments are aware and come back in UTC; amounts are whole seconds.
Hours of a day are local ones, so a day on which the clocks change is as long as its people work on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
MINUTES = 24 * 60
FURTHEST = 800  # days without an open minute after which nobody is expected to come back


@dataclass(frozen=True)
class Hours:
    """When a desk works. `week`: for Monday to Sunday the spans of a day, in minutes from midnight.

    A week without any span is worked around the clock. On `closed` days nobody works.
    """

    zone: tzinfo = UTC
    week: tuple[tuple[tuple[int, int], ...], ...] = ((),) * 7
    closed: frozenset[date] = field(default_factory=frozenset)

    @property
    def always(self) -> bool:
        """Around the clock, holidays too."""
        return not self.closed and not any(self.week)

    def spans(self, day: date) -> tuple[tuple[int, int], ...]:
        """The spans of one day, in order."""
        if day in self.closed:
            return ()
        return self.week[day.weekday()] if any(self.week) else ((0, MINUTES),)


ALWAYS = Hours()


def after(hours: Hours, start: datetime, seconds: int) -> datetime:
    """When `seconds` of working time have gone by since `start`.

    What is already overdrawn (below 0) lies so many plain seconds before `start`.
    """
    start = start.astimezone(UTC)
    if seconds <= 0 or hours.always:
        return start + seconds * SECOND
    left = timedelta(seconds=seconds)
    for begins, ends in openings(hours, start):
        if left <= ends - begins:
            return begins + left
        left -= ends - begins
    return start + seconds * SECOND  # it never opens again: a promise without an end helps nobody


def between(hours: Hours, start: datetime, end: datetime) -> int:
    """Seconds of working time from `start` to `end`; 0 when `end` is not later."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if end <= start:
        return 0
    if hours.always:
        return int((end - start) / SECOND)
    worked = timedelta()
    for begins, ends in openings(hours, start, until=end):
        worked += min(ends, end) - begins
    return int(worked / SECOND)


def is_open(hours: Hours, moment: datetime) -> bool:
    """Whether somebody works then."""
    moment = moment.astimezone(UTC)
    return any(begins <= moment for begins, _ends in openings(hours, moment, until=moment + SECOND))


def openings(
    hours: Hours, start: datetime, until: datetime | None = None
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches in which somebody works, from `start` on, in order and never twice, in UTC."""
    done = start.astimezone(UTC)
    day = start.astimezone(hours.zone).date() - DAY  # a span may have begun before midnight
    for _nothing in range(FURTHEST):
        for first, last in hours.spans(day):
            begins = max(_moment(day, first, hours.zone, fold=0), done)
            if until is not None and begins >= until:
                return
            ends = _moment(day, last, hours.zone, fold=1)
            if begins < ends:
                done = ends
                yield begins, ends
        day += DAY


def _moment(day: date, minutes: int, zone: tzinfo, *, fold: int) -> datetime:
    """A local time as a moment. An hour that comes twice is worked twice; one that is left out is not."""
    day, minutes = day + DAY * (minutes // MINUTES), minutes % MINUTES
    local = datetime.combine(day, time(minutes // 60, minutes % 60, fold=fold), tzinfo=zone)
    moment = local.astimezone(UTC)
    there = moment.astimezone(zone).replace(tzinfo=None)
    return moment if there == local.replace(tzinfo=None) else _leap(local, zone)


def _leap(local: datetime, zone: tzinfo) -> datetime:
    """When the clocks were put forward over a local time that was left out."""
    before, after_ = local.replace(fold=1).astimezone(UTC), local.replace(fold=0).astimezone(UTC)
    offset = after_.astimezone(zone).utcoffset()
    while after_ - before > SECOND:
        middle = before + (after_ - before) // 2 // SECOND * SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            after_ = middle
        else:
            before = middle
    return after_
