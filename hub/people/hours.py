"""When a person works, in their own time zone, and who is there at this moment (PE01, PE04)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from hub.core import clock
from hub.core.db import session
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.people.rhythm import AWAY, WEEK, away_of
from hub.web.calendar import short_day_names
from hub.web.filters import zone_named, zone_of

DAY = timedelta(days=1)
BEGINS, ENDS = 9, 17


@dataclass(frozen=True)
class Hours:
    """Working days (Monday is 0) and hours. What begins later than it ends lasts over midnight."""

    days: tuple[int, ...]
    begins: int
    ends: int

    def holds(self, local: datetime) -> bool:
        """Whether they work at a local moment."""
        today, yesterday = local.weekday() in self.days, (local - DAY).weekday() in self.days
        if self.begins < self.ends:
            return today and self.begins <= local.hour < self.ends
        return (today and local.hour >= self.begins) or (yesterday and local.hour < self.ends)

    @property
    def words(self) -> str:
        """ "Mon to Fri, 7 to 15"."""
        names = short_day_names()
        first, last = self.days[0], self.days[-1]
        if len(self.days) > 2 and last - first == len(self.days) - 1:
            days = _("%(first)s to %(last)s", first=names[first], last=names[last])
        else:
            days = ", ".join(names[day] for day in self.days)
        return _("%(days)s, %(begins)s to %(ends)s", days=days, begins=self.begins, ends=self.ends)


def hours_of(person: Person) -> Hours | None:
    """The person's working hours; None when they have not said."""
    days = days_in(person.work_days)
    return Hours(days, person.work_begins, person.work_ends) if days else None


def presence_of(person: Person) -> str:
    """Whether they are at work at this moment, in words; nothing where they have not said when they work."""
    hours = hours_of(person)
    if hours is None:
        return ""
    return _("at work now") if hours.holds(clock.now().astimezone(zone_of(person))) else _("not at work now")


def is_at_work(person: Person) -> bool:
    """As `at_work` finds them: at this moment, and not away."""
    hours = hours_of(person)
    here = hours is not None and hours.holds(clock.now().astimezone(zone_of(person)))
    return here and away_of(person) is None


def days_in(mask: int) -> tuple[int, ...]:
    """The days in a number with one bit a day, Monday the lowest."""
    return tuple(day for day in WEEK if mask >> day & 1)


def mask_of(days: Iterable[int]) -> int:
    """The number for some days."""
    return sum(1 << day for day in set(days) & set(WEEK))


def at_work() -> ColumnElement[bool]:
    """Who works at this moment and is not away: only those who said when they work.

    The zones are few: each is told what day and hour it is there.
    """
    now = clock.now()
    zones: dict[tuple[int, int, str], list[str]] = {}
    for zone in session().scalars(select(Person.timezone).distinct()):
        local = now.astimezone(zone_named(zone))
        zones.setdefault((local.weekday(), local.hour, local.date().isoformat()), []).append(zone)
    there = [
        and_(Person.timezone.in_(names), _working(day, hour), not_(_away(date)))
        for (day, hour, date), names in zones.items()
    ]
    return or_(*there) if there else Person.id.is_(None)


def _working(day: int, hour: int) -> ColumnElement[bool]:
    begins, ends = Person.work_begins, Person.work_ends
    today = Person.work_days.bitwise_and(1 << day) != 0
    yesterday = Person.work_days.bitwise_and(1 << (day - 1) % 7) != 0
    by_day = and_(begins < ends, today, begins <= hour, ends > hour)
    by_night = and_(begins >= ends, or_(and_(today, begins <= hour), and_(yesterday, ends > hour)))
    return or_(by_day, by_night)


def _away(today: str) -> ColumnElement[bool]:
    until = Person.settings[AWAY]["until"].as_string()
    return func.coalesce(until, "") >= today
