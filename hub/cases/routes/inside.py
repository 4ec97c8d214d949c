"""Colleagues: notes, asking inside with one press or on a page, joining, leaving."""

from typing import Annotated, Any

from flask import g, request
from pydantic import Field

from hub.cases import inside_pane
from hub.cases.actions import handling, wording
from hub.cases.actions import inside as asking
from hub.cases.models import Case
from hub.cases.proposals import Offer, propose_question
from hub.cases.routes.shown import bp, case_url, the_case
from hub.cases.rules import ASK_INSIDE
from hub.core.errors import Denied, Invalid, NotFound
from hub.core.features import kind_of, resolve
from hub.core.limits import LIMITS
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.spaces.models import Space
from hub.web.forms import LINES, Body, Form, Note, OptionalBody, Read, Short, Title, blank, bounded, read
from hub.web.guard import wants_fragment
from hub.web.once import once
from hub.web.pages import done, page

UNDONE = lazy("Asking was undone")


class NoteForm(Form):
    """Something to say inside."""

    body: Body


class AskForm(Form):
    """A question to colleagues as it was looked over."""

    community: int
    title: Title
    body: OptionalBody = ""
    topics: Short = ""
    topic: Annotated[list[Short], Field(max_length=LIMITS.tags)] = Field(default_factory=list)  # pressed
    named: Annotated[list[Short], Field(max_length=LIMITS.tags)] = Field(default_factory=list)


class JoinForm(Form):
    """A question by its address, its number or its ref."""

    question: Annotated[str, bounded(LIMITS.url, 1), LINES]
    reason: Note = ""


class LeaveForm(Form):
    """Which question no longer fits, and why."""

    question: Annotated[str, bounded(80, 3), LINES]
    because: Annotated[str, bounded(LIMITS.note, 3), LINES]


@bp.post("/cases/<int:id>/notes")
@once
def add_note(id: int) -> Any:
    case, form = the_case(id), read(NoteForm)
    if not form.ok:
        return inside_page(case, error=form.error("body"), text=form.value("body")), 422
    handling.add_note(g.actor, case, form.data.body)
    return back_inside(case, _("Written inside."))


@bp.post("/cases/<int:id>/question")
@once
def ask_with_one_press(id: int) -> Any:
    case = the_case(id)
    require(g.actor, ASK_INSIDE, case)
    offer = propose_question(g.actor, case)
    if offer.space is None:
        raise Invalid(_("There is no community yet that could answer. Open one, or choose it on the page."))
    ref = asking.ask_inside(g.actor, case, offer.space, offer.question.title, offer.body)
    undo = f"/cases/{case.id}/question/undo?question={ref}"
    return back_inside(case, _("Asked in %(name)s.", name=offer.space.name), undo)


@bp.post("/cases/<int:id>/question/undo")
def undo_asking(id: int) -> Any:
    case = the_case(id)
    ref = request.args.get("question", "")
    thing = resolve(g.actor, ref)
    if thing.ref_kind != "question" or thing.author_id != g.actor.id:
        raise NotFound
    asking.leave_question(g.actor, case, ref, UNDONE)
    withdraw = kind_of(ref).withdraw
    if withdraw is not None:
        withdraw(g.actor, thing)
    return back_inside(case, _("Not asked after all."))


@bp.get("/cases/<int:id>/ask")
def ask(id: int) -> str:
    case = the_case(id)
    require(g.actor, ASK_INSIDE, case)
    offer = propose_question(g.actor, case)
    return _ask_page(case, offer, blank(
        community=offer.space.id if offer.space else "", title=offer.question.title, body=offer.body,
    ))  # fmt: skip


@bp.post("/cases/<int:id>/ask")
@once
def post_ask(id: int) -> Any:
    case, form = the_case(id), read(AskForm)
    if not form.ok:
        return _ask_page(case, propose_question(g.actor, case), form), 422
    space = load(g.actor, Space, form.data.community)
    typed = [word.strip() for word in form.data.topics.split(",") if word.strip()]
    topics = (*typed, *form.data.topic)
    try:
        asking.ask_inside(g.actor, case, space, form.data.title, form.data.body, topics)
    except (Invalid, Denied) as error:  # the place takes no questions, or not any more
        form.refuse(error.field or "community", error.message)
        return _ask_page(case, propose_question(g.actor, case), form), error.status
    return back_inside(case, _("Asked in %(name)s.", name=space.name))


@bp.post("/cases/<int:id>/joins")
@once
def join_question(id: int) -> Any:
    case, form = the_case(id), read(JoinForm)
    ref = question_in(form.data.question) if form.ok else ""
    if not ref:
        said = _("Paste the address of a question, or its number.")
        return inside_page(case, join_error=said, join_text=form.value("question")), 422
    asking.join_question(g.actor, case, ref, form.data.reason)
    return back_inside(case, _("The case waits for this question now."))


@bp.post("/cases/<int:id>/leaving")
def leave_question(id: int) -> Any:
    case, form = the_case(id), read(LeaveForm)
    if not form.ok:
        said = _("Say in a few words why it does not fit.")
        left, why = form.value("question"), form.value("because")
        return inside_page(case, leave_error=said, left=left, leave_text=why), 422
    asking.leave_question(g.actor, case, form.data.question, form.data.because)
    return back_inside(case, _("The case no longer waits for it. The question stays."))


@bp.post("/cases/<int:id>/wording")
def offer_wording(id: int) -> Any:
    case = the_case(id)
    wording.offer_wording(g.actor, case)
    return back_inside(case, _("Offered. Whoever looks after the community vets it now."))


def question_in(words: str) -> str:
    """`question:7` from an address, a number or a ref; "" when there is none in it."""
    if "/q/" in words:
        words = words.split("/q/", 1)[1]
    words = words.strip().removeprefix("question:").lstrip("#")
    number = words.split("-")[0].split("#")[0].split("?")[0].strip("/ ")
    return f"question:{number}" if number.isdecimal() and len(number) < 19 else ""


def back_inside(case: Case, say: str, undo: str = "") -> Any:
    """The pane anew where only it was asked for, else on to the case."""
    if wants_fragment():
        values = inside_pane.inside_values(g.actor, case)
        return page("cases/_inside_body.html", **values, said=say, undo=undo)
    return done(f"{case_url(case)}#inside", say=say, undo=undo)


def inside_page(case: Case, **more: Any) -> str:
    """The pane with a refused form in it, filled in."""
    values = inside_pane.inside_values(g.actor, case, **more)
    if wants_fragment():  # the composer keeps its text; only its neighbours are answered anew
        return page("cases/_inside_body.html", **values, said=more.get("error", ""))
    return page("cases/inside.html", **values)


def _ask_page(case: Case, offer: Offer, form: Read[Any]) -> str:
    return page("cases/ask.html", case=case, offer=offer, form=form)
