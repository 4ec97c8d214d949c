"""What somebody asks and answers, in short: for the side of their page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, and_, case, func, select, true

from hub.core.db import session
from hub.core.permissions import Actor, readable
from hub.people.models import Person
from hub.qa.models import Answer, Question, QuestionState

SHOWN = 3


@dataclass(frozen=True)
class Asking:
    """How much a person asked and answered, as far as the reader may see it. `open`: number and title of
    their newest questions that wait for an answer."""

    asked: int
    answered: int
    accepted: int
    open: Sequence[tuple[int, str]]
    along: Sequence[int] = ()


def asking_of(actor: Actor, person: Person, *along: ScalarSelect[int]) -> Asking:
    """Asked once a request, with what else the page counts: its tabs stand above this, and ask first."""
    known: dict[tuple[int | None, int], Asking] = session().info.setdefault("asking", {})
    key = (actor.id, person.id)
    if along or key not in known:
        known[key] = _asked(actor, person, along)
    return known[key]


def _asked(actor: Actor, person: Person, along: Sequence[ScalarSelect[int]]) -> Asking:
    """All in one statement: numbers, and beside them the questions."""
    theirs: Any = select(Question.id, Question.title, Question.state, Question.accepted_id)
    answers: Any = select(Answer.id, Question.accepted_id)
    own = readable(actor, theirs).where(Question.author_id == person.id)
    given = (
        readable(actor, answers)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.author_id == person.id, Question.removed_at.is_(None))
        .subquery()
    )
    accepted = func.coalesce(func.sum(case((given.c.accepted_id == given.c.id, 1), else_=0)), 0)
    asked = select(func.count()).select_from(own.subquery()).scalar_subquery().label("asked")
    more = [number.label(f"along_{place}") for place, number in enumerate(along)]
    counted = select(func.count(given.c.id).label("answered"), accepted.label("accepted"), asked, *more)
    counts = counted.subquery()
    waits = and_(Question.state == QuestionState.OPEN, Question.accepted_id.is_(None))
    waiting = own.where(waits).order_by(Question.id.desc()).limit(SHOWN).subquery()
    statement = select(counts, waiting.c.id, waiting.c.title).outerjoin(waiting, true())
    rows = session().execute(statement.order_by(waiting.c.id.desc())).all()
    first = rows[0]
    found = [(row.id, row.title) for row in rows if row.id is not None]
    numbers = [first._mapping[each.name] for each in more]
    return Asking(first.asked, first.answered, first.accepted, found, numbers)
