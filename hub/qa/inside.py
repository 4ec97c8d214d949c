"""A question's thread in little, for the Inside pane of a case that waits for it."""

from dataclasses import dataclass
from typing import Any

from hub.core.features import url_of
from hub.core.permissions import can
from hub.people.models import Person
from hub.qa.asked import asked_on
from hub.qa.models import Answer, Question
from hub.qa.queries import answers_of
from hub.qa.rules import ACCEPT, POST_ANSWER
from hub.threads.cards import cards_in
from hub.threads.models import Comment
from hub.threads.queries import comments_under
from hub.web.pages import page

SHOWN = 12


@dataclass(frozen=True)
class Said:
    """One line of the thread: an answer or a comment."""

    thing: Answer | Comment
    is_answer: bool
    accepted: bool


def question_inside(actor: Person, question: Question, case_ref: str = "") -> str:
    """Answers and comments, newest last, with what an agent does with them: accept, insert, write."""
    answers = answers_of(actor, question)
    refs = [question.ref, *(answer.ref for answer in answers)]
    comments = [each for each in comments_under(actor, refs) if each.removed_at is None]
    lines = [Said(each, True, each.id == question.accepted_id) for each in answers]
    lines += [Said(each, False, False) for each in comments]
    lines.sort(key=lambda line: (line.thing.created_at, line.thing.id))
    texts = [question.html, *(line.thing.html for line in lines)]
    values: dict[str, Any] = {
        "case_id": case_ref.removeprefix("case:"),
        "lines": lines[-SHOWN:],
        "left_out": max(0, len(lines) - SHOWN),
        "cards": cards_in(actor, texts),
        "asked": asked_on(actor, question).lines,
        "may_accept": can(actor, ACCEPT, question),
        "may_answer": can(actor, POST_ANSWER, question),
    }
    return page("qa/_inside.html", question=question, url=url_of(question), **values)
