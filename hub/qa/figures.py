"""What stands beside the list of questions: this week, topics that need somebody, who helped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from hub.core import clock
from hub.core.db import UtcDateTime, session
from hub.core.permissions import readable
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.people.prepared import prepared
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
SINCE = bindparam("since", type_=UtcDateTime())


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
    rows: Sequence[Any] = _asked(actor, since=clock.now() - WEEK).all()
    waits = [(answered - asked).total_seconds() / 60 for asked, answered in rows if answered]
    return Week(len(rows), len(waits), median(waits) if waits else None)


@prepared
def _asked(me: Person) -> Select[*tuple[Any, ...]]:
    first = aliased(Answer)
    return readable(
        me,
        select(Question)
        .outerjoin(first, (first.question_id == Question.id) & first.removed_at.is_(None))
        .where(Question.created_at > SINCE)
        .group_by(Question.id, Question.created_at)
        .limit(MOST),
    ).with_only_columns(Question.created_at, func.min(first.created_at))


def topics_in_need(actor: Person) -> list[tuple[Topic, int]]:
    """Topics of open questions without an answer in the actor's communities, busiest first."""
    found: Any = _in_need(actor)
    return [(topic, number) for topic, number in found]


@prepared
def _in_need(me: Person) -> Select[*tuple[Any, ...]]:
    own = select(Membership.space_id).where(Membership.person_id == me.id)
    waiting = select(Question.id).where(
        Question.state == QuestionState.OPEN,
        Question.answer_count == 0,
        Question.removed_at.is_(None),
        Question.space_id.in_(own),
    )
    count: Any = func.count(Filed.ref)
    return (
        select(Topic, count)
        .join(Filed, Filed.topic_id == Topic.id)
        .where(filed_kind("question"), id_of_filed("question").in_(waiting), topics_one_sees(me))
        .group_by(Topic.id)
        .order_by(count.desc(), Topic.name)
        .limit(SHOWN_TOPICS)
    )


def lately_helpful() -> Sequence[Person]:
    """Whose words reached a customer last. The newest first and without a number: nobody is ranked."""
    return session().scalars(_HELPFUL, {"since": clock.now() - MONTH}).all()


_HELPFUL = (
    select(Person)
    .join(Credit, Credit.person_id == Person.id)
    .where(Credit.at > SINCE, Person.deactivated_at.is_(None), Person.is_recognised)
    .group_by(Person.id)
    .order_by(func.max(Credit.at).desc(), Person.id)
    .limit(SHOWN_PEOPLE)
)
