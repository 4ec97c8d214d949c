"""The small things that hang on the things of a page, all in one statement.

Reactions of everybody; of the reader the level of watching, and how far they have read. A feature adds
its own parts (votes, topics): functions of the reader that make a `select(*part(…))`, put together once.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, bindparam, cast, func, literal, null, select, union_all
from sqlalchemy.sql.selectable import CompoundSelect, Select

from hub.core.db import UtcDateTime, session
from hub.people.models import Person, Reading, Watch
from hub.people.prepared import prepared
from hub.threads.models import Reaction
from hub.threads.relocations import Relocation, touching

MOST = 2_000  # reactions on one page
THESE: Any = bindparam("these", expanding=True, type_=String)  # the refs of the page, for the parts
Part = Callable[[Person], Select[Any]]


@dataclass(frozen=True)
class Mark:
    """One row: on what, a number, a word, a moment. What they mean depends on the part."""

    what: str
    ref: str
    number: int
    word: str
    name: str
    at: datetime | None


@dataclass(frozen=True)
class Marks:
    """Everything found, by part."""

    rows: dict[str, list[Mark]] = field(default_factory=dict)

    def of(self, what: str) -> list[Mark]:
        """The rows of one part."""
        return self.rows.get(what, [])

    def level(self, ref: str) -> str:
        """How the reader watches a thing: watching, muted, or "" when nothing was chosen."""
        return next((mark.word for mark in self.of("watch") if mark.ref == ref), "")

    def read_at(self, ref: str) -> datetime | None:
        """When the reader last saw a thread; None when never."""
        return next((mark.at for mark in self.of("read") if mark.ref == ref), None)


def part(what: str, ref: Any, **columns: Any) -> tuple[Any, ...]:
    """The columns of one part, for `select(*part(…)).where(…)`. columns: number, word, name, at."""
    number, at = columns.get("number", literal(0)), columns.get("at", cast(null(), UtcDateTime()))
    return (
        literal(what).label("what"),
        cast(ref, String).label("ref"),
        cast(number, Integer).label("number"),
        cast(columns.get("word", literal("")), String).label("word"),
        cast(columns.get("name", literal("")), String).label("name"),
        at.label("at"),
    )


def marks_on(actor: Person, refs: Iterable[str], *more: Part, **values: Any) -> Marks:
    """What hangs on these refs, and what the parts in `more` ask for; `values` fills their own names."""
    found: dict[str, list[Mark]] = {}
    rows: Iterable[Any] = _all(actor, *more, these=list(refs), **values)
    for row in rows:
        found.setdefault(row.what, []).append(Mark(*row))
    return Marks(found)


@prepared
def _all(me: Person, *more: Part) -> CompoundSelect[Any]:
    parts = [each(me) for each in (_watch, _read, _told, *more)]
    return union_all(select(_reactions().subquery()), *parts)


def _reactions() -> Select[Any]:
    return (
        select(*part("reaction", Reaction.ref, number=Person.id, word=Reaction.mood, name=Person.name))
        .join(Person, Person.id == Reaction.person_id)
        .where(Reaction.ref.in_(THESE))
        .limit(MOST)
    )


def _watch(me: Person) -> Select[Any]:
    own = select(*part("watch", Watch.ref, word=Watch.level))
    return own.where(Watch.person_id == me.id, Watch.ref.in_(THESE))


def _read(me: Person) -> Select[Any]:
    own = select(*part("read", Reading.ref, number=Reading.last_id, at=Reading.at))
    return own.where(Reading.person_id == me.id, Reading.ref.in_(THESE))


def _told(_me: Person) -> Select[Any]:
    return select(*part("relocation", literal(""), number=Relocation.id)).where(touching(THESE))


def reaction_counts(refs: Sequence[str]) -> dict[str, dict[str, int]]:
    """ref → mood → how many, for lists that show numbers only."""
    statement = (
        select(Reaction.ref, Reaction.mood, func.count())
        .where(Reaction.ref.in_(refs))
        .group_by(Reaction.ref, Reaction.mood)
    )
    found: dict[str, dict[str, int]] = {}
    for ref, mood, count in session().execute(statement):
        found.setdefault(ref, {})[mood] = count
    return found
