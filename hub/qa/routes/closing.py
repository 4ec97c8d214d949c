"""Putting questions and answers aside, and taking them back; what may be chosen, for administrators."""

from typing import Annotated, Any, Literal

from flask import Response, g, request

from hub.core.errors import HubError, Invalid
from hub.core.limits import LIMITS
from hub.core.permissions import load, require
from hub.core.refs import parse
from hub.core.words import gettext as _
from hub.qa import closing, closings
from hub.qa.around import load_question
from hub.qa.models import Answer, Question
from hub.qa.routes.shown import bp
from hub.qa.rules import CLOSE
from hub.qa.search import answer_url, question_url
from hub.reuse.recalls import reach_of
from hub.web.forms import LINES, Form, Note, Read, Short, blank, bounded, read
from hub.web.pages import done, page

Address = Annotated[str, bounded(LIMITS.url), LINES]


class ClosingForm(Form):
    """How a question is put aside; `original` is one of those that were offered, `address` any other."""

    how: Literal["duplicate", "obsolete", "closed"]
    original: Short = ""
    address: Address = ""
    reason: Note = ""
    chosen: Note = ""
    instead: Address = ""
    find: Short = ""
    change: Short = ""
    because: Note = ""


class ObsoleteForm(Form):
    """Why an answer holds no more, where what holds stands, and what it means for whoever was told it."""

    reason: Annotated[str, bounded(LIMITS.note, 1), LINES]
    instead: Address = ""
    change: Short = ""
    because: Note = ""


@bp.get("/q/<int:id>/closing")
def closing_page(id: int) -> str:
    found = load_question(g.actor, id)
    require(g.actor, CLOSE, found)
    return _closing(found, blank(how=request.args.get("how", ""), find=request.args.get("find", "")[:200]))


@bp.post("/q/<int:id>/closing")
def close(id: int) -> Any:
    found = load_question(g.actor, id)
    require(g.actor, CLOSE, found)
    form = read(ClosingForm)
    try:
        if form.ok:
            return _close(found, form.data)
    except HubError as error:
        form.refuse(error.field or "how", error.message)
        return _closing(found, form), error.status
    return _closing(found, form), 422


@bp.post("/q/<int:id>/closing/undo")
def open_again(id: int) -> Response:
    found = load(g.actor, Question, id)
    closing.put_back(g.actor, found)
    return done(question_url(found), say=_("It is open again."))


@bp.get("/a/<int:id>/obsolete")
def obsolete_page(id: int) -> str:
    found = load(g.actor, Answer, id)
    require(g.actor, CLOSE, found)
    return _obsolete(found, blank())


@bp.post("/a/<int:id>/obsolete")
def mark_obsolete(id: int) -> Any:
    found = load(g.actor, Answer, id)
    require(g.actor, CLOSE, found)
    form = read(ObsoleteForm)
    try:
        if form.ok:
            instead = closings.ref_typed(g.actor, form.data.instead, "instead") if form.data.instead else ""
            sent = form.data
            closing.mark_obsolete(
                g.actor, found, sent.reason, instead, change=sent.change, because=sent.because
            )
            said = _("Marked as obsolete. It is suggested to nobody any more.")
            return done(answer_url(found), say=said, undo=f"/a/{id}/obsolete/undo")
    except HubError as error:
        form.refuse(error.field or "reason", error.message)
        return _obsolete(found, form), error.status
    return _obsolete(found, form), 422


@bp.post("/a/<int:id>/obsolete/undo")
def not_obsolete(id: int) -> Response:
    found = load(g.actor, Answer, id)
    closing.put_back(g.actor, found)
    return done(answer_url(found), say=_("It holds again."))


def _close(found: Question, sent: ClosingForm) -> Response:
    undo = f"/q/{found.id}/closing/undo"
    if sent.how == "duplicate":
        typed = sent.address or (f"/q/{parse(sent.original).id}" if sent.original else "")
        if not typed:
            raise Invalid(_("Choose the question that this one repeats."), field="original")
        chosen = _question_at(closings.ref_typed(g.actor, typed, "address"))
        original = closing.close_as_duplicate(g.actor, found, chosen)
        said = _("Closed. Whoever followed it or waits for it is with “%(title)s” now.", title=original.title)
    elif sent.how == "obsolete":
        if not sent.reason:
            raise Invalid(_("Say in a few words why it holds no more."), field="reason")
        instead = closings.ref_typed(g.actor, sent.instead, "instead") if sent.instead else ""
        closing.mark_obsolete(g.actor, found, sent.reason, instead, change=sent.change, because=sent.because)
        said = _("Marked as obsolete. It is suggested to nobody any more.")
    else:
        if sent.chosen not in closings.reasons():
            raise Invalid(_("Choose one of the reasons."), field="chosen")
        closing.close_question(g.actor, found, sent.chosen)
        said = _("Closed. It can be read and opened again, but not answered.")
    return done(question_url(found), say=said, undo=undo)


def _question_at(ref: str) -> Question:
    """The question behind a ref, also from the address of one of its answers."""
    kind, id = parse(ref)
    if kind == "answer":
        return load(g.actor, Answer, id).question
    if kind != "question":
        words = _("This is no question. Choose the question that this one repeats.")
        raise Invalid(words, field="address")
    return load(g.actor, Question, id)


def _closing(found: Question, form: Read[Any]) -> str:
    words = str(form.value("find"))
    return page(
        "qa/closing.html", question=found, form=form, back=question_url(found), words=words,
        originals=closings.could_be_original(g.actor, found, words), reasons=closings.reasons(),
        reach=reach_of(told) if (told := closing.accepted_of(found)) is not None else 0,
    )  # fmt: skip


def _obsolete(found: Answer, form: Read[Any]) -> str:
    return page("qa/obsolete.html", answer=found, form=form, back=answer_url(found), reach=reach_of(found))
