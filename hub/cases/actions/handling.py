"""What the desk does with a case: take it, hand it on, snooze it, write inside it."""

from datetime import datetime

from hub.cases import clocks
from hub.cases.actions.steps import set_state, step, tell_questions
from hub.cases.events import CaseAssigned, CaseChanged, NoteAdded
from hub.cases.models import Case, CaseState, Note, Priority
from hub.cases.rules import ADD_NOTE, WORK_CASE
from hub.core import clock
from hub.core.db import locked, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import can, require
from hub.core.words import gettext as _
from hub.files.actions import attach
from hub.people.models import Person
from hub.threads.watching import watch
from hub.threads.writing import tell_mentioned, write


def assign(actor: Person, case: Case, assignee: Person | None) -> None:
    """Give a case to somebody of the desk, or back to the desk with None."""
    require(actor, WORK_CASE, case)
    if assignee is not None and not can(assignee, WORK_CASE, case):
        raise Invalid(_("%(name)s does not work on this desk. Choose one of its agents.", name=assignee.name))
    with transaction():
        locked(case)
        if case.assignee_id == (assignee.id if assignee else None):
            return
        case.assignee_id = assignee.id if assignee else None
        case.assigned_at = clock.now() if assignee else None
        case.team = case.team if assignee else ""
        if assignee is not None and case.state == CaseState.NEW:
            set_state(case, CaseState.OPEN)
        step(actor, case, "assigned", detail=assignee.name if assignee else "")
        record(CaseAssigned(case.assignee_id), actor, case)


def move(actor: Person, case: Case, state: CaseState) -> None:
    """Set the state by hand. Solving goes through `solve`, which asks what was learned."""
    require(actor, WORK_CASE, case)
    with transaction():
        locked(case)
        if case.state == state:
            return
        before = set_state(case, state)
        step(actor, case, "state", detail=state)
        tell_questions(case)
        record(CaseChanged(state, before), actor, case)


def snooze(actor: Person, case: Case, until: datetime | None) -> None:
    """Put a case aside until a moment, or take it back with None. A new message wakes it."""
    require(actor, WORK_CASE, case)
    if until is not None and until <= clock.now():
        raise Invalid(_("Choose a time that is still to come."), field="until")
    with transaction():
        case.snoozed_until = until
        step(actor, case, "snoozed" if until else "woken", detail=until.isoformat() if until else "")
        record(CaseChanged(case.state, case.state), actor, case)


def set_priority(actor: Person, case: Case, priority: Priority) -> None:
    """Say how much it presses."""
    require(actor, WORK_CASE, case)
    with transaction():
        case.priority = priority
        clocks.set_moments(case)
        step(actor, case, "priority", detail=priority)
        record(CaseChanged(case.state, case.state), actor, case)


def add_note(actor: Person, case: Case, body: str) -> Note:
    """Write inside a case. A note has no way out: no channel knows its table."""
    require(actor, ADD_NOTE, case)
    written = write(actor, body, space_id=case.space_id)
    with transaction() as db:
        note = Note(
            case_id=case.id, case=case, space_id=case.space_id, author_id=actor.id, author=actor,
            body=body, html=written.html, text=written.text, at=clock.now(),
        )  # fmt: skip
        db.add(note)
        db.flush()
        case.active_at = note.at
        watch(actor, case.ref)
        attach(actor, case, body)
        tell_mentioned(actor, case, written)
        record(NoteAdded(note.id), actor, case)
    return note
