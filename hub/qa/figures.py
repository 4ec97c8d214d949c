"""What stands beside the list of questions: this week, topics that need somebody, who helped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from hub.core import clock
from hub.core.db import session
from hub.core.permissions import condition
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.qa.models import Answer, Question, QuestionState
from hub.reuse.models import Credit
from hub.spaces.models import Filed, Membership, Topic
from hub.spaces.rules import topics_one_sees
from hub.spaces.topics import filed_kind, id_of_filed

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
MOST = 1_000
SHOWN_TOPICS = 8
SHOWN_PEOPLE = 3


@dataclass(frozen=True)
class Week:
    """How the questions of the last seven days fared."""

    asked: int
    answered: int
    median_minutes: float | None

    @property
    def share(self) -> int:
        """How many percent got an answer."""
        return round(100 * self.answered / self.asked) if self.asked else 0

    @property
    def wait(self) -> str:
        """The median time to the first answer, in words."""
        if self.median_minutes is None:
            return "–"
        minutes = round(self.median_minutes)
        if minutes < 60:
            return _("%(minutes)s min", minutes=max(minutes, 1))
        hours = round(minutes / 60)
        return f"{hours} h" if hours < 48 else _("%(hours)s days", hours=round(hours / 24))


def this_week(actor: Person) -> Week:
    """Of the questions the actor may see."""
    first = aliased(Answer)
    statement = (
        select(Question.created_at, func.min(first.created_at))
        .outerjoin(first, (first.question_id == Question.id) & first.removed_at.is_(None))
        .where(Question.created_at > clock.now() - WEEK)
        .group_by(Question.id, Question.created_at)
        .limit(MOST)
    )
    limit = condition(actor, Question)
    rows = session().execute(statement if limit is None else statement.where(limit)).all()
    waits = [(answered - asked).total_seconds() / 60 for asked, answered in rows if answered]
    return Week(len(rows), len(waits), median(waits) if waits else None)


def topics_in_need(actor: Person) -> list[tuple[Topic, int]]:
    """Topics of open questions without an answer in the actor's communities, busiest first."""
    own = select(Membership.space_id).where(Membership.person_id == actor.id)
    waiting = select(Question.id).where(
        Question.state == QuestionState.OPEN,
        Question.answer_count == 0,
        Question.removed_at.is_(None),
        Question.space_id.in_(own),
    )
    count = func.count(Filed.ref)
    statement = (
        select(Topic, count)
        .join(Filed, Filed.topic_id == Topic.id)
        .where(filed_kind("question"), id_of_filed("question").in_(waiting), topics_one_sees(actor))
        .group_by(Topic.id)
        .order_by(count.desc(), Topic.name)
        .limit(SHOWN_TOPICS)
    )
    return [(topic, number) for topic, number in session().execute(statement)]


def lately_helpful() -> Sequence[Person]:
    """Whose words reached a customer last. The newest first and without a number: nobody is ranked."""
    last = func.max(Credit.at)
    statement = (
        select(Person)
        .join(Credit, Credit.person_id == Person.id)
        .where(Credit.at > clock.now() - MONTH, Person.deactivated_at.is_(None), Person.is_recognised)
        .group_by(Person.id)
        .order_by(last.desc(), Person.id)
        .limit(SHOWN_PEOPLE)
    )
    return session().scalars(statement).all()
