"""The blueprint, and the pages that several routes show."""

from typing import Any

from flask import Blueprint, g

from hub.people.attention import watch_items
from hub.qa.around import question_view
from hub.qa.asked import asked_on, next_who_fit
from hub.qa.ladder import NAMES, rungs_of
from hub.qa.models import Question
from hub.threads.watching import mark_read
from hub.web.forms import Read, blank
from hub.web.pages import page

bp = Blueprint("qa", __name__, template_folder="../templates")


def question_page(found: Question, *, form: Read[Any] | None = None, newest_first: bool = False) -> str:
    """The whole page of a question; `form` is the answer somebody is writing. Whoever sees it has read it."""
    view = question_view(g.actor, found, newest_first=newest_first)
    if view.to_remember:
        mark_read(g.actor, found.ref, view.last_comment)
    asked = asked_on(g.actor, found)
    return page(
        "qa/question.html", view=view, question=found, form=form or blank(), newest_first=newest_first,
        asked=asked, others=next_who_fit(g.actor, found)[:3] if asked.mine else (),
        rungs=rungs_of(found), rung_names=NAMES,
        watch_items=watch_items(found.ref, view.level),
    )  # fmt: skip
