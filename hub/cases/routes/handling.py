"""What the desk does with a case: open one by hand, assign, snooze, state, priority, solve, lesson."""

from typing import Annotated, Any

from flask import Response, g
from sqlalchemy import select

from hub.cases import following
from hub.cases.actions import handling, intake, outcomes
from hub.cases.actions.routing import give_to_team, teams_of
from hub.cases.desks import assignees_of, channels_by_hand
from hub.cases.lessons import drafts_from
from hub.cases.models import Case, CaseState, Priority
from hub.cases.routes.days import moment_of
from hub.cases.routes.shown import bp, case_url, the_case
from hub.cases.rules import WORK_CASE
from hub.channels.contract import Author
from hub.channels.models import Channel
from hub.channels.opening import opens_there
from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.limits import LIMITS
from hub.core.permissions import can, load
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.web.forms import LINES, Form, Name, Note, Read, Short, Title, blank, bounded, read
from hub.web.once import once
from hub.web.pages import done, page


class NewCaseForm(Form):
    """What somebody at the telephone or the counter told us."""

    channel: int
    name: Name
    address: Annotated[str, bounded(LIMITS.address), LINES] = ""
    subject: Title
    body: Annotated[str, bounded(LIMITS.message, 1), LINES]


class AssignForm(Form):
    """A handle, "me", or nobody."""

    to: Short = ""


class SnoozeForm(Form):
    """For how long, or until which day."""

    until: Short = ""
    date: Short = ""


class StateForm(Form):
    """The new state."""

    state: CaseState


class PriorityForm(Form):
    """How much it presses."""

    priority: Priority


class SolveForm(Form):
    """What was learned, and whether the case is closed for good."""

    lesson: Short = ""
    note: Note = ""
    close: Short = ""


@bp.get("/cases/new")
def new_case() -> str:
    return _new_page(blank())


@bp.post("/cases")
@once
def open_case() -> Any:
    form = read(NewCaseForm)
    if not form.ok:
        return _new_page(form), 422
    channel = load(g.actor, Channel, form.data.channel)
    author = Author(form.data.address.strip(), form.data.name)
    try:
        case = intake.open_by_hand(g.actor, channel, author, form.data.subject, form.data.body)
    except Invalid as refused:
        form.refuse(refused.field or "body", refused.message)
        return _new_page(form), 422
    return done(f"/cases/{case.id}", say=_("The case is open and yours."))


@bp.get("/cases/<int:id>/handling")
def handle(id: int) -> str:
    return _handling_page(the_case(id), blank())


@bp.post("/cases/<int:id>/assignee")
def assign(id: int) -> Response:
    case, form = the_case(id), read(AssignForm)
    to = str(form.value("to"))
    if to.startswith("team:"):
        team = to.removeprefix("team:")
        give_to_team(g.actor, case, team)
        return done(case_url(case), say=_("Given to the team %(team)s.", team=team))
    person = _person(to) if to else None
    handling.assign(g.actor, case, person)
    said = _("Given to %(name)s.", name=person.name) if person else _("Given back to the desk.")
    return done(case_url(case), say=said)


@bp.post("/cases/<int:id>/snooze")
def snooze(id: int) -> Any:
    case, form = the_case(id), read(SnoozeForm)
    if form.value("until") == "wake":
        handling.snooze(g.actor, case, None)
        return done(case_url(case), say=_("Back in your list."))
    until = moment_of(str(form.value("until")), str(form.value("date")))
    if until is None:
        form.refuse("date", _("Choose a day that is still to come."))
        return _handling_page(case, form), 422
    handling.snooze(g.actor, case, until)
    return done("/cases", say=_("Put aside. It comes back by itself, or when the customer writes."))


@bp.post("/cases/<int:id>/state")
def move(id: int) -> Any:
    case, form = the_case(id), read(StateForm)
    if not form.ok:
        return _handling_page(case, form), 422
    if form.data.state in (CaseState.SOLVED, CaseState.CLOSED):
        outcomes.solve(g.actor, case, close=form.data.state == CaseState.CLOSED)
    else:
        handling.move(g.actor, case, form.data.state)
    return done(case_url(case))


@bp.post("/cases/<int:id>/priority")
def set_priority(id: int) -> Any:
    case, form = the_case(id), read(PriorityForm)
    if not form.ok:
        return _handling_page(case, form), 422
    handling.set_priority(g.actor, case, form.data.priority)
    return done(case_url(case))


@bp.post("/cases/<int:id>/solution")
def solve(id: int) -> Any:
    case, form = the_case(id), read(SolveForm)
    if not form.ok:
        return _handling_page(case, form), 422
    outcomes.solve(g.actor, case, lesson=form.data.lesson, note=form.data.note, close=bool(form.data.close))
    return done(case_url(case), say=_("Closed.") if form.data.close else _("Solved."))


@bp.post("/cases/<int:id>/lesson")
def record_lesson(id: int) -> Any:
    case, form = the_case(id), read(SolveForm)
    if not form.ok:
        return _handling_page(case, form), 422
    outcomes.record_lesson(g.actor, case, form.data.lesson, form.data.note)
    said = _("Noted. A draft of the page is ready.") if drafts_from(case) else _("Noted. Thank you.")
    return done(f"{case_url(case)}#inside", say=said)


def _person(handle: str) -> Person:
    if handle == "me":
        person: Person = g.actor
        return person
    found = session().scalars(select(Person).where(Person.handle == handle)).one_or_none()
    if found is None:
        raise Invalid(_("Nobody here has this name. Choose one of the desk's agents."), field="to")
    return found


def _new_page(form: Read[Any]) -> str:
    found = channels_by_hand(g.actor)
    return page("cases/new.html", form=form, channels=found, pasted=any(opens_there(each) for each in found))


def _handling_page(case: Case, form: Read[Any]) -> str:
    offers_page = following.is_offered(case) and can(g.actor, WORK_CASE, case)
    followed = following.newest_of(case) if offers_page else None
    return page(
        "cases/handling.html", case=case, form=form, people=assignees_of(case),
        teams=teams_of(case.space_id), states=list(CaseState), priorities=list(Priority),
        offers_page=offers_page, followed=followed,
        followed_at=following.address_of(followed) if followed is not None else "",
    )  # fmt: skip
