"""Whether what is known helps customers: how many replies carry a vetted answer, and how they are rated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, and_, case, cast, exists, func, literal, select

from hub.cases.models import Case, Message
from hub.channels.contract import MessageState
from hub.core import clock
from hub.core.db import session
from hub.curation.periods import Period
from hub.reuse.models import Provenance

SURE = ("vetted", "verified", "validated")
GONE_OUT = (MessageState.SENT, MessageState.DELIVERED, MessageState.READ)
WEEKS = 12
MOST = 20_000


@dataclass(frozen=True)
class Share:
    """Percent of the replies with a vetted answer, now and in the time before; None without replies."""

    now: int | None
    before: int | None


@dataclass(frozen=True)
class Ratings:
    """Mean ratings by week, the oldest first; None for a week without ratings."""

    weeks: Sequence[datetime]
    vetted: Sequence[float | None] = field(default_factory=list)
    without: Sequence[float | None] = field(default_factory=list)
    mean_vetted: float | None = None
    mean_without: float | None = None
    rated: int = 0

    @property
    def difference(self) -> float | None:
        """How much higher a reply with a vetted answer is rated."""
        if self.mean_vetted is None or self.mean_without is None:
            return None
        return round(self.mean_vetted - self.mean_without, 1)


def vetted_share(period: Period) -> Share:
    """Of the replies that colleagues sent; no reply and no customer is shown, only the share."""
    vetted = exists().where(
        Provenance.reply == literal("message:") + cast(Message.id, String), Provenance.trust.in_(SURE)
    )
    recent = Message.at >= period.since
    statement = select(
        func.coalesce(func.sum(case((recent, 1), else_=0)), 0),
        func.coalesce(func.sum(case((and_(recent, vetted), 1), else_=0)), 0),
        func.count(Message.id),
        func.coalesce(func.sum(case((vetted, 1), else_=0)), 0),
    ).where(Message.author_id.is_not(None), Message.at >= period.before, Message.state.in_(GONE_OUT))
    now, good, both, both_good = session().execute(statement).one()
    return Share(_percent(good, now), _percent(both_good - good, both - now))


def ratings_by_week() -> Ratings:
    """Ratings of the last weeks, apart for replies with and without a vetted answer: one statement."""
    start = _monday(clock.now()) - timedelta(weeks=WEEKS - 1)
    weeks = [start + timedelta(weeks=week) for week in range(WEEKS)]
    rows = [(row[0], row[1], bool(row[2])) for row in session().execute(_rated_since(start))]

    def line(is_vetted: bool) -> list[float | None]:
        return [
            _mean(
                r for at, r, vetted in rows if vetted == is_vetted and week <= at < week + timedelta(weeks=1)
            )
            for week in weeks
        ]

    return Ratings(
        weeks, line(True), line(False), _mean(r for _at, r, vetted in rows if vetted),
        _mean(r for _at, r, vetted in rows if not vetted), len(rows),
    )  # fmt: skip


def _rated_since(start: datetime) -> Any:
    vetted = exists().where(
        Provenance.case_ref == literal("case:") + cast(Case.id, String),
        Provenance.reply.is_not(None), Provenance.trust.in_(SURE),
    )  # fmt: skip
    return (
        select(Case.rated_at, Case.rating, vetted)
        .where(Case.rated_at >= start, Case.rating.is_not(None))
        .order_by(Case.rated_at.desc())
        .limit(MOST)
    )


def _monday(moment: datetime) -> datetime:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def _mean(numbers: Iterable[int]) -> float | None:
    found = list(numbers)
    return sum(found) / len(found) if found else None


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
