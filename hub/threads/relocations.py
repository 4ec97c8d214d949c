"""What became of whole conversations: moved, split, merged. A system line about it stays on both sides."""

import enum
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, Select, String, and_, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from hub.core import clock
from hub.core.db import Base, session
from hub.core.features import Card, card_of, resolve_many, url_of
from hub.core.permissions import Actor
from hub.people.models import Draft, Person
from hub.spaces.models import Space, Visibility
from hub.spaces.rules import role_in
from hub.web.faces import Who, who_is

LATELY = timedelta(days=30)
UNDO_FOR = timedelta(hours=1)
LISTED = 20


class RelocationKind(enum.StrEnum):
    """What was done to a conversation as a whole."""

    MOVED = "moved"  # source and target are the same thing
    SPLIT = "split"  # replies of the source became the target
    MERGED = "merged"  # the source went into the target and is no more
    QUESTION = "question"  # the source, a discussion, is the target, a question, now
    DISCUSSION = "discussion"  # and the other way
    ANSWERED = "answered"  # a comment under the source became the target, an answer
    ASKED = "asked"  # a reply under the source became the target, a question


class Relocation(Base):
    """That somebody moved, split or merged a conversation: from where, to where, when."""

    __tablename__ = "relocation"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RelocationKind]
    source: Mapped[str] = mapped_column(String(80))
    target: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(250), default="")  # of what was merged: it has no other place
    count: Mapped[int] = mapped_column(default=0)  # the replies that went along
    from_space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    to_space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what taking it back needs

    by: Mapped[Person] = relationship()
    from_space: Mapped[Space] = relationship(foreign_keys=[from_space_id])
    to_space: Mapped[Space] = relationship(foreign_keys=[to_space_id])

    __table_args__ = (Index(None, "source"), Index(None, "target"), Index(None, "from_space_id", "at"))


WITH_PLACES = (
    joinedload(Relocation.by), joinedload(Relocation.from_space), joinedload(Relocation.to_space),
)  # fmt: skip


class Named(NamedTuple):
    """A place or a conversation that a line names."""

    title: str
    url: str


class SystemLine(NamedTuple):
    """One line about it, for one reader. Places and conversations that are not theirs have no name here."""

    kind: str
    by: Who
    at: datetime
    number: int  # of the replies that went along
    is_source: bool  # told on the side that something went away from
    from_space: Named | None = None
    to_space: Named | None = None
    other: Named | None = None  # the conversation at the other end
    title: str = ""
    undo: str = ""  # where whoever did it takes it back, while there is time


def relocations_of(ids: Iterable[int]) -> Sequence[Relocation]:
    """Those with these numbers, in their order of time, with whom and where."""
    statement = select(Relocation).where(Relocation.id.in_(list(ids))).order_by(Relocation.at, Relocation.id)
    return _with_places(statement)


def lines_for(actor: Actor, refs: Iterable[str], found: Sequence[Relocation]) -> dict[str, list[SystemLine]]:
    """ref → what its thread tells of this."""
    wanted = set(refs)
    ends = {end for each in found if each.source != each.target for end in (each.source, each.target)}
    things = resolve_many(actor, ends) if ends else {}
    lines: dict[str, list[SystemLine]] = {}
    for each in found:
        for ref in {each.source, each.target} & wanted:
            other = things.get(each.source if ref == each.target else each.target)
            card = card_of(other) if other is not None and other.ref != ref else None
            line = _line(actor, each, card, is_source=ref == each.source)
            lines.setdefault(ref, []).append(line._replace(undo=_undo(actor, each, ref, things.get(ref))))
    return lines


def gone_from(actor: Person, space: Space, begun_at: str = "") -> tuple[list[SystemLine], str]:
    """What was moved from a community lately, newest first; with its name for those who may read it there.

    And the text that its reader has begun at `begun_at`: a page that shows both asks once.
    """
    gone = and_(
        Relocation.from_space_id == space.id, Relocation.to_space_id != space.id,
        Relocation.undone_at.is_(None), Relocation.at > clock.now() - LATELY,
    )  # fmt: skip
    draft = select(Draft.body).where(Draft.person_id == actor.id, Draft.place == begun_at).scalar_subquery()
    statement = (
        select(Relocation, draft)
        .select_from(Person)
        .outerjoin(Relocation, gone)
        .where(Person.id == actor.id)
        .order_by(Relocation.at.desc(), Relocation.id.desc())
        .limit(LISTED)
        .options(*WITH_PLACES)
    )
    rows = session().execute(statement).all()
    found = [each for each, _begun in rows if each is not None]
    things = resolve_many(actor, {each.target for each in found}) if found else {}
    lines = [
        _line(actor, each, card_of(thing) if (thing := things.get(each.target)) else None, is_source=True)
        for each in found
    ]
    return lines, rows[0][1] or ""


def is_fresh(row: Relocation, person: Actor) -> bool:
    """Whether it is theirs to take back, and still time."""
    return row.by == person and row.undone_at is None and row.at > clock.now() - UNDO_FOR


def _undo(actor: Actor, row: Relocation, ref: str, thing: Any) -> str:
    """Told where it went to: a moved conversation has one place alone."""
    if ref != row.target or not is_fresh(row, actor):
        return ""
    if row.kind == RelocationKind.MOVED:
        return f"/t/{ref}/move/undo"
    return f"{url_of(thing)}/reshaping/undo" if row.before and thing is not None else ""


def touching(refs: Any) -> ColumnElement[bool]:
    """The condition for what is told in the threads of these refs: a list, or a parameter for one."""
    ends = or_(Relocation.source.in_(refs), Relocation.target.in_(refs))
    return and_(ends, Relocation.undone_at.is_(None))


def _line(actor: Actor, row: Relocation, other: Card | None, *, is_source: bool) -> SystemLine:
    return SystemLine(
        row.kind, who_is(row.by), row.at, row.count, is_source, _known(actor, row.from_space),
        _known(actor, row.to_space), Named(other.title, other.url) if other else None, row.title,
    )  # fmt: skip


def _known(actor: Actor, space: Space) -> Named | None:
    """The place, unless it is hidden from the reader."""
    is_known = space.visibility != Visibility.HIDDEN or role_in(actor, space) is not None
    return Named(space.name, space.url) if is_known else None


def _with_places(statement: Select[Relocation]) -> Sequence[Relocation]:
    return session().scalars(statement.options(*WITH_PLACES)).all()
