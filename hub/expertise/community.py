"""The numbers on the page of a community, in one statement: what waits and stands there, what came of it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, func, literal, or_, select

from hub.core.db import UtcDateTime
from hub.core.permissions import readable
from hub.expertise.models import CommunityMonth
from hub.expertise.together import FEW, this_month
from hub.people.models import Person
from hub.people.prepared import prepared
from hub.qa.models import Question, QuestionState
from hub.spaces.models import Space
from hub.wiki.models import Page

MOST_WAITING = 99
MOST_PAGES = 999
HERE = bindparam("space", type_=Integer)
SINCE = bindparam("since", type_=UtcDateTime())


@dataclass(frozen=True)
class Numbers:
    """One community as one reader may see it. waiting and pages: up to one more than is shown."""

    waiting: int
    pages: int
    customers: int  # helped this month; 0 where nobody may know
    rated: int
    stars: int

    @property
    def satisfaction(self) -> float | None:
        """What customers thought on average, 1 to 5; None where too few said so."""
        return self.stars / self.rated if self.rated >= FEW else None


def numbers_of(actor: Person, space: Space) -> Numbers:
    """For somebody who may enter it."""
    found = _numbers(actor, space=space.id, since=this_month()).one()
    return Numbers(*(number or 0 for number in found))


@prepared
def _numbers(me: Person) -> Select[Any]:
    waiting = readable(me, select(Question.id)).where(
        Question.state == QuestionState.OPEN, Question.answer_count == 0, Question.space_id == HERE
    )
    place = select(Space.id).where(or_(Space.id == HERE, Space.within_id == HERE))  # its parts as well
    pages = readable(me, select(Page.id)).where(Page.space_id.in_(place))
    here = select(literal(1).label("one")).subquery("here")
    now = and_(CommunityMonth.space_id == HERE, CommunityMonth.since == SINCE)
    return (
        select(
            _up_to(waiting, MOST_WAITING), _up_to(pages, MOST_PAGES),
            CommunityMonth.customers, CommunityMonth.rated, CommunityMonth.stars,
        )
        .select_from(here)
        .outerjoin(CommunityMonth, now)
    )  # fmt: skip


def _up_to(statement: Select[Any], most: int) -> Any:
    """A number that costs no more where there are a million."""
    return select(func.count()).select_from(statement.limit(most + 1).subquery()).scalar_subquery()
