"""The orders of the list, and what comes behind a case in each, also where a moment is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy import case as when

from hub.cases.models import Case, Priority
from hub.core.words import lazy

RANKS = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}


@dataclass(frozen=True)
class Key:
    """A part of an order: an expression, what it is for a case at hand, and its direction."""

    column: Any
    of: Callable[[Case], Any]
    falling: bool = False


def _column(name: str, *, falling: bool = False) -> Key:
    return Key(getattr(Case, name), lambda found: getattr(found, name), falling)


def _missing(name: str) -> Key:
    """What has no such moment comes last."""
    column = getattr(Case, name)
    return Key(when((column.is_(None), 1), else_=0), lambda found: int(getattr(found, name) is None))


NEWEST = (_column("active_at", falling=True), _column("id", falling=True))
DUE = (_missing("due_at"), _column("due_at"), *NEWEST)
RANK = Key(when(RANKS, value=Case.priority), lambda found: RANKS[Priority(found.priority)])
WAITING = (_missing("waiting_since"), _column("waiting_since"), _column("id"))
UNANSWERED = Key(
    when((Case.first_replied_at.is_(None), 0), else_=1), lambda found: int(found.first_replied_at is not None)
)
ANSWERED = Key(
    when((Case.first_replied_at.is_(None), 1), else_=0), lambda found: int(found.first_replied_at is None)
)

# What people may choose; "" is the order of the view.
SORTS: dict[str, Any] = {
    "": lazy("Least time left"),
    "first": lazy("Longest waiting for a first reply"),
    "next": lazy("Longest waiting for the next reply"),
    "priority": lazy("Most pressing"),
    "newest": lazy("Newest words first"),
    "oldest": lazy("Oldest first"),
}
ORDERS: dict[str, tuple[Key, ...]] = {
    "first": (UNANSWERED, *WAITING),
    "next": (ANSWERED, *WAITING),
    "priority": (RANK, *DUE),
    "newest": NEWEST,
    "oldest": (_column("created_at"), _column("id")),
}
OF_VIEWS = {"closed": NEWEST, "quiet": NEWEST, "snoozed": (_column("snoozed_until"), _column("id"))}


def keys_of(view: str, sort: str) -> tuple[Key, ...]:
    """The order of a view, or the one that was asked for."""
    return ORDERS[sort] if sort in ORDERS else OF_VIEWS.get(view, DUE)


def order_by(keys: Sequence[Key]) -> list[Any]:
    """For a statement."""
    return [key.column.desc() if key.falling else key.column for key in keys]


def behind(keys: Sequence[Key], edge: Case) -> ColumnElement[bool]:
    """The condition for everything that comes after a case in this order."""
    found: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for key in keys:
        value = key.of(edge)
        if value is not None:
            further = key.column < value if key.falling else key.column > value
            found.append(and_(*same, further))
        same.append(key.column.is_not_distinct_from(value))
    return or_(false(), *found)
