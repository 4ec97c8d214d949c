"""What a desk promises, its hours, and telling of promises that come near or have passed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select

from hub.cases import clocks
from hub.cases.due import first_due
from hub.cases.events import DeskChanged, PromiseMissed, PromiseSoon
from hub.cases.models import OVER, Case, CaseState, Priority
from hub.cases.rules import RUN_DESK
from hub.cases.target_models import FOLLOW_UP_DAYS, WARN_MINUTES, DeskHours, DeskTarget
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.deliveries import Delivery, enqueue
from hub.core.events import record
from hub.core.permissions import SYSTEM, require
from hub.people.models import Person
from hub.spaces.models import Space

RECKON = "reckoning"  # the queue in which open cases get their new moments
BATCH = 200
LONGEST_WARNING = 24 * 60  # minutes
LONGEST_FOLLOW_UP = 366  # days

Minutes = tuple[int | None, int | None, int | None]  # first reply, next reply, solution


@dataclass(frozen=True)
class Plan:
    """When a desk works. `week`: spans of Monday to Sunday in minutes; nothing at all: around the clock."""

    timezone: str = ""
    week: Sequence[Sequence[tuple[int, int]]] = ()
    holidays: Sequence[tuple[str, str]] = ()
    shifts: Sequence[int] = ()
    warn_minutes: int = WARN_MINUTES
    follow_up_days: int = FOLLOW_UP_DAYS
    targets: Mapping[Priority, Minutes] = field(default_factory=dict)


def set_plan(actor: Person, desk: Space, plan: Plan) -> None:
    """Set hours and targets of a desk. The open cases get their new moments in the background."""
    require(actor, RUN_DESK, desk)
    with transaction() as db:
        kept = db.get(DeskHours, desk.id) or DeskHours(space_id=desk.id)
        db.add(kept)
        kept.follow_up_days = plan.follow_up_days
        kept.timezone, kept.warn_minutes = plan.timezone, plan.warn_minutes
        kept.week = [[list(span) for span in day] for day in plan.week] if any(plan.week) else []
        kept.holidays = [list(each) for each in plan.holidays]
        kept.shifts = list(plan.shifts)
        kept.changed_at = clock.now()
        db.execute(delete(DeskTarget).where(DeskTarget.space_id == desk.id))
        for priority, minutes in plan.targets.items():
            if any(minutes):
                first, following, solution = minutes
                db.add(DeskTarget(
                    space_id=desk.id, priority=priority, first_minutes=first, next_minutes=following,
                    solution_minutes=solution,
                ))  # fmt: skip
        key = f"{desk.ref}:{kept.changed_at.isoformat()}"
        enqueue(RECKON, key, {"space_id": desk.id, "after": 0})
        record(DeskChanged(), actor, desk)


def reckon(delivery: Delivery) -> None:
    """Give a batch of a desk's open cases their new moments, and ask for the next batch."""
    space_id, last = delivery.payload["space_id"], delivery.payload["after"]
    with transaction() as db:
        statement = select(Case).where(
            Case.space_id == space_id, Case.id > last, Case.state.not_in((*OVER, CaseState.WAITING_CUSTOMER))
        )
        cases = db.scalars(statement.order_by(Case.id).limit(BATCH).with_for_update()).all()
        for case in cases:
            clocks.set_moments(case)
        if len(cases) == BATCH:
            payload: dict[str, Any] = {"space_id": space_id, "after": cases[-1].id}
            enqueue(RECKON, f"{delivery.key.partition('#')[0]}#{cases[-1].id}", payload)


def watch_promises() -> int:
    """Tell of what is due soon, and of what was missed, each once. Returns of how many."""
    moment = clock.now()
    told = 0
    for id in session().scalars(_untold(moment)).all():
        with transaction() as db:
            told += _tell(locked(db.get_one(Case, id)), moment)
    return told


def _untold(moment: datetime) -> Any:
    passed = or_(Case.due_at <= moment, Case.solution_due_at <= moment)
    untold = or_(Case.warned_at.is_(None), passed & Case.missed_at.is_(None))
    return select(Case.id).where(Case.warn_at <= moment, untold).order_by(Case.id).limit(BATCH)


def _tell(case: Case, moment: datetime) -> bool:
    """Of the promise that comes first."""
    first = first_due(case, moment)
    if first is None:
        return False
    is_missed = first.at <= moment
    if (case.missed_at if is_missed else case.warned_at) is not None:
        return False
    case.warned_at = case.warned_at or moment
    case.missed_at = moment if is_missed else None
    record(PromiseMissed(first.which) if is_missed else PromiseSoon(first.which), SYSTEM, case)
    return True
