"""Votes, the accepted mark, and vetting what customers may be told."""

from typing import Any, Literal

from flask import Response, g, request

from hub.core.errors import Invalid
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.qa import actions
from hub.qa.models import Answer, Question
from hub.qa.routes.shown import bp
from hub.qa.rules import VOTE
from hub.qa.search import answer_url, question_url
from hub.reuse.asking import ChangeForm, ask_what_it_means
from hub.web.forms import Form, Note, Read, blank, read
from hub.web.guard import safe_next, wants_fragment
from hub.web.pages import done, page


class VoteForm(Form):
    """1, -1 with a reason, or 0 to take it back."""

    vote: Literal["1", "0", "-1"]
    reason: Note = ""


@bp.post("/q/<int:id>/vote")
def vote_question(id: int) -> Any:
    found = load(g.actor, Question, id)
    return _vote(found, question_url(found))


@bp.post("/a/<int:id>/vote")
def vote_answer(id: int) -> Any:
    found = load(g.actor, Answer, id)
    return _vote(found, answer_url(found))


@bp.post("/a/<int:id>/acceptance")
def accept(id: int) -> Response:
    answer = load(g.actor, Answer, id)
    actions.accept_answer(g.actor, answer)
    return done(_back(answer_url(answer)), say=_("Marked as the answer. Everybody who waits for it is told."))


@bp.post("/q/<int:id>/reopening")
def reopen(id: int) -> Any:
    """Asks what it means for customers, where some were told the answer."""
    found, form = load(g.actor, Question, id), read(ChangeForm)
    try:
        sent = form.data if form.ok else ChangeForm()
        actions.unaccept_answer(g.actor, found, change=sent.change, because=sent.because)
    except Invalid as refused:
        if form.value("change"):
            form.refuse(refused.field or "change", refused.message)
        answer = load(g.actor, Answer, found.accepted_id or 0)
        title, button = _("The answer is no longer accepted"), _("Open the question again")
        return ask_what_it_means(answer, form, title, button, f"/q/{id}/reopening", question_url(found))
    return done(_back(question_url(found)), say=_("The question is open again."))


@bp.post("/a/<int:id>/vetting")
def vet(id: int) -> Response:
    answer = load(g.actor, Answer, id)
    actions.vet_answer(g.actor, answer)
    return done(_back(answer_url(answer)), say=_("Vetted. It can go to customers now."))


@bp.get("/q/<int:id>/vote")
def against_question(id: int) -> str:
    return _against(load(g.actor, Question, id), blank())


@bp.get("/a/<int:id>/vote")
def against_answer(id: int) -> str:
    return _against(load(g.actor, Answer, id), blank())


def _against(found: Question | Answer, form: Read[Any]) -> str:
    """What is wrong with it?"""
    require(g.actor, VOTE, found)
    back = question_url(found) if isinstance(found, Question) else answer_url(found)
    return page("qa/against.html", thing=found, form=form, back=back)


def _vote(found: Question | Answer, back: str) -> Any:
    form = read(VoteForm)
    if not form.ok and "reason" not in form.errors:
        return page("qa/vote.html", back=back), 422
    against = form.value("vote") == "-1"
    if against and not form.value("reason") and wants_fragment():
        return done(f"/{'q' if isinstance(found, Question) else 'a'}/{found.id}/vote")
    try:
        if not form.ok:
            return _against(found, form), 422
        actions.vote(g.actor, found, int(form.data.vote), form.data.reason)
    except Invalid as error:
        form.refuse("reason", error.message)
        return _against(found, form), 422
    if against:
        return done(back, say=_("Its author reads what you wrote, without your name."))
    return done(back, fragment="qa/_vote.html", thing=found, mine=int(form.data.vote))


def _back(usual: str) -> str:
    """To the page the button stood on, when it says so."""
    sent = request.form.get("back", "")
    return safe_next(sent) if sent else usual
