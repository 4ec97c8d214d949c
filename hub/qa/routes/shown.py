"""The blueprint, and the pages that several routes show."""

from typing import Any

from flask import Blueprint, g

from hub.qa.around import load_question, question_view
from hub.qa.models import Answer, Question
from hub.threads.queries import watch_items
from hub.web.forms import Read, blank
from hub.web.pages import page

bp = Blueprint("qa", __name__, template_folder="../templates")


def question_page(found: Question, *, form: Read[Any] | None = None, newest_first: bool = False) -> str:
    """The whole page of a question; `form` is the answer somebody is writing."""
    view = question_view(g.actor, found, newest_first=newest_first)
    return page(
        "qa/question.html", view=view, question=found, form=form or blank(), newest_first=newest_first,
        watch_items=watch_items(found.ref, view.level),
    )  # fmt: skip


def question_of(answer: Answer) -> Question:
    """The question an answer belongs to, with the people it names."""
    return load_question(g.actor, answer.question_id)
