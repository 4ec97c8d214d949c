"""A person's notices: how many are new, and pages of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, exists, func, or_, select, type_coerce

from hub.core import clock
from hub.core.db import UtcDateTime, session
from hub.core.events import Event
from hub.core.features import registry
from hub.core.limits import LIMITS
from hub.core.permissions import readable
from hub.core.words import lazy
from hub.inbox.models import Notice
from hub.inbox.urgent.models import Urgent, UrgentRule
from hub.inbox.urgent.queries import SHOWN_FOR, know_of_urgent
from hub.inbox.wording import SAID, Line, worded
from hub.people.models import Person, Reading
from hub.people.prepared import prepared
from hub.web.paging import Page, cut

PANEL = 8
MAKING = timedelta(seconds=5)  # that making a page takes at most
ACTIONS = {
    "answer": lazy("Answer this"),
    "decide": lazy("Decide"),
    "review": lazy("Review"),
    "read": lazy("Read"),
    "helped": lazy("Your help was used"),
}
VIEWS = ("all", "you", "cases", "thanks", "done")


@dataclass(frozen=True)
class Inbox:
    """One page of notices."""

    view: str
    lines: list[Line] = field(default_factory=list)
    next: str | None = None


@dataclass(frozen=True)
class Standing:
    """How many notices are new, the last event that a page made now surely shows, and numbers of places."""

    new: int
    up_to: int
    numbers: Mapping[str, int]


def standing(person: Person) -> Standing:
    """All in one statement, for the frame of every page."""
    # What comes while the page is made is asked for again, so a few seconds are left out.
    now = clock.now()
    row = _standing(person, before=now - MAKING, lately=now - SHOWN_FOR, now=now).one()
    know_of_urgent(row.urgent, row.callers)
    numbers = {item.name: int(row._mapping[item.name] or 0) for item in registry.nav() if item.number}
    return Standing(int(row.new or 0), int(row.up_to or 0), numbers)


def new_count(person: Person) -> int:
    """The number at the bell."""
    return standing(person).new


def inbox(person: Person, view: str = "all", *, after: int | None = None) -> Inbox:
    """One page, newest first. A view nobody knows shows everything."""
    view = view if view in VIEWS else "all"
    statement = readable(person, select(Notice)).where(*_narrowed(view)).options(*SAID)
    if after is not None:
        edge = select(Notice.at).where(Notice.id == after, Notice.person_id == person.id).scalar_subquery()
        statement = statement.where(or_(Notice.at < edge, and_(Notice.at == edge, Notice.id < after)))
    newest = statement.order_by(Notice.at.desc(), Notice.id.desc()).limit(LIMITS.default_page + 1)
    page: Page[Notice] = cut(session().scalars(newest).all(), LIMITS.default_page)
    return Inbox(view, worded(person, page.items), page.next)


def newest(person: Person, size: int = PANEL) -> list[Line]:
    """The first lines, for the panel under the bell."""
    statement = readable(person, select(Notice)).where(*_open()).options(*SAID)
    rows = session().scalars(statement.order_by(Notice.at.desc(), Notice.id.desc()).limit(size))
    return worded(person, rows.all())


def by_action(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The same lines under what they ask for, the most pressing first (NO03)."""
    found = [(label, [line for line in lines if line.action == name]) for name, label in ACTIONS.items()]
    return [(label, under) for label, under in found if under]


def open_notices() -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a notice still has something to tell its person."""
    return (Notice.done_at.is_(None), Notice.seen_at.is_(None), _not_read())


@prepared
def _standing(me: Person) -> Select[Any]:
    fresh = readable(me, select(Notice)).where(*open_notices(), Notice.in_app.is_(True))
    new = select(func.count()).select_from(fresh.with_only_columns(Notice.id).subquery())
    shown = select(Event.id).where(Event.at <= bindparam("before", type_=UtcDateTime()))
    up_to = shown.order_by(Event.id.desc()).limit(1)
    # Asked along, so that a page on which nothing is urgent needs no statement for that.
    urgent = select(func.max(Urgent.id)).where(Urgent.at > bindparam("lately", type_=UtcDateTime()))
    callers = select(type_coerce(UrgentRule.roles, String)).where(UrgentRule.id == 1)
    asked = {"new": new, "up_to": up_to, "urgent": urgent, "callers": callers}
    asked |= {item.name: item.number(me) for item in registry.nav() if item.number}
    numbers = select(*(each.scalar_subquery().label(name) for name, each in asked.items()))
    return numbers.execution_options(keeps_plan=True)


def _open() -> tuple[ColumnElement[bool], ...]:
    return (Notice.done_at.is_(None), Notice.in_app.is_(True))


def _not_read() -> ColumnElement[bool]:
    """The person has not looked at the thing itself since: then nothing about it is new."""
    looked = select(Reading.ref).where(
        Reading.person_id == Notice.person_id,
        Reading.ref.in_((Notice.about, Notice.thread)),
        Reading.at >= Notice.at,
    )
    return ~exists(looked.correlate(Notice))


def _narrowed(view: str) -> tuple[ColumnElement[bool], ...]:
    match view:
        case "you":
            return (*_open(), Notice.action.in_(("answer", "decide", "review")))
        case "cases":
            return (*_open(), Notice.kind.startswith("cases."))
        case "thanks":
            return (*_open(), Notice.action == "helped")
        case "done":
            return (Notice.done_at.is_not(None), Notice.in_app.is_(True))
        case _:
            return _open()
