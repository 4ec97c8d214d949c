"""The addresses of questions and answers: parse, call, show."""

from typing import Any

from flask import Blueprint, Response, g, redirect, request

from hub.core.permissions import load
from hub.qa import actions, queries
from hub.qa.models import Answer, Question
from hub.qa.search import answer_url, question_url
from hub.web.forms import Body, Form, OptionalBody, Title, blank, read
from hub.web.once import once
from hub.web.pages import done, fragment_or_page, page
from hub.web.paging import after

bp = Blueprint("qa", __name__, template_folder="templates")


class AskForm(Form):
    """A new question: only the title is needed (QA01)."""

    community: str
    title: Title
    body: OptionalBody = ""
    topics: str = ""


class AnswerForm(Form):
    """An answer, and if at hand what a customer may be told."""

    body: Body
    customer_text: OptionalBody = ""


@bp.get("/q")
def questions() -> str:
    view = request.args.get("view", "unanswered")
    found = queries.list_questions(g.actor, view, after=after())
    return fragment_or_page("qa/_questions.html", "qa/questions.html", found=found)


@bp.get("/q/<int:id>", defaults={"slug": ""})
@bp.get("/q/<int:id>-<slug>")
def question(id: int, slug: str) -> str | Response:
    found = load(g.actor, Question, id)
    if request.path != question_url(found):
        return redirect(question_url(found), 301)  # type: ignore[return-value]
    return _question_page(found)


@bp.post("/q/<int:id>/answers")
@once
def post_answer(id: int) -> Any:
    found = load(g.actor, Question, id)
    form = read(AnswerForm)
    if not form.ok:
        return _question_page(found, form=form), 422
    answer = actions.post_answer(g.actor, found, form.data.body, form.data.customer_text)
    return done(answer_url(answer))


@bp.post("/a/<int:id>/acceptance")
def accept(id: int) -> Response:
    answer = load(g.actor, Answer, id)
    actions.accept_answer(g.actor, answer)
    return done(question_url(answer.question), say="Marked as the answer.")


def _question_page(found: Question, **more: Any) -> str:
    answers = queries.answers_of(g.actor, found)
    more.setdefault("form", blank())
    return page("qa/question.html", question=found, answers=answers, **more)
