"""The pages of problems: the list, one with its incidents, its solution, and telling everybody who has it."""

from collections.abc import Mapping
from typing import Any, Literal

from flask import Blueprint, g, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import MultiDict

from hub.cases.actions.telling import AT_ONCE
from hub.cases.models import Case
from hub.cases.rules import OPEN_CASE
from hub.cases.search import CHANNEL_ICONS
from hub.cases.showing import STATE_WORDS
from hub.cases.telling import BECAUSE, abroad, replies_with, take_reasons
from hub.core.db import session
from hub.core.errors import Conflict, HubError, Invalid, NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.core.words import language_name, ngettext
from hub.problems import actions, queries
from hub.problems.models import Problem, ProblemState
from hub.problems.rules import WORK_PROBLEM
from hub.spaces.models import Space
from hub.spaces.rules import case_space_ids
from hub.web.forms import Form, OptionalBody, Read, Short, Title, blank, read
from hub.web.once import once
from hub.web.pages import done, onward, page
from hub.web.paging import after

bp = Blueprint("problems", __name__, template_folder="templates")
WORDS = "words"


class ProblemForm(Form):
    """What it is called, what is known inside, on which desk, and from which case it was seen."""

    title: Title
    body: OptionalBody = ""
    desk: Short = ""
    case: int | None = None


class EditForm(Form):
    """What it is called and what is known inside."""

    title: Title
    body: OptionalBody = ""


class AttachForm(Form):
    """Cases that were ticked, or a number or address that was pasted."""

    cases: tuple[int, ...] = ()
    reference: Short = ""


class BackForm(Form):
    """`case`: back to where the button was pressed."""

    back: Literal["", "case"] = ""


class SolutionForm(Form):
    """What becomes of a case that was told; the texts come beside it as words and words-<language>."""

    then: Short = "solve"


class TellForm(Form):
    """Which texts were read."""

    looked: tuple[int, ...] = ()


@bp.get("/problems")
def problems() -> str:
    state = ProblemState.SOLVED if request.args.get("state") == "solved" else ProblemState.OPEN
    found = queries.list_problems(g.actor, state, after())
    return page(
        "problems/problems.html", found=found, counts=queries.counts_of(found.items), none=queries.Count(),
        is_open=state == ProblemState.OPEN, may_open=bool(_desks()),
    )  # fmt: skip


@bp.get("/problems/new")
def new() -> str:
    case = _case(request.args.get("case", ""))
    title = case.subject if case is not None else ""
    return _new_page(blank(title=title, body="", desk=case.space.slug if case is not None else ""), case)


@bp.post("/problems")
@once
def open_problem() -> Any:
    form = read(ProblemForm)
    case = _case(str(form.value("case") or ""))
    desk = next((each for each in _desks() if each.slug == form.value("desk")), None)
    if form.ok and desk is None:
        form.refuse("desk", _("Please choose one of the offered values."))
    if form.ok and desk is not None:
        try:
            cases = [case] if case is not None else []
            made = actions.open_problem(g.actor, desk, form.data.title, form.data.body, cases)
            return done(f"/problems/{made.id}", say=_("Now gather the cases that have it."))
        except (Invalid, Conflict) as refused:
            form.refuse("title", refused.message)
    return _new_page(form, case), 422


@bp.get("/problems/<int:id>")
def problem(id: int) -> str:
    return _page(_problem(id))


@bp.post("/problems/<int:id>")
def edit(id: int) -> Any:
    found, form = _problem(id), read(EditForm)
    require(g.actor, WORK_PROBLEM, found)
    if not form.ok:
        return _page(found, form), 422
    actions.edit_problem(g.actor, found, form.data.title, form.data.body)
    return done(f"/problems/{id}", say=_("Kept."))


@bp.post("/problems/<int:id>/incidents")
def attach(id: int) -> Any:
    found, form = _problem(id), read(AttachForm)
    require(g.actor, WORK_PROBLEM, found)
    chosen, typed = list(form.data.cases) if form.ok else [], str(form.value("reference") or "")
    if form.ok and form.data.reference:
        number = queries.number_in(form.data.reference)
        chosen += [number] if number is not None else []
    if not chosen:
        return _page(
            found, trouble=_("Tick cases, or give the number or address of one."), reference=typed
        ), 422
    try:
        for each in chosen:
            actions.attach(g.actor, found, load(g.actor, Case, each))
    except HubError as refused:
        trouble = refused.message if not isinstance(refused, NotFound) else _("There is no such case.")
        return _page(found, trouble=trouble, reference=typed), 422
    said = ngettext("%(num)s case is an incident now.", "%(num)s cases are incidents now.", len(chosen))
    undo = f"/problems/{id}/incidents/{chosen[0]}/removal" if len(chosen) == 1 else ""
    return done(f"/problems/{id}", say=said, undo=undo)


@bp.post("/problems/<int:id>/incidents/<int:case_id>")
def attach_one(id: int, case_id: int) -> Any:
    found, case, form = _problem(id), load(g.actor, Case, case_id), read(BackForm)
    actions.attach(g.actor, found, case)
    undo = f"/problems/{id}/incidents/{case_id}/removal"
    return done(_back(form, found, case), say=_("It is an incident of the problem now."), undo=undo)


@bp.post("/problems/<int:id>/incidents/<int:case_id>/removal")
def detach(id: int, case_id: int) -> Any:
    found, case, form = _problem(id), load(g.actor, Case, case_id), read(BackForm)
    actions.detach(g.actor, found, case)
    undo = f"/problems/{id}/incidents/{case_id}"
    return done(_back(form, found, case), say=_("Taken out of the problem."), undo=undo)


@bp.get("/cases/<int:id>/problem")
def choose(id: int) -> str:
    return _choose_page(load(g.actor, Case, id), request.args.get("words", "")[: LIMITS.short])


@bp.get("/problems/<int:id>/solution")
def solution(id: int) -> str:
    found = _problem(id)
    require(g.actor, WORK_PROBLEM, found)
    texts = {_field(language): text for language, text in found.words.items()}
    return _solution_page(found, blank(then=found.then, **texts))


@bp.post("/problems/<int:id>/solution")
def solve(id: int) -> Any:
    found, sent = _problem(id), MultiDict(request.form)
    require(g.actor, WORK_PROBLEM, found)
    typed = {
        name: sent.pop(name).replace("\r\n", "\n").replace("\0", "").strip()[: LIMITS.message]
        for name in [each for each in sent if each == WORDS or each.startswith(f"{WORDS}-")]
    }
    form = read(SolutionForm, sent)
    form.values |= typed
    if form.ok:
        try:
            actions.solve(g.actor, found, _texts(found, typed), form.data.then)
            return done(f"/problems/{id}/telling", say=_("Solved. Nobody was told yet."))
        except Invalid as refused:
            form.refuse(
                refused.field if refused.field == "then" else _field(refused.field or ""), refused.message
            )
    return _solution_page(found, form), 422


@bp.post("/problems/<int:id>/reopening")
def reopen(id: int) -> Any:
    found = _problem(id)
    actions.reopen(g.actor, found)
    return done(f"/problems/{id}", say=_("Open again. Who was told stays told."))


@bp.get("/problems/<int:id>/telling")
def telling(id: int) -> Any:
    found = _problem(id)
    require(g.actor, WORK_PROBLEM, found)
    return _telling_page(found, blank()) if found.is_solved else onward(f"/problems/{id}/solution")


@bp.post("/problems/<int:id>/telling")
def tell(id: int) -> Any:
    """Each leaves by itself and stays sent when another is held back; nobody is told twice."""
    found, typed = _problem(id), MultiDict(request.form)
    require(g.actor, WORK_PROBLEM, found)
    reasons = take_reasons(typed)
    form = read(TellForm, typed)
    if form.ok:
        try:
            sent = actions.tell(g.actor, found, form.data.looked, reasons)
        except Invalid as refused:
            form.refuse("looked", refused.message)
        else:
            if not sent.held:
                said = ngettext(
                    "%(num)s customer is written to.", "%(num)s customers are written to.", len(sent.messages)
                )
                return done(f"/problems/{id}/telling", say=said)
            return _telling_page(found, form, reasons, held=sent.held, sent=len(sent.messages)), 422
    return _telling_page(found, form, reasons), 422


def _problem(id: int) -> Problem:
    options = [joinedload(getattr(Problem, name)) for name in ("space", "opened_by", "solved_by")]
    return load(g.actor, Problem, id, options=options)


def _case(number: str) -> Case | None:
    return load(g.actor, Case, int(number)) if number.isdecimal() and len(number) <= 18 else None


def _desks() -> list[Space]:
    """Those on which the actor may open a problem, by name."""
    statement = select(Space).where(Space.id.in_(case_space_ids(g.actor))).order_by(Space.name)
    return [desk for desk in session().scalars(statement) if can(g.actor, OPEN_CASE, desk)]


def _field(language: str) -> str:
    return f"{WORDS}-{language}" if language else WORDS


def _texts(found: Problem, typed: Mapping[str, str]) -> dict[str, str]:
    """language → text, of the languages that the page asks for."""
    wanted = ["", *queries.languages_of(g.actor, found)]
    return {language: typed.get(_field(language), "") for language in wanted}


def _back(form: Read[Any], found: Problem, case: Case) -> str:
    return f"/cases/{case.id}" if form.value("back") == "case" else f"/problems/{found.id}"


def _new_page(form: Read[Any], case: Case | None) -> str:
    return page(
        "problems/new.html", form=form, case=case, desks=[(each.slug, each.name) for each in _desks()]
    )


def _page(found: Problem, form: Read[Any] | None = None, trouble: str = "", reference: str = "") -> str:
    words = request.args.get("words", "").replace("\0", "")[: LIMITS.short]
    incidents = queries.incidents_of(g.actor, found)
    count = queries.counts_of([found]).get(found.ref, queries.Count())
    may_work = can(g.actor, WORK_PROBLEM, found)
    offered = (
        (queries.find_cases(g.actor, words) if words.strip() else queries.similar_cases(g.actor, found))
        if may_work else []
    )  # fmt: skip
    return page(
        "problems/problem.html", problem=found, incidents=incidents, count=count, words=words,
        elsewhere=max(count.all - len(incidents), 0), offered=offered, may_work=may_work, trouble=trouble,
        reference=reference,
        told=replies_with(found.ref, incidents), states=STATE_WORDS, icons=CHANNEL_ICONS,
        form=form or blank(title=found.title, body=found.body),
    )  # fmt: skip


def _choose_page(case: Case, words: str) -> str:
    similar = [] if words.strip() else queries.similar_problems(g.actor, case, 5)
    others = [each for each in queries.find_problems(g.actor, words) if each not in similar]
    return page(
        "problems/choose.html", case=case, words=words, similar=similar, others=others,
        counts=queries.counts_of([*similar, *others]), none=queries.Count(),
    )  # fmt: skip


def _solution_page(found: Problem, form: Read[Any]) -> str:
    languages = [(_field(each), language_name(each)) for each in queries.languages_of(g.actor, found)]
    count = queries.counts_of([found]).get(found.ref, queries.Count())
    return page("problems/solution.html", problem=found, form=form, languages=languages, count=count)


def _telling_page(
    found: Problem, form: Read[Any], reasons: Mapping[str, str] | None = None, *,
    held: Mapping[int, str] | None = None, sent: int = 0,
) -> str:  # fmt: skip
    everybody = queries.recipients(g.actor, found, reasons)
    return page(
        "problems/telling.html", problem=found, found=everybody, form=form, held=held or {}, sent=sent,
        sample=queries.sample(found, everybody), because=BECAUSE, icons=CHANNEL_ICONS, at_once=AT_ONCE,
        ready=sum(each.is_ready for each in everybody), states=STATE_WORDS, abroad=abroad(everybody),
        tongue=language_name,
    )  # fmt: skip
