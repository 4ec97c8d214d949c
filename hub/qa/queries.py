"""What the pages about questions need, already shaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, func, select, true
from sqlalchemy.orm import joinedload

from hub.core import clock
from hub.core.db import UtcDateTime, session
from hub.core.limits import LIMITS
from hub.core.permissions import Actor, can, condition, readable
from hub.people.following import is_followed
from hub.people.models import Person, with_face
from hub.people.prepared import prepared
from hub.qa.models import Answer, Question, QuestionState, Vote
from hub.qa.rules import ASK
from hub.qa.thanking import lifted
from hub.spaces.fitting import best_fit
from hub.spaces.models import Filed, Membership, Space, SpaceKind, Topic
from hub.spaces.topics import filed_kind, id_of_filed
from hub.web.paging import Page

BY_NEED = ("unanswered", "most-needed")
VIEWS = ("unanswered", "for-you", "newest", "most-needed")
LATELY = timedelta(days=90)
FOLLOWED = 2  # votes
FARTHEST = 2_000  # lists ordered by need are short by nature: paged by position, up to here


@dataclass(frozen=True)
class QuestionRow:
    """A question in a list, with the answer that solved it."""

    question: Question
    accepted: Answer | None = None


@dataclass(frozen=True)
class QuestionList:
    """A page of questions with the author and the space of each at hand."""

    page: Page[QuestionRow]
    view: str


@dataclass(frozen=True)
class Unanswered:
    """How many questions wait for a first answer, and since when the longest-waiting customer does."""

    count: int
    since: datetime | None


def list_questions(
    actor: Person,
    view: str = "newest",
    *,
    space: Space | None = None,
    topic: Topic | None = None,
    after: int | None = None,
    size: int = LIMITS.default_page,
) -> QuestionList:
    """One page of a view. Questions with a waiting customer come first among the unanswered."""
    by_need = view in BY_NEED
    start = min(after or 0, FARTHEST) if by_need else after or 0
    narrowed = {"now": clock.now(), "start": start, **_at(space, topic)}
    found = _listed(actor, view, *_shape(space, topic), start > 0, size + 1, **narrowed)
    rows = [QuestionRow(*row) for row in found.unique()]
    shown, more = rows[:size], len(rows) > size
    if by_need:
        next_key = str((after or 0) + size) if more and (after or 0) < FARTHEST else None
    else:
        next_key = str(shown[-1].question.id) if more else None
    return QuestionList(Page(shown, next_key), view)


@prepared
def _listed(me: Person, view: str, in_space: bool, on_topic: bool, onward: bool, most: int) -> Select[Any]:
    statement = _narrowed(_filtered(rows_of(me), in_space, on_topic), me, view)
    if onward:
        start = bindparam("start", type_=Integer)
        statement = statement.offset(start) if view in BY_NEED else statement.where(Question.id < start)
    return statement.order_by(Question.id.desc()).limit(most)


def unanswered(actor: Person, *, space: Space | None = None, topic: Topic | None = None) -> Unanswered:
    """The number on the tab, and the sentence under the heading."""
    found: Any = _without_answer(actor, *_shape(space, topic), **_at(space, topic)).one()
    count, since = found
    return Unanswered(count, _moment(since))


@prepared
def _without_answer(me: Person, in_space: bool, on_topic: bool) -> Select[Any]:
    columns: Any = select(func.count(Question.id), func.min(Question.waiting_since))
    return _filtered(columns, in_space, on_topic).where(*_open, _visible(me))


def answers_of(actor: Actor, question: Question, *, newest_first: bool = False) -> Sequence[Answer]:
    """Accepted first, then by votes, then newest; obsolete ones last (QA04).

    An answer of somebody whom the reader follows counts as if FOLLOWED more had voted for it.
    """
    found = _answers_of(actor, newest_first, question=question.id, accepted=question.accepted_id or 0)
    return found.scalars().all()


@prepared
def _answers_of(me: Actor, newest_first: bool) -> Select[Any]:
    votes = Answer.vote_count + case((is_followed(me, Answer.author_id), FOLLOWED), else_=0)
    best = (Answer.obsolete_at.is_not(None), Answer.id != bindparam("accepted", type_=Integer), votes.desc())
    return (
        readable(me, select(Answer))
        .where(Answer.question_id == bindparam("question", type_=Integer))
        .options(with_face(Answer.author), with_face(Answer.vetted_by))
        .order_by(*(() if newest_first else best), Answer.id.desc())
        .limit(LIMITS.comments_shown)
    )


def answers_by(actor: Actor, person: Person, size: int = LIMITS.default_page) -> Sequence[Answer]:
    """Somebody's answers that the actor may see: sent to customers first, then liked, then newest."""
    statement = (
        readable(actor, select(Answer))
        .where(Answer.author_id == person.id, Answer.obsolete_at.is_(None))
        .options(joinedload(Answer.question), joinedload(Answer.space))
        .order_by(Answer.sent_count.desc(), Answer.vote_count.desc(), Answer.id.desc())
        .limit(size)
    )
    return session().scalars(statement).all()


def answers_after(actor: Actor, question: Question, last_id: int) -> int:
    """How many answers came after this one."""
    statement = readable(actor, select(Answer)).where(Answer.question_id == question.id, Answer.id > last_id)
    return session().scalar(select(func.count()).select_from(statement.subquery())) or 0


def places_to_ask(actor: Person) -> list[Space]:
    """Communities that take a question from this person: their own first, by name."""
    own = Space.id.in_(_own_spaces(actor))
    statement = (
        readable(actor, select(Space))
        .where(Space.kind == SpaceKind.COMMUNITY, Space.archived_at.is_(None))
        .order_by(own.desc(), func.lower(Space.name))
        .limit(200)
    )
    return [space for space in session().scalars(statement) if can(actor, ASK, space)]


def place_that_fits(actor: Person, text: str) -> Space | None:
    """Of those the one whose words are most like the text; None when none takes a question."""
    return best_fit(places_to_ask(actor), text)


def active_helpers(
    actor: Actor, *, space: Space | None = None, topic: Topic | None = None, size: int = 3
) -> Sequence[tuple[Person, int]]:
    """Who wrote the answers that were accepted in a space or on a topic in the last quarter, and how many.

    Names and evidence for whoever needs help; the last first, no more than a few, and no places.
    """
    count = func.count(Answer.id)
    statement = (
        _filtered(readable(actor, select(Question)), *_shape(space, topic))
        .join(Answer, Answer.id == Question.accepted_id)
        .join(Person, Person.id == Answer.author_id)
        .where(Question.accepted_at > clock.now() - LATELY)
        .where(Person.deactivated_at.is_(None), Person.is_recognised)
        .with_only_columns(Person, count)
        .group_by(Person.id)
        .order_by(func.max(Question.accepted_at).desc(), Person.id)
        .limit(size)
    )
    rows = session().execute(statement, _at(space, topic))
    return [(person, number) for person, number in rows]


def my_vote(actor: Person, ref: str) -> int:
    """The actor's own vote on a thing."""
    row = session().get(Vote, (ref, actor.id))
    return row.value if row else 0


_open = (Question.state == QuestionState.OPEN, Question.answer_count == 0)


def open_number(me: Person) -> Select[Any]:
    """How many open questions there are in somebody's communities: the number beside Questions."""
    return select(func.count(Question.id)).where(
        *_open, Question.removed_at.is_(None), Question.space_id.in_(_own_spaces(me))
    )


def rows_of(actor: Person) -> Select[Any]:
    """Questions and their accepted answers, with everybody they name."""
    both: Any = select(Question, Answer)
    return (
        readable(actor, both)
        .outerjoin(Answer, Answer.id == Question.accepted_id)
        .options(joinedload(Question.author), joinedload(Question.space), joinedload(Answer.author))
    )


def _shape(space: Space | None, topic: Topic | None) -> tuple[bool, bool]:
    """By what a list is narrowed; `_at` has the values."""
    return space is not None, topic is not None


def _at(space: Space | None, topic: Topic | None) -> dict[str, int | None]:
    return {"space": space.id if space else None, "topic": topic.id if topic else None}


def _filtered(statement: Select[Any], in_space: bool, on_topic: bool) -> Select[Any]:
    if in_space:
        statement = statement.where(Question.space_id == bindparam("space", type_=Integer))
    if on_topic:
        about = Filed.topic_id == bindparam("topic", type_=Integer)
        filed = select(id_of_filed("question")).where(about, filed_kind("question"))
        statement = statement.where(Question.id.in_(filed))
    return statement


def _narrowed(statement: Select[Any], actor: Person, view: str) -> Select[Any]:
    match view:
        case "unanswered":
            since, now = Question.waiting_since, bindparam("now", type_=UtcDateTime())
            return statement.where(*_open).order_by(since.is_(None), since, lifted(now))
        case "for-you":
            return statement.where(
                Question.state == QuestionState.OPEN, Question.space_id.in_(_own_spaces(actor)),
                Question.author_id != actor.id,
            )  # fmt: skip
        case "most-needed":
            return statement.where(Question.state == QuestionState.OPEN).order_by(
                (Question.vote_count + Question.case_count).desc()
            )
        case _:
            return statement


def _visible(actor: Person) -> ColumnElement[bool]:
    limit = condition(actor, Question)
    return true() if limit is None else limit


def _own_spaces(actor: Person) -> Select[Any]:
    own = select(Membership.space_id).join(Space, Space.id == Membership.space_id)
    return own.where(Membership.person_id == actor.id, Space.has_questions)


def _moment(value: datetime | None) -> datetime | None:
    """min() loses the type of its column on SQLite; the moment itself is UTC."""
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value
