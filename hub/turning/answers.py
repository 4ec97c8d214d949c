"""A comment under a question or an answer becomes an answer of its own, and a comment again (QA07)."""

from typing import Any

from sqlalchemy import select

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.features import resolve
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.qa.models import Answer, Question
from hub.qa.promised import set_promise
from hub.qa.requests import settle_requests
from hub.qa.rules import POST_ANSWER
from hub.threads.actions import root_of
from hub.threads.events import CommentAnswers
from hub.threads.models import Comment
from hub.threads.relocations import Relocation, RelocationKind
from hub.threads.reshaping import take_along
from hub.turning.actions import replies_to
from hub.turning.rows import part_becomes, row_for, said_under, standing
from hub.turning.rules import TURN


def answer_of_comment(actor: Person, comment: Comment) -> Answer:
    """What was said in a comment answers the question: its author and moment stay, replies go beneath it."""
    require(actor, TURN, comment)
    thing = resolve(actor, comment.about)
    question = root_of(thing)
    if not isinstance(question, Question):
        raise Invalid(_("Only a comment on a question or an answer can become an answer."))
    require(actor, POST_ANSWER, question)
    with transaction():
        for each in dict.fromkeys((question, thing, comment)):
            locked(each)
        below = replies_to(comment, said_under([thing.ref]))
        answer = row_for(Answer, comment, question_id=question.id, question=question)
        take_along(below, answer.ref)
        answer.comment_count = standing(below)
        thing.comment_count = type(thing).comment_count - 1 - standing(below)
        part_becomes(comment, answer, question.ref)
        question.answer_count = Question.answer_count + 1
        question.promised_at = None
        settle_requests(question, answer.author)
        _note(actor, thing, answer)
        audit(actor, "turning.answer", comment.ref, after={"into": answer.ref})
        parts = [comment.ref, answer.ref, *(each.ref for each in below)]
        record(CommentAnswers(thing.ref, parts), actor, question)
    return answer


def comment_of_answer(actor: Person, answer: Answer) -> Comment:
    """Undo answer_of_comment(), as long as nobody has built on the answer."""
    require(actor, TURN, answer)
    came = came_from(answer)
    thing: Any = resolve(SYSTEM, came.source) if came is not None else None
    question = answer.question
    if came is None or thing is None or root_of(thing).id != question.id:
        raise Conflict(_("What it was said under is no longer here. It stays an answer."))
    with transaction():
        for each in dict.fromkeys((question, thing, answer)):
            locked(each)
        below = said_under([answer.ref])
        comment = row_for(Comment, answer, about=thing.ref)
        take_along(below, thing.ref, parent=comment)
        thing.comment_count = type(thing).comment_count + 1 + standing(below)
        part_becomes(answer, comment, thing.ref)
        question.answer_count = Question.answer_count - 1
        came.undone_at = clock.now()
        session().flush()
        session().refresh(question)
        set_promise(question)
        audit(actor, "turning.comment", answer.ref, after={"into": comment.ref})
        parts = [comment.ref, answer.ref, *(each.ref for each in below)]
        record(CommentAnswers(thing.ref, parts), actor, question)
    return comment


def came_from(answer: Answer) -> Relocation | None:
    """That it was a comment, and under what."""
    statement = select(Relocation).where(
        Relocation.target == answer.ref, Relocation.kind == RelocationKind.ANSWERED,
        Relocation.undone_at.is_(None),
    )  # fmt: skip
    return session().scalars(statement.order_by(Relocation.id.desc()).limit(1)).one_or_none()


def _note(actor: Person, thing: Any, answer: Answer) -> None:
    session().add(
        Relocation(
            kind=RelocationKind.ANSWERED, source=thing.ref, target=answer.ref, count=1,
            from_space_id=answer.space_id, to_space_id=answer.space_id, by_id=actor.id, at=clock.now(),
        )
    )  # fmt: skip
