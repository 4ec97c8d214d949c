"""Everything about questions that waits for one person (QA10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select

from hub.core import clock
from hub.core.db import session
from hub.core.refs import parse
from hub.people.models import Person, Watch
from hub.qa.asked import open_requests
from hub.qa.models import Answer, Question, QuestionState
from hub.qa.queries import QuestionRow, rows_of
from hub.qa.thanking import lifted
from hub.reuse.check_models import Check
from hub.reuse.checks import checks_for
from hub.spaces.models import Filed, Topic
from hub.spaces.topics import filed_kind, id_of_filed, slug_of

FOLLOWING = ("watching", "tracked", "first")
SHOWN = 20


@dataclass(frozen=True)
class Needed:
    """Each list, those with a waiting customer first."""

    invited: Sequence[QuestionRow]
    on_topics: Sequence[QuestionRow]
    own: Sequence[QuestionRow]
    challenged: Sequence[tuple[Answer, Check]]

    def __bool__(self) -> bool:
        return any((self.invited, self.on_topics, self.own, self.challenged))


def needed_of(actor: Person) -> Needed:
    """Asked of them, unanswered on their topics, their own that are open, their answers that did not help."""
    asked = [parse(ref).id for ref in open_requests(actor)]
    topics = _topics_of(actor)
    filed = select(id_of_filed("question")).where(Filed.topic_id.in_(topics), filed_kind("question"))
    is_open = Question.state == QuestionState.OPEN
    own = or_(Question.author_id == actor.id, Question.asker_id == actor.id)
    others = and_(Question.author_id != actor.id, Question.asker_id.is_distinct_from(actor.id))
    unanswered = (is_open, Question.answer_count == 0, others, Question.id.in_(filed))
    return Needed(
        invited=_rows(actor, is_open, Question.id.in_(asked)) if asked else (),
        on_topics=_rows(actor, *unanswered, Question.id.not_in(asked)) if topics else (),
        own=_rows(actor, is_open, own),
        challenged=[each for each in checks_for(actor, own=True) if isinstance(each[0], Answer)],
    )


def _topics_of(actor: Person) -> list[int]:
    """The ids of topics that they follow, and of those that they say they know about."""
    level = Watch.level.in_(FOLLOWING)
    followed = select(Watch.ref).where(Watch.person_id == actor.id, Watch.ref.like("topic:%"), level)
    found = [parse(ref).id for ref in session().scalars(followed)]
    slugs = [slug for word in actor.skills or () if (slug := slug_of(word))]
    known = select(func.coalesce(Topic.same_as_id, Topic.id)).where(Topic.slug.in_(slugs))
    return found + (list(session().scalars(known)) if slugs else [])


def _rows(actor: Person, *conditions: Any) -> Sequence[QuestionRow]:
    statement = rows_of(actor).where(*conditions)
    order = [Question.waiting_since.is_(None), Question.waiting_since, lifted(clock.now())]
    rows = session().execute(statement.order_by(*order, Question.id.desc()).limit(SHOWN)).unique()
    return [QuestionRow(*row) for row in rows]
