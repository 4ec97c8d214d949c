"""How cases stood at a moment: state, priority, person and labels, read back from their history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import delete, insert, select, update

from hub.cases.actions.owing import AFTER
from hub.cases.events import CaseAssigned, Labelling
from hub.cases.list_models import Label, Labelled
from hub.cases.models import Case, CaseState, Priority, Step
from hub.core.db import pairs, session
from hub.core.events import Event

STATES = {
    "reopened": CaseState.OPEN, "taken_back": CaseState.OPEN, "asked": CaseState.WAITING_COLLEAGUE,
    "joined": CaseState.WAITING_COLLEAGUE, "spam": CaseState.CLOSED, "no_spam": CaseState.OPEN,
}  # fmt: skip


@dataclass(frozen=True)
class Past:
    """The history of some cases of one desk. Whatever else they hold is as it is today."""

    steps: dict[int, list[Step]]
    events: dict[int, list[Event]]
    labels: dict[str, int]  # name → id on the desk

    def put_back(self, case: Case, at: datetime) -> None:
        """Write how it stood, inside a transaction that will be rolled back."""
        db, values = session(), self._values(case, at)
        if values:
            db.execute(update(Case).where(Case.id == case.id).values(**values))
        carried = self._carried(case, at)
        if carried is not None:
            db.execute(delete(Labelled).where(Labelled.case_id == case.id))
            for name in carried & self.labels.keys():
                db.execute(insert(Labelled).values(case_id=case.id, label_id=self.labels[name]))
        db.expire(case)

    def _values(self, case: Case, at: datetime) -> dict[str, Any]:
        steps = self.steps.get(case.id, [])
        values: dict[str, Any] = {}
        states = [(each.at, found) for each in steps if (found := _state_of(each)) is not None]
        weights = [(each.at, Priority(each.detail)) for each in steps if each.what == "priority"]
        people = [
            (each.at, each.fact.assignee_id) for each in self.events.get(case.id, [])
            if isinstance(each.fact, CaseAssigned)
        ]  # fmt: skip
        for name, known, first in (
            ("state", states, CaseState.NEW), ("priority", weights, Priority.NORMAL),
            ("assignee_id", people, None),
        ):  # fmt: skip
            if known and known[-1][0] > at:  # it was changed since
                before = [value for _at, value in takewhile(lambda pair: pair[0] <= at, known)]
                values[name] = before[-1] if before else first
        return values

    def _carried(self, case: Case, at: datetime) -> set[str] | None:
        """None while nothing was changed since."""
        since = [
            each.fact for each in self.events.get(case.id, [])
            if isinstance(each.fact, Labelling) and each.at > at
        ]  # fmt: skip
        if not since:
            return None
        now = select(Label.name).join(Labelled).where(Labelled.case_id == case.id)
        carried = set(session().scalars(now))
        for fact in reversed(since):
            carried = (carried - set(fact.added)) | set(fact.removed)
        return carried


def past_of(space_id: int, ids: Collection[int]) -> Past:
    """The history of these cases: three statements."""
    db = session()
    steps: dict[int, list[Step]] = {}
    for step in db.scalars(select(Step).where(Step.case_id.in_(ids)).order_by(Step.id)):
        steps.setdefault(step.case_id, []).append(step)
    events: dict[int, list[Event]] = {}
    kinds = [CaseAssigned.kind, Labelling.kind]
    subjects = [f"case:{id}" for id in ids]
    told = select(Event).where(Event.subject.in_(subjects), Event.kind.in_(kinds)).order_by(Event.id)
    for event in db.scalars(told):
        events.setdefault(int(event.subject.partition(":")[2]), []).append(event)
    labels: dict[str, int] = pairs(select(Label.name, Label.id).where(Label.space_id == space_id))
    return Past(steps, events, labels)


def _state_of(step: Step) -> CaseState | None:
    match step.what:
        case "state":
            return CaseState(step.detail)
        case "replied":
            return AFTER.get(step.detail)
        case what:
            return STATES.get(what)
