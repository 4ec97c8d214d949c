"""Whose answers speak for naming them an expert on a topic, and which busy topics have none (QA12)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, case, exists, func, or_, select

from hub.core import clock
from hub.core.db import session
from hub.core.permissions import Actor, condition
from hub.core.words import ngettext
from hub.people.models import Person
from hub.qa.models import Answer, Question
from hub.spaces.expert_models import HiddenTopic, TopicExpert
from hub.spaces.experts import experts_on
from hub.spaces.models import Filed, Space, Topic
from hub.spaces.topics import filed_kind, id_of_filed

ENOUGH = 2  # answers that were accepted or used, before somebody is proposed
PROPOSED = 3
LATELY = timedelta(days=90)
SHOWN = 50


@dataclass(frozen=True)
class Proposed:
    """Somebody whose answers on a topic were accepted or used with customers."""

    person: Person
    accepted: int
    used: int

    @property
    def words(self) -> str:
        """The evidence; nobody is proposed without any."""
        parts = (
            self.accepted and ngettext("%(num)s accepted answer", "%(num)s accepted answers", self.accepted),
            self.used
            and ngettext("%(num)s answer used in replies", "%(num)s answers used in replies", self.used),
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Busy:
    """A topic with questions and without an expert."""

    topic: Topic
    asked: int  # lately
    unanswered: int
    proposed: Sequence[Proposed] = ()


def proposed_on(actor: Actor, topic_ids: Collection[int]) -> dict[int, list[Proposed]]:
    """Topic → who could be named, most accepted and used first: of what `actor` may read, one statement.

    Whoever is named already, is not recognised, or does not want to be known for it is left out.
    """
    accepted = func.sum(case((Question.accepted_id == Answer.id, 1), else_=0))
    used = func.sum(case((Answer.sent_count > 0, 1), else_=0))
    count = func.count(Answer.id)
    named = exists().where(TopicExpert.topic_id == Filed.topic_id, TopicExpert.person_id == Person.id)
    hidden = exists().where(HiddenTopic.topic_id == Filed.topic_id, HiddenTopic.person_id == Person.id)
    statement = (
        select(Filed.topic_id, Person, accepted, used)
        .select_from(Answer)
        .join(Question, Question.id == Answer.question_id)
        .join(Filed, and_(filed_kind("question"), id_of_filed("question") == Question.id))
        .join(Person, Person.id == Answer.author_id)
        .where(
            Filed.topic_id.in_(topic_ids), Answer.removed_at.is_(None), Answer.obsolete_at.is_(None),
            or_(Question.accepted_id == Answer.id, Answer.sent_count > 0),
            Person.deactivated_at.is_(None), Person.is_recognised, ~named, ~hidden,
        )
        .group_by(Filed.topic_id, Person.id)
        .having(count >= ENOUGH)
        .order_by(count.desc(), func.max(Answer.created_at).desc(), Person.id)
    )  # fmt: skip
    limit = condition(actor, Question)
    found: dict[int, list[Proposed]] = {}
    for topic_id, *row in session().execute(statement if limit is None else statement.where(limit)):
        among = found.setdefault(topic_id, [])
        if len(among) < PROPOSED:
            among.append(Proposed(*row))
    return found


def without_expert(actor: Person, spaces: Sequence[Space]) -> list[Busy]:
    """Topics asked about lately in these communities that nobody was named for, busiest first."""
    asked = func.count(Question.id)
    open_ones = func.sum(case((Question.answer_count == 0, 1), else_=0))
    ids = [space.id for space in spaces]
    statement = (
        select(Topic, asked, open_ones)
        .join(Filed, Filed.topic_id == Topic.id)
        .join(Question, and_(filed_kind("question"), id_of_filed("question") == Question.id))
        .where(
            Question.space_id.in_(ids), Question.removed_at.is_(None),
            Question.created_at > clock.now() - LATELY,
            or_(Topic.space_id.is_(None), Topic.space_id.in_(ids)),
        )
        .group_by(Topic.id)
        .order_by(asked.desc(), Topic.name)
        .limit(2 * SHOWN)
    )  # fmt: skip
    rows = session().execute(statement).all()
    taken = {row.topic.same_as_id or row.topic_id for row in experts_on([topic.id for topic, *_n in rows])}
    free = [(topic, *numbers) for topic, *numbers in rows if topic.id not in taken][:SHOWN]
    proposed = proposed_on(actor, [topic.id for topic, *_n in free])
    return [Busy(topic, many, waiting, proposed.get(topic.id, ())) for topic, many, waiting in free]
