"""What is due: the list before a promise is broken, and what one shift hands to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from hub.cases.models import IS_UNDER_WAY, Case
from hub.cases.target_models import DeskHours
from hub.cases.worktime import Hours, openings
from hub.core import clock
from hub.core.db import session
from hub.core.permissions import readable
from hub.people.models import Person
from hub.spaces.models import Space
from hub.spaces.rules import case_space_ids
from hub.web.filters import zone_named

MOST = 200
USUAL_SHIFTS = (0, 8 * 60, 16 * 60)  # of a desk that works around the clock and says nothing of shifts
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """A case and the promise of it that comes first: by when, and whether an answer or the solution."""

    case: Case
    at: datetime
    which: str  # reply | solution
    minutes: int


@dataclass(frozen=True)
class Handover:
    """What one desk hands over: until when this shift lasts, until when the next, and what is due in each."""

    desk: Space
    ends: datetime
    next_ends: datetime
    late: Sequence[Due]
    now: Sequence[Due]
    then: Sequence[Due]

    @property
    def count(self) -> int:
        """How many cases at all."""
        return len(self.late) + len(self.now) + len(self.then)


def is_due_soon(now: Any) -> ColumnElement[bool]:
    """The condition of the warning list; `now` may be the name of a moment in a prepared statement."""
    return and_(Case.warn_at <= now, IS_UNDER_WAY)


def handovers(actor: Person) -> list[Handover]:
    """For each desk of the actor that has something due until the end of its next shift."""
    moment = clock.now()
    statement = select(Space, DeskHours).outerjoin(DeskHours, DeskHours.space_id == Space.id)
    rows = session().execute(statement.where(Space.id.in_(case_space_ids(actor))).order_by(Space.name)).all()
    edges = {desk.id: shift_ends(kept, moment) for desk, kept in rows}
    by_desk = _due_until(actor, {id: pair[1] for id, pair in edges.items()}, moment)
    found = []
    for desk, _kept in rows:
        due, (ends, next_ends) = by_desk.get(desk.id, []), edges[desk.id]
        late = [each for each in due if each.at <= moment]
        now = [each for each in due if moment < each.at <= ends]
        then = [each for each in due if each.at > ends]
        found.append(Handover(desk, ends, next_ends, late, now, then))
    return found


def shift_ends(kept: DeskHours | None, moment: datetime) -> tuple[datetime, datetime]:
    """When the present shift ends, and when the next: by the desk's shifts, else by its opening hours."""
    hours = kept.hours() if kept is not None else Hours(zone_named(""))
    shifts = kept.shifts if kept is not None else []
    if not shifts and not hours.always:
        ends = [last for _stretch, (_first, last) in zip(range(2), openings(hours, moment), strict=False)]
        if len(ends) == 2:
            return ends[0], ends[1]
    there = moment.astimezone(hours.zone)
    midnight = there.replace(hour=0, minute=0, second=0, microsecond=0)
    changes = [
        (midnight + DAY * day).replace(hour=at // 60, minute=at % 60)
        for day in range(3)
        for at in shifts or USUAL_SHIFTS
    ]
    this, following, *_later = [each.astimezone(moment.tzinfo) for each in changes if each > there]
    return this, following


def _due_until(actor: Person, edges: dict[int, datetime], moment: datetime) -> dict[int, list[Due]]:
    if not edges:
        return {}
    last = max(edges.values())
    order = (func.coalesce(Case.due_at, Case.solution_due_at), Case.id)
    chosen = readable(actor, select(Case)).with_only_columns(Case.id)
    chosen = chosen.where(or_(Case.due_at <= last, Case.solution_due_at <= last), IS_UNDER_WAY)
    statement = (  # chosen by their numbers, then filled
        select(Case)
        .where(Case.id.in_(chosen.order_by(*order).limit(MOST)))
        .options(joinedload(Case.customer), joinedload(Case.channel), joinedload(Case.assignee))
        .order_by(*order)
    )
    by_desk: dict[int, list[Due]] = {}
    for case in session().scalars(statement):
        due = first_due(case, moment)
        if due is not None and due.at <= edges.get(case.space_id, moment):
            by_desk.setdefault(case.space_id, []).append(due)
    return {desk: sorted(found, key=lambda each: each.at) for desk, found in by_desk.items()}


def first_due(case: Case, moment: datetime) -> Due | None:
    """The promise that comes first; None while nothing is promised."""
    promised = [
        (at, which) for at, which in ((case.due_at, "reply"), (case.solution_due_at, "solution")) if at
    ]
    if not promised:
        return None
    at, which = min(promised)
    return Due(case, at, which, int((at - moment).total_seconds() // 60))
