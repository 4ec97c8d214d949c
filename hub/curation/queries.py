"""The front page of the desk, already shaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session
from hub.core.permissions import Actor
from hub.core.words import gettext as _
from hub.core.words import ngettext
from hub.curation.atop import COUNTED_FOR, forget_lines
from hub.curation.freshness import (
    Due,
    Freshness,
    by_community,
    due_count,
    review_due,
    standings,
    verified_share,
    verified_share_at,
)
from hub.curation.missing import Misses, misses
from hub.curation.outcomes import Ratings, Share, ratings_by_week, vetted_share
from hub.curation.periods import Period
from hub.curation.promoting import Candidate, candidate_count, candidates
from hub.curation.rules import curated_spaces, likely_space_ids, seems_to_curate
from hub.people.models import Person
from hub.spaces.models import Space
from hub.spaces.parts import with_parts

SHOWN = 4
READY = 3


@dataclass(frozen=True)
class Desk:
    """Everything on `/curate`."""

    period: Period
    spaces: Sequence[Space]
    now: datetime
    verified: int | None
    verified_before: int | None
    to_review: int
    late: int
    vetted: Share
    ratings: Ratings
    freshness: Sequence[Freshness]
    ready: Sequence[Candidate]
    ready_count: int
    due: Sequence[Due]
    misses: Misses

    @property
    def waiting(self) -> int:
        """How many things want an eye: the number beside the place in the navigation."""
        return self.to_review + self.ready_count


def desk(actor: Actor, period: Period) -> Desk:
    """For the communities that the actor curates."""
    spaces, now = curated_spaces(actor), clock.now()
    pages = standings(spaces)
    due = review_due(pages, now)
    ready = candidates(spaces, 200, pages)
    return Desk(
        period=period, spaces=spaces, now=now,
        verified=verified_share(pages, now), verified_before=verified_share_at(pages, period.since),
        to_review=len(due), late=sum(each.is_late for each in due),
        vetted=vetted_share(period), ratings=ratings_by_week(), freshness=by_community(spaces, pages, now),
        ready=ready[:READY], ready_count=len(ready), due=due[:SHOWN],
        misses=misses(period, SHOWN),
    )  # fmt: skip


def waiting_count(actor: Person) -> int | None:
    """The number beside the place: reviews that are due or come within a week, and what is ready.

    It stands on every page, so it is kept for a minute; what somebody does at the desk counts at once.
    """
    if not seems_to_curate(actor):
        return None
    kept, now = _kept(), clock.now()
    known = kept.get(actor.id)
    if known is None or known[1] <= now:
        ids = likely_space_ids(actor)
        number = session().scalar(select(due_count(with_parts(actor, ids)) + candidate_count(ids))) or 0
        known = kept[actor.id] = (number, now + COUNTED_FOR)
    return known[0] or None


def count_anew() -> None:
    """Something was done at the desk."""
    _kept().clear()
    forget_lines()


def _kept() -> dict[int, tuple[int, datetime]]:
    found: dict[int, tuple[int, datetime]] = current_app.extensions.setdefault("curation.waiting", {})
    return found


def change_words(now: int | None, before: int | None) -> str:
    """ "4 points more" than in the time before; "" without anything to compare with."""
    if now is None or before is None:
        return ""
    if now == before:
        return _("as before")
    points = abs(now - before)
    if now > before:
        return ngettext("%(num)s point more", "%(num)s points more", points)
    return ngettext("%(num)s point fewer", "%(num)s points fewer", points)


def fewer_words(now: int, before: int) -> str:
    """The same for a number of things."""
    if now == before:
        return _("as before")
    count = abs(now - before)
    if now > before:
        return ngettext("%(num)s more", "%(num)s more", count)
    return ngettext("%(num)s fewer", "%(num)s fewer", count)
