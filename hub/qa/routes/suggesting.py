"""Suggested edits: write one, look at it beside the text, take, change or refuse it."""

from typing import Annotated, Any

from flask import Response, g

from hub.core.errors import Denied, HubError, NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.qa import suggesting
from hub.qa.edit_models import SuggestedEdit
from hub.qa.models import Answer, Question
from hub.qa.routes.shown import bp
from hub.qa.rules import EDIT_ANSWER, EDIT_QUESTION, SUGGEST_EDIT
from hub.qa.search import answer_url, question_url
from hub.reuse.asking import ChangeForm
from hub.reuse.recalls import reach_of
from hub.threads.diff import compare
from hub.web.forms import LINES, Body, Form, Note, Read, blank, bounded, read
from hub.web.pages import done, page

PLACE = "/<any(q,a):place>/<int:id>/suggestion"


class EditForm(ChangeForm):
    """The suggested text, and why; `seen`: the revision that was in front of whoever takes it."""

    title: Annotated[str, bounded(LIMITS.title), LINES] = ""
    body: Body
    note: Note = ""
    seen: int = 0


class RefusalForm(Form):
    """Why the text stays as it is."""

    reason: Annotated[str, bounded(LIMITS.note, 1), LINES]


@bp.get(PLACE)
def suggestion(place: str, id: int) -> str:
    """The edit that waits, for those whom it concerns; else the form to suggest one."""
    thing = _thing(place, id)
    edit = suggesting.pending_edit(thing.ref)
    if edit is not None:
        return _review(thing, edit, _as_of_now(thing, edit))
    require(g.actor, SUGGEST_EDIT, thing)
    return _form(thing, blank(title=getattr(thing, "title", ""), body=thing.body))


@bp.post(PLACE)
def suggest(place: str, id: int) -> Any:
    thing = _thing(place, id)
    form = read(EditForm)
    try:
        if form.ok:
            suggesting.suggest_edit(g.actor, thing, form.data.body, form.data.title, form.data.note)
            return done(_url(thing), say=_("Thank you. Whoever may edit this looks at it."))
    except HubError as error:
        form.refuse(error.field or "body", error.message)
        return _form(thing, form), error.status
    require(g.actor, SUGGEST_EDIT, thing)
    return _form(thing, form), 422


@bp.post(f"{PLACE}/approval")
def approve(place: str, id: int) -> Any:
    thing, edit = _waiting(place, id)
    form = read(EditForm)
    try:
        if form.ok:
            sent = form.data
            suggesting.approve_edit(
                g.actor, thing, edit, sent.body, sent.title, seen=sent.seen or None, change=sent.change,
                because=sent.because,
            )  # fmt: skip
            return done(_url(thing), say=_("Taken over. %(name)s is credited.", name=edit.author.first_name))
    except HubError as error:
        form.values["seen"] = thing.revision
        form.refuse(error.field or "body", error.message)
        return _review(thing, edit, form), error.status
    return _review(thing, edit, form), 422


@bp.post(f"{PLACE}/refusal")
def refuse(place: str, id: int) -> Any:
    thing, edit = _waiting(place, id)
    form = read(RefusalForm)
    if not form.ok:
        kept = _as_of_now(thing, edit)
        kept.errors.update(form.errors)
        return _review(thing, edit, kept), 422
    suggesting.reject_edit(g.actor, thing, edit, form.data.reason)
    return done(_url(thing), say=_("The text stays. %(name)s is told why.", name=edit.author.first_name))


@bp.post(f"{PLACE}/withdrawal")
def withdraw(place: str, id: int) -> Response:
    thing, edit = _waiting(place, id)
    suggesting.withdraw_edit(g.actor, thing, edit)
    return done(_url(thing), say=_("Your suggestion is taken back."))


def _thing(place: str, id: int) -> Question | Answer:
    return load(g.actor, Question, id) if place == "q" else load(g.actor, Answer, id)


def _waiting(place: str, id: int) -> tuple[Question | Answer, SuggestedEdit]:
    thing = _thing(place, id)
    edit = suggesting.pending_edit(thing.ref)
    if edit is None:
        raise NotFound(_("There is no edit to look at any more."))
    return thing, edit


def _url(thing: Question | Answer) -> str:
    return question_url(thing) if isinstance(thing, Question) else answer_url(thing)


def _may_settle(thing: Question | Answer) -> bool:
    return can(g.actor, EDIT_QUESTION if isinstance(thing, Question) else EDIT_ANSWER, thing)


def _form(thing: Question | Answer, form: Read[Any]) -> str:
    return page("qa/suggest_edit.html", thing=thing, form=form, back=_url(thing))


def _as_of_now(thing: Question | Answer, edit: SuggestedEdit) -> Read[Any]:
    title, body, _fits = suggesting.put_together(thing, edit)
    return blank(title=title, body=body, seen=thing.revision)


def _review(thing: Question | Answer, edit: SuggestedEdit, form: Read[Any]) -> str:
    is_own = edit.author_id == g.actor.id
    if not is_own and not _may_settle(thing):
        raise Denied(_("An edit of this waits already. Once it is settled, the next can be suggested."))
    return page(
        "qa/review_edit.html", thing=thing, edit=edit, form=form, back=_url(thing), is_own=is_own,
        may_settle=_may_settle(thing), rows=compare(thing.body, str(form.value("body"))),
        fits=suggesting.put_together(thing, edit)[2],
        reach=reach_of(thing) if isinstance(thing, Answer) else 0,
    )  # fmt: skip
