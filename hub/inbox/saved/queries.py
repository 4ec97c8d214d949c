"""What a person keeps, as they may see it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ScalarSelect, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from hub.core import clock
from hub.core.db import UtcDateTime, session
from hub.core.features import Card, card_of, kind_of, resolve_many, url_of
from hub.core.limits import LIMITS
from hub.core.permissions import readable
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.inbox.saved.models import Saved
from hub.people.models import Person
from hub.people.rhythm import as_utc
from hub.web.filters import zone_of
from hub.web.paging import Page

NEVER = literal(datetime(9999, 1, 1, tzinfo=UTC), UtcDateTime())
LOST = lazy("something that you cannot open any more")
SOON = timedelta(hours=3)


@dataclass(frozen=True)
class SavedLine:
    """One thing on the list; without a card it cannot be read any more, and nothing of it is shown."""

    row: Saved
    card: Card | None

    @property
    def group(self) -> str:
        """The heading it stands under."""
        if self.row.done_at is not None:
            return ""
        if self.row.remind_at is None:
            return _("Without a reminder")
        return _("Due") if self.row.is_due else _("Later")


@dataclass(frozen=True)
class SavedList:
    """A page of the list, and how much there is of what."""

    is_done: bool
    lines: Page[SavedLine]
    open: int
    done: int

    @property
    def groups(self) -> list[tuple[str, list[SavedLine]]]:
        """The lines under their headings, in their order."""
        found: dict[str, list[SavedLine]] = {}
        for line in self.lines.items:
            found.setdefault(line.group, []).append(line)
        return list(found.items())


def saved_list(
    actor: Person, *, is_done: bool = False, after: int | None = None, size: int = LIMITS.default_page
) -> SavedList:
    """Due ones first, then by their moment, then those without; what is done, the last first."""
    own = readable(actor, select(Saved))
    found = own.where(Saved.done_at.is_not(None) if is_done else Saved.done_at.is_(None))
    key = Saved.done_at if is_done else func.coalesce(Saved.remind_at, NEVER)
    if after is not None:
        edge = aliased(Saved)
        column = edge.done_at if is_done else func.coalesce(edge.remind_at, NEVER)
        at = select(column).where(edge.id == after, edge.person_id == actor.id).scalar_subquery()
        last = tuple_(key, Saved.id) < tuple_(at, after)
        found = found.where(last if is_done else or_(key > at, (key == at) & (Saved.id < after)))
    order = key.desc() if is_done else key
    counts = _counts(actor)
    page = found.add_columns(*counts).order_by(order, Saved.id.desc()).limit(size + 1)
    whole = session().execute(page).all()
    rows = [row[0] for row in whole]
    every, done = whole[0][1:] if whole else session().execute(select(*counts)).one()
    more = str(rows[size - 1].id) if len(rows) > size else None
    return SavedList(is_done, Page(lines_of(actor, rows[:size]), more), every - done, done)


def _counts(actor: Person) -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """How much there is, and how much of it is done: beside the rows, so that the list is one statement."""
    own = aliased(Saved)
    counted = select(func.count(own.id)).where(own.person_id == actor.id)
    return counted.scalar_subquery(), counted.where(own.done_at.is_not(None)).scalar_subquery()


def lines_of(actor: Person, rows: Sequence[Saved]) -> list[SavedLine]:
    """The rows with their things: one statement for each kind of thing."""
    things = resolve_many(actor, [row.about for row in rows])
    return [SavedLine(row, card_of(things[row.about]) if row.about in things else None) for row in rows]


def title_of(row: Saved) -> str:
    """What its thing is called, as its person may see it now."""
    thing = resolve_many(row.person, [row.about]).get(row.about)
    return kind_of(row.about).title(thing) if thing is not None else str(LOST)


def url_of_saved(row: Saved) -> str:
    """Where its thing is; the list, when it cannot be opened any more."""
    thing = resolve_many(row.person, [row.about]).get(row.about)
    return url_of(thing) if thing is not None else "/saved"


def moments(person: Person) -> dict[str, datetime]:
    """Moments to choose from, by name: in three hours, tomorrow and on Monday when work begins."""
    zone, now = zone_of(person), clock.now()
    today = now.astimezone(zone).date()
    begins = time(person.work_begins % 24)
    monday = today + timedelta(days=7 - today.weekday())
    return {
        "soon": now + SOON,
        "tomorrow": as_utc(datetime.combine(today + timedelta(days=1), begins), zone),
        "monday": as_utc(datetime.combine(monday, begins), zone),
    }
