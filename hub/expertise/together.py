"""What communities did together this month: sums of places and of nobody in them.

They are made of credits, and of none of people who are not recognised; where fewer than FEW helped
there is no sum, for one could tell whose it is. Counted anew again and again and kept for the pages: what was
moved counts where it stands now, what was taken back nowhere.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, Select, String, cast, delete, func, literal, select, union_all

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.events import Event
from hub.expertise.models import CommunityMonth
from hub.people.events import RecognitionChanged
from hub.people.models import Person
from hub.qa.models import Answer, Question
from hub.reuse.models import Credit
from hub.reuse.proof_models import ReplyResult
from hub.spaces.models import Space, SpaceKind
from hub.wiki.models import Page

FEW = 3  # helpers
EVERY = 300.0


def count_months() -> None:
    """Count all communities anew and keep what they did; nothing of those with few helpers."""
    rows = _counted(this_month())
    with transaction() as db:
        db.execute(delete(CommunityMonth))
        db.add_all(rows)


def recognition_changed(_event: Event, fact: RecognitionChanged) -> None:
    """Off means gone: whose credits were deleted is in no sum any more."""
    if fact.ended:
        count_months()


def this_month() -> datetime:
    """The moment in which it began."""
    return clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _counted(since: datetime) -> Sequence[CommunityMonth]:
    helped = _helped(since).cte("helped")
    return [
        CommunityMonth(space_id=row.space_id, since=since, customers=row.customers, rated=row.rated,
                       stars=int(row.stars or 0))
        for row in session().execute(_sums(helped))
    ]  # fmt: skip


def _sums(helped: CTE) -> Select[Any]:
    """Each customer once, however many helped; only of communities in which enough did."""
    replies = select(helped.c.space_id, helped.c.reply).distinct().subquery("replies")
    enough = select(helped.c.space_id).group_by(helped.c.space_id)
    enough = enough.having(func.count(helped.c.person_id.distinct()) >= FEW)
    return (
        select(
            replies.c.space_id, func.count().label("customers"),
            func.count(ReplyResult.rating).label("rated"), func.sum(ReplyResult.rating).label("stars"),
        )
        .select_from(replies)
        .outerjoin(ReplyResult, ReplyResult.reply == replies.c.reply)
        .where(replies.c.space_id.in_(enough))
        .group_by(replies.c.space_id)
    )  # fmt: skip


def _helped(since: datetime) -> Select[Any]:
    """Replies that were made of what stands in communities, and whose words went into each."""
    answers = _sent(Answer, since).join(Question, Question.id == Answer.question_id)
    answers = answers.where(Question.removed_at.is_(None), Space.has_questions)
    texts = union_all(answers, _sent(Page, since).where(Space.has_wiki)).subquery("texts")
    return (
        select(texts.c.space_id, Credit.reply, Credit.person_id)
        .join(texts, texts.c.ref == Credit.source)
        .join(Person, Person.id == Credit.person_id)
        .where(Credit.at >= since, Person.is_recognised)  # their credits may be deleted a moment later
    )


def _sent(model: Any, since: datetime) -> Select[Any]:
    ref = (literal(f"{model.ref_kind}:") + cast(model.id, String)).label("ref")
    return (
        select(model.space_id, ref)
        .select_from(model)
        .join(Space, Space.id == model.space_id)
        .where(Space.kind == SpaceKind.COMMUNITY, model.last_sent_at >= since, model.removed_at.is_(None))
    )
