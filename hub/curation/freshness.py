"""How far the pages of the curated communities can be relied on: verified, due soon, late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from hub.core import clock
from hub.core.db import session
from hub.core.events import Event
from hub.core.words import gettext as _
from hub.core.words import ngettext
from hub.people.models import Person
from hub.spaces.models import Space
from hub.wiki.events import PageUnverified, PageVerified
from hub.wiki.models import Page, PageState

SOON = timedelta(days=7)
MOST = 5_000


@dataclass(frozen=True)
class Standing:
    """A page in short. `due` is None when nobody ever verified it, or it needs no review."""

    id: int
    space_id: int
    title: str
    path: str
    is_verified: bool
    due: datetime | None
    created_at: datetime
    verified_at: datetime | None
    review_days: int | None
    revision: int
    sent_count: int
    owner: str

    def is_late(self, moment: datetime) -> bool:
        """Whether its review should have been."""
        return self.is_verified and self.due is not None and self.due <= moment

    def days_left(self, moment: datetime) -> int:
        """Until its review; below zero it is late."""
        return int((self.due - moment) / timedelta(days=1)) if self.due is not None else 0

    def is_soon(self, moment: datetime) -> bool:
        """Whether its review comes within a week."""
        return self.is_verified and self.due is not None and moment < self.due <= moment + SOON


@dataclass(frozen=True)
class Freshness:
    """One community: how many pages, and how many of them are fresh, due soon, late."""

    space: Space
    pages: int
    fresh: int
    soon: int
    late: int

    @property
    def share(self) -> int:
        """Percent that is verified and not late."""
        return round(100 * (self.fresh + self.soon) / self.pages) if self.pages else 0


def standings(spaces: Sequence[Space]) -> list[Standing]:
    """Every page that counts, in one statement: not archived, not removed, not work in progress."""
    columns = (
        Page.id, Page.space_id, Page.title, Page.path, Page.state, Page.verified_at, Page.review_due_at,
        Page.review_days, Page.created_at, Page.revision, Page.sent_count, Person.name,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Person, Person.id == Page.owner_id)
        .where(
            _in(spaces),
            Page.removed_at.is_(None),
            Page.state.in_((PageState.VALIDATED, PageState.UNVALIDATED)),
        )
    )
    statement = statement.order_by(Page.id).limit(MOST)
    return [
        Standing(
            row.id, row.space_id, row.title, row.path, row.state == PageState.VALIDATED,
            row.review_due_at, row.created_at, row.verified_at,
            row.review_days,
            row.revision, row.sent_count, row.name,
        )
        for row in session().execute(statement)
    ]  # fmt: skip


def by_community(spaces: Sequence[Space], pages: Sequence[Standing], moment: datetime) -> list[Freshness]:
    """A line for each community that has pages: where least can be relied on first."""
    found = []
    for space in spaces:
        own = [page for page in pages if page.space_id == space.id]
        late = sum(page.is_late(moment) for page in own)
        soon = sum(page.is_soon(moment) for page in own)
        verified = sum(page.is_verified for page in own)
        if own:
            found.append(Freshness(space, len(own), verified - late - soon, soon, late))
    return sorted(found, key=lambda each: (each.share, -each.late, -each.soon, -each.pages))


def verified_share(pages: Sequence[Standing], moment: datetime) -> int | None:
    """Percent of the pages that are verified and not late; None without pages."""
    good = sum(page.is_verified and not page.is_late(moment) for page in pages)
    return round(100 * good / len(pages)) if pages else None


def verified_share_at(pages: Sequence[Standing], moment: datetime) -> int | None:
    """The same as it was then, by what the log says of each page."""
    there = [page for page in pages if page.created_at <= moment]
    if not there:
        return None
    last = (
        select(func.max(Event.id))
        .where(Event.subject.in_([f"page:{page.id}" for page in there]), Event.at <= moment)
        .where(Event.kind.in_((PageVerified.kind, PageUnverified.kind)))
        .group_by(Event.subject)
    )
    rows = session().execute(select(Event.subject, Event.kind, Event.at).where(Event.id.in_(last)))
    verified = {row.subject: row.at for row in rows if row.kind == PageVerified.kind}

    def was_good(page: Standing) -> bool:
        at = verified.get(f"page:{page.id}")
        if at is None and page.verified_at is not None and page.verified_at <= moment:
            at = page.verified_at  # since then, though the log does not reach back so far
        days = page.review_days
        return at is not None and (days is None or at + timedelta(days=days) > moment)

    return round(100 * sum(was_good(page) for page in there) / len(there))


def is_due(by: datetime) -> ColumnElement[bool]:
    """Whether a verified page's review is due by then, by the calendar."""
    return and_(Page.state == PageState.VALIDATED, Page.removed_at.is_(None), Page.review_due_at <= by)


@dataclass(frozen=True)
class Due:
    """A page whose review is due or comes within a week."""

    page: Standing
    days: int  # whole ones until then; below zero when it is late
    is_late: bool

    @property
    def words(self) -> str:
        """ "9 days late", "today", "in 4 days"."""
        if self.days < 0:
            return ngettext("%(num)s day late", "%(num)s days late", -self.days)
        if self.days < 2:
            return _("tomorrow") if self.days else _("today")
        return ngettext("in %(num)s day", "in %(num)s days", self.days)


def review_due(pages: Sequence[Standing], moment: datetime) -> list[Due]:
    """The pages whose review is due or comes within a week, the latest first."""
    dues = [
        Due(page, page.days_left(moment), page.is_late(moment))
        for page in pages
        if page.is_late(moment) or page.is_soon(moment)
    ]
    return sorted(dues, key=lambda each: (each.days, not each.is_late, -each.page.sent_count, each.page.id))


def due_count(space_ids: Any) -> Any:
    """How many reviews are due by now or within a week, as a part of a statement."""
    by = clock.now() + SOON
    return select(func.count(Page.id)).where(Page.space_id.in_(space_ids), is_due(by)).scalar_subquery()


def _in(spaces: Sequence[Space]) -> ColumnElement[bool]:
    return Page.space_id.in_([space.id for space in spaces])
