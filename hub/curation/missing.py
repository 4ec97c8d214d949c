"""Searches that found nothing: how many, and with which words most often."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from hub.core.db import session
from hub.curation.periods import Period
from hub.indexing.models import End, Search

MOST = 5_000


@dataclass(frozen=True)
class Missed:
    """What nobody could find: the words as they were typed last, and how often."""

    words: str
    key: str
    times: int


@dataclass(frozen=True)
class Misses:
    """How often nothing was found, now and in the time before; and what, most often first."""

    now: int
    before: int
    missed: Sequence[Missed]


def in_vain() -> ColumnElement[bool]:
    """Nothing was found, or nothing that was of use; while it is not settled only the first is known."""
    unused = or_(Search.came_to.is_(None), Search.came_to.in_((End.NOTHING, End.ASK)))
    return and_(Search.hits == 0, unused)


def misses(period: Period, most: int) -> Misses:
    """One statement for both times."""
    recent = Search.at >= period.since
    statement = (
        select(
            Search.key, func.max(Search.words), func.count(Search.id).filter(recent), func.count(Search.id)
        )
        .where(Search.at >= period.before, in_vain())
        .group_by(Search.key)
        .limit(MOST)
    )
    rows = session().execute(statement).all()
    now = sum(number for _key, _words, number, _both in rows)
    both = sum(number for _key, _words, _now, number in rows)
    missed = [Missed(words, key, number) for key, words, number, _both in rows if number]
    missed.sort(key=lambda each: (-each.times, each.words))
    return Misses(now, both - now, missed[:most])
