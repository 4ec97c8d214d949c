"""What the pages about questions need, already shaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.limits import LIMITS
from hub.core.permissions import Actor, readable
from hub.people.models import Person
from hub.qa.models import Answer, Question, QuestionState, Vote
from hub.spaces.models import Membership, Space
from hub.web.paging import Page, cut

VIEWS = ("unanswered", "for-you", "newest", "most-needed")


@dataclass(frozen=True)
class QuestionList:
    """A page of questions with the author and the space of each at hand."""

    page: Page[Question]
    view: str


def list_questions(
    actor: Person,
    view: str = "newest",
    *,
    space: Space | None = None,
    after: int | None = None,
    size: int = LIMITS.default_page,
) -> QuestionList:
    """One page of a view. Questions with a waiting customer come first among the unanswered."""
    statement = _with_people(readable(actor, select(Question)))
    if space is not None:
        statement = statement.where(Question.space_id == space.id)
    statement = _narrowed(statement, actor, view)
    if view in ("unanswered", "most-needed"):
        # Ordered by need, not by age: page by position within a list that is short by nature.
        offset = min(after or 0, 2_000)
        rows = session().scalars(statement.offset(offset).limit(size + 1)).all()
        more = str(offset + size) if len(rows) > size else None
        return QuestionList(Page(rows[:size], more), view)
    if after is not None:
        statement = statement.where(Question.id < after)
    rows = session().scalars(statement.order_by(Question.id.desc()).limit(size + 1)).all()
    return QuestionList(cut(rows, size), view)


def open_count(actor: Person) -> int:
    """How many open questions there are in the actor's communities: the number beside Questions."""
    statement = select(func.count(Question.id)).where(
        Question.state == QuestionState.OPEN,
        Question.answer_count == 0,
        Question.removed_at.is_(None),
        Question.space_id.in_(_own_spaces(actor)),
    )
    return session().scalar(statement) or 0


def answers_of(actor: Actor, question: Question, *, newest_first: bool = False) -> Sequence[Answer]:
    """Accepted first, then by votes, then newest; obsolete ones last (QA04)."""
    statement = (
        readable(actor, select(Answer))
        .where(Answer.question_id == question.id)
        .options(joinedload(Answer.author), joinedload(Answer.vetted_by))
        .limit(LIMITS.comments_shown)
    )
    if newest_first:
        return session().scalars(statement.order_by(Answer.id.desc())).all()
    order = (
        Answer.obsolete_at.is_not(None),
        Answer.id != (question.accepted_id or 0),
        Answer.vote_count.desc(),
        Answer.id.desc(),
    )
    return session().scalars(statement.order_by(*order)).all()


def my_votes(actor: Person, refs: Sequence[str]) -> dict[str, int]:
    """ref → the actor's own vote."""
    statement = select(Vote).where(Vote.person_id == actor.id, Vote.ref.in_(refs))
    return {row.ref: row.value for row in session().scalars(statement)}


def _with_people(statement: Select[Any]) -> Select[Any]:
    return statement.options(joinedload(Question.author), joinedload(Question.space))


def _narrowed(statement: Select[Any], actor: Person, view: str) -> Select[Any]:
    match view:
        case "unanswered":
            return statement.where(Question.state == QuestionState.OPEN, Question.answer_count == 0).order_by(
                Question.waiting_since.is_(None), Question.waiting_since, Question.id.desc()
            )
        case "for-you":
            return statement.where(
                Question.state == QuestionState.OPEN, Question.space_id.in_(_own_spaces(actor))
            )
        case "most-needed":
            return statement.where(Question.state == QuestionState.OPEN).order_by(
                (Question.vote_count + Question.case_count).desc(), Question.id.desc()
            )
        case _:
            return statement


def _own_spaces(actor: Person) -> Select[Any]:
    return select(Membership.space_id).where(Membership.person_id == actor.id)
