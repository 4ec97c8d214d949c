"""Writing answers and what customers may be told of them."""

from typing import Any

from flask import g

from hub.core.errors import Conflict, Invalid
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.qa import actions
from hub.qa.around import load_question
from hub.qa.models import Answer
from hub.qa.routes.shown import bp, question_page
from hub.qa.rules import EDIT_ANSWER, WRITE_WORDING
from hub.qa.search import answer_url
from hub.reuse.recalls import reach_of
from hub.threads.diff import Row, compare
from hub.threads.writing import left_behind
from hub.web.forms import Body, Form, Note, OptionalBody, Read, Short, blank, read
from hub.web.guard import safe_next
from hub.web.once import once
from hub.web.pages import done, page

VERSIONS = {
    "long": lazy("the long version"), "short": lazy("the short version"), "private": lazy("what is private"),
}  # fmt: skip


class AnswerForm(Form):
    """An answer, and if at hand what a customer may be told and what stays inside."""

    body: Body
    customer_text: OptionalBody = ""
    internal: OptionalBody = ""
    back: Short = ""  # where it was written, when that was not the question's own page


class EditForm(Form):
    """The new text of an answer; `seen` is the revision that was in front of the editor, if any was."""

    body: Body
    seen: int = 0
    change: Short = ""  # what it means for customers who were told it
    because: Note = ""


class WordingForm(Form):
    """What a customer may be told; the others as in EditForm."""

    customer_text: Body
    seen: int = 0
    change: Short = ""
    because: Note = ""


@bp.post("/q/<int:id>/answers")
@once
def post_answer(id: int) -> Any:
    found = load_question(g.actor, id)
    form = read(AnswerForm)
    if not form.ok:
        return question_page(found, form=form), 422
    sent = form.data
    body = f"{sent.body}\n\n:::internal\n{sent.internal}\n:::" if sent.internal else sent.body
    answer = actions.post_answer(g.actor, found, body, sent.customer_text)
    return done(safe_next(sent.back) if sent.back else answer_url(answer))


@bp.get("/a/<int:id>/edit")
def edit_answer_page(id: int) -> str:
    found = load(g.actor, Answer, id)
    require(g.actor, EDIT_ANSWER, found)
    return _edit_page(found, blank(body=found.body, seen=found.revision))


@bp.post("/a/<int:id>/edit")
def edit_answer(id: int) -> Any:
    found = load(g.actor, Answer, id)
    form = read(EditForm)
    if not form.ok:
        require(g.actor, EDIT_ANSWER, found)
        return _edit_page(found, form), 422
    try:
        sent = form.data
        actions.edit_answer(
            g.actor, found, sent.body, seen=sent.seen, change=sent.change, because=sent.because
        )
    except Invalid as refused:
        form.refuse(refused.field or "body", refused.message)
        return _edit_page(found, form), 422
    except Conflict:
        form.values["seen"] = found.revision
        return _edit_page(found, form, compare(found.body, form.data.body)), 409
    return done(answer_url(found), say=_("Saved. The earlier text is kept."))


@bp.get("/a/<int:id>/wording")
def wording_page(id: int) -> str:
    found = load(g.actor, Answer, id)
    require(g.actor, WRITE_WORDING, found)
    return _wording_page(found, blank(customer_text=found.customer_text, seen=found.revision))


@bp.post("/a/<int:id>/wording")
def write_wording(id: int) -> Any:
    found = load(g.actor, Answer, id)
    form = read(WordingForm)
    if not form.ok:
        require(g.actor, WRITE_WORDING, found)
        return _wording_page(found, form), 422
    before = found.customer_text
    try:
        sent = form.data
        actions.write_wording(
            g.actor, found, sent.customer_text, seen=sent.seen, change=sent.change, because=sent.because
        )
    except Invalid as refused:
        form.refuse(refused.field or "customer_text", refused.message)
        return _wording_page(found, form), 422
    except Conflict:
        form.values["seen"] = found.revision
        return _wording_page(found, form, compare(found.customer_text, form.data.customer_text)), 409
    said = _("Saved. It can be inserted once somebody has vetted it.")
    older = [str(VERSIONS[name]) for name in left_behind(before, sent.customer_text)]
    if older:
        said += " " + _("Not changed: %(versions)s. Does that still say the same?", versions=", ".join(older))
    return done(answer_url(found), say=said)


def _edit_page(found: Answer, form: Read[Any], rows: list[Row] | None = None) -> str:
    """`rows`: how what was saved meanwhile differs from the form."""
    return page(
        "qa/edit_answer.html", answer=found, form=form, back=answer_url(found), rows=rows,
        reach=reach_of(found),
    )  # fmt: skip


def _wording_page(found: Answer, form: Read[Any], rows: list[Row] | None = None) -> str:
    return page(
        "qa/wording.html", answer=found, form=form, back=answer_url(found), rows=rows, reach=reach_of(found)
    )
