"""What the pages of recalls show: how far each is, and whom it concerns, as their reader may see it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from hub.cases.models import Case
from hub.cases.rules import REPLY
from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.permissions import Actor, can, readable
from hub.people.models import Person
from hub.recall.models import SETTLED, CarriedBy, FollowUp, Told
from hub.reuse.recall_models import Recall
from hub.web.paging import Page, cut

SIZE = 50


@dataclass(frozen=True)
class Progress:
    """How many customers are how far."""

    counts: dict[Told, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Customers who hold the text."""
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        """Those for whom nothing is left to do."""
        return sum(self.counts.get(state, 0) for state in SETTLED)

    @property
    def parts(self) -> list[tuple[Told, int]]:
        """Each state with its number, what is done first; those without anybody left out."""
        order = (Told.SENT, Told.NOT_NEEDED, Told.UNREACHABLE, Told.DRAFTED, Told.WAITING)
        return [(state, self.counts[state]) for state in order if self.counts.get(state)]


@dataclass(frozen=True)
class Listed:
    """A recall in the list."""

    recall: Recall
    progress: Progress


@dataclass(frozen=True)
class Holder:
    """A customer who holds the text. Without case rights: no name, no words, no case."""

    follow_up: FollowUp
    replies: Sequence[CarriedBy]
    is_open_to: bool  # whether the reader may open the case
    may_reply: bool


def recalls(actor: Actor, *, is_open: bool, after: int | None = None) -> Page[Listed]:
    """Newest first."""
    statement = readable(actor, select(Recall)).options(joinedload(Recall.opened_by))
    closed = Recall.closed_at.is_(None) if is_open else Recall.closed_at.is_not(None)
    if after is not None:
        statement = statement.where(Recall.id < after)
    rows = session().scalars(statement.where(closed).order_by(Recall.id.desc()).limit(SIZE + 1)).all()
    page = cut(rows, SIZE)
    known = progress_of([row.id for row in page.items])
    return Page([Listed(row, known.get(row.id, Progress())) for row in page.items], page.next)


def open_count(actor: Actor) -> int:
    """How many recalls are open that the actor may see."""
    statement = readable(actor, select(Recall).where(Recall.closed_at.is_(None)))
    return session().scalar(statement.with_only_columns(func.count(Recall.id))) or 0


def progress_of(ids: Collection[int]) -> dict[int, Progress]:
    """Recall → how far it is, in one statement."""
    statement = (
        select(FollowUp.recall_id, FollowUp.state, func.count(FollowUp.id))
        .where(FollowUp.recall_id.in_(ids))
        .group_by(FollowUp.recall_id, FollowUp.state)
    )
    found: dict[int, Progress] = {}
    for id, state, count in session().execute(statement) if ids else ():
        found.setdefault(id, Progress()).counts[Told(state)] = count
    return found


def holders(actor: Person, recall: Recall, *, state: str = "", after: int | None = None) -> Page[Holder]:
    """Who holds the text, in the order in which they were found. state: open | settled, else all."""
    statement = select(FollowUp).where(FollowUp.recall_id == recall.id)
    if state:
        settled = FollowUp.state.in_(SETTLED)
        statement = statement.where(settled if state == "settled" else ~settled)
    if after is not None:
        statement = statement.where(FollowUp.id > after)
    with_all = statement.options(
        joinedload(FollowUp.customer), joinedload(FollowUp.owner), joinedload(FollowUp.settled_by),
        joinedload(FollowUp.case).joinedload(Case.channel), joinedload(FollowUp.case).joinedload(Case.space),
    )  # fmt: skip
    page = cut(session().scalars(with_all.order_by(FollowUp.id).limit(SIZE + 1)).all(), SIZE)
    return Page(_held(actor, page.items), page.next)


def follow_up_of(recall: Recall, id: int) -> FollowUp:
    """One of a recall that the caller has loaded. Raises NotFound."""
    statement = select(FollowUp).where(FollowUp.recall_id == recall.id, FollowUp.id == id)
    found = session().scalars(statement.options(joinedload(FollowUp.case))).one_or_none()
    if found is None:
        raise NotFound
    return found


def open_for(case: Case) -> Sequence[FollowUp]:
    """What this customer still has to be told, here or in another of their cases; one statement."""
    return session().scalars(_owed(), {"customer": case.customer_id}).all()


@cache
def _owed() -> Select[FollowUp]:
    """Every page of a case asks it: built once."""
    return (
        select(FollowUp)
        .join(Recall, Recall.id == FollowUp.recall_id)
        .where(
            FollowUp.customer_id == bindparam("customer"), FollowUp.state.not_in(SETTLED),
            Recall.closed_at.is_(None),
        )
        .options(joinedload(FollowUp.recall), joinedload(FollowUp.case))
        .order_by(FollowUp.id)
        .limit(20)
    )  # fmt: skip


def _held(actor: Person, rows: Sequence[FollowUp]) -> list[Holder]:
    replies = _replies([row.id for row in rows])
    readable_ids = _open_cases(actor, {row.case_id for row in rows})
    return [
        Holder(
            row, replies.get(row.id, ()), row.case_id in readable_ids,
            row.case_id in readable_ids and can(actor, REPLY, row.case),
        )
        for row in rows
    ]  # fmt: skip


def _replies(ids: Sequence[int]) -> dict[int, list[CarriedBy]]:
    found: dict[int, list[CarriedBy]] = {}
    statement = select(CarriedBy).where(CarriedBy.follow_up_id.in_(ids)).order_by(CarriedBy.at)
    for row in session().scalars(statement) if ids else ():
        found.setdefault(row.follow_up_id, []).append(row)
    return found


def _open_cases(actor: Actor, ids: Iterable[int]) -> set[int]:
    wanted: Any = select(Case).where(Case.id.in_(list(ids)))
    return set(session().scalars(readable(actor, wanted).with_only_columns(Case.id)))
