"""What the desk's pages need, already shaped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from hub.cases.models import OVER, Case, CaseState, Message, Note, Step
from hub.core import clock
from hub.core.db import session
from hub.core.limits import LIMITS
from hub.core.permissions import Actor, readable
from hub.people.models import Person
from hub.web.paging import Page

VIEWS = ("mine", "unassigned", "team", "waiting", "snoozed", "closed")


def view_counts(actor: Person) -> dict[str, int]:
    """View → number of cases, all in one statement."""
    sums = [
        func.sum(case((_in_view(actor, view), 1), else_=0)).label(view) for view in VIEWS if view != "closed"
    ]
    row = session().execute(readable_only(actor, select(*sums))).one()
    return {name: int(count or 0) for name, count in row._mapping.items()}


def waiting_count(actor: Person) -> int:
    """The customers who wait for this person: the one filled number of the frame."""
    statement = select(func.count(Case.id)).where(
        Case.assignee_id == actor.id, Case.waiting_since.is_not(None), Case.state.not_in(OVER)
    )
    return session().scalar(statement) or 0


def list_cases(
    actor: Person, view: str, *, after: int | None = None, size: int = LIMITS.default_page
) -> Page[Case]:
    """One page of a view, least time left first; what has no deadline comes after, newest first."""
    offset = min(after or 0, 20_000)
    statement = (
        readable(actor, select(Case))
        .where(_in_view(actor, view))
        .options(joinedload(Case.customer), joinedload(Case.channel), joinedload(Case.assignee))
        .order_by(*_order(view))
        .offset(offset)
        .limit(size + 1)
    )
    rows = session().scalars(statement).all()
    return Page(rows[:size], str(offset + size) if len(rows) > size else None)


def messages_of(found: Case) -> Sequence[Message]:
    """The conversation, oldest first: the newest 200 of it."""
    statement = (
        select(Message)
        .where(Message.case_id == found.id)
        .options(joinedload(Message.author))
        .order_by(Message.id.desc())
        .limit(200)
    )
    return list(reversed(session().scalars(statement).all()))


def notes_of(found: Case) -> Sequence[Note]:
    """What was written inside, oldest first."""
    statement = (
        select(Note)
        .where(Note.case_id == found.id)
        .options(joinedload(Note.author))
        .order_by(Note.id.desc())
        .limit(100)
    )
    return list(reversed(session().scalars(statement).all()))


def steps_of(found: Case) -> Sequence[Step]:
    """The case's own history, oldest first."""
    statement = (
        select(Step).where(Step.case_id == found.id).options(joinedload(Step.actor)).order_by(Step.id.desc())
    )
    return list(reversed(session().scalars(statement.limit(200)).all()))


def readable_only(actor: Actor, statement: Select[Any]) -> Select[Any]:
    """Narrow a statement over columns of cases to those the actor may see."""
    return statement.where(Case.id.in_(readable(actor, select(Case)).with_only_columns(Case.id)))


def _in_view(actor: Person, view: str) -> Any:
    moment = clock.now()
    awake = or_(Case.snoozed_until.is_(None), Case.snoozed_until <= moment)
    active = Case.state.not_in(OVER)
    ours = Case.state != CaseState.WAITING_CUSTOMER
    match view:
        case "mine":
            return and_(Case.assignee_id == actor.id, active, ours, awake)
        case "unassigned":
            return and_(Case.assignee_id.is_(None), active, awake)
        case "waiting":
            return and_(Case.state == CaseState.WAITING_CUSTOMER, awake)
        case "snoozed":
            return and_(active, Case.snoozed_until > moment)
        case "closed":
            return Case.state.in_(OVER)
        case _:
            return and_(active, awake)


def _order(view: str) -> tuple[Any, ...]:
    if view == "closed":
        return (Case.active_at.desc(), Case.id.desc())
    if view == "snoozed":
        return (Case.snoozed_until, Case.id)
    return (Case.due_at.is_(None), Case.due_at, Case.active_at.desc(), Case.id.desc())


def is_late(found: Case, moment: datetime | None = None) -> bool:
    """Whether the customer has waited longer than the target."""
    return found.due_at is not None and found.due_at < (moment or clock.now())
