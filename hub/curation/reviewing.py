"""The queue of what is to be looked at again: why, its flags, and what changed since the last check."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from hub.core import clock
from hub.core.db import pairs, session
from hub.core.permissions import can, readable
from hub.core.words import lazy
from hub.flags.models import Flag
from hub.flags.queries import open_flags
from hub.people.models import Person
from hub.reuse.models import Provenance
from hub.spaces.models import Space
from hub.threads.diff import Row, compare
from hub.wiki.addresses import page_url
from hub.wiki.models import Page, PageAudience, PageRevision, PageState
from hub.wiki.rules import EDIT_PAGE, VERIFY_PAGE

ROWS = 60  # of a difference that are shown in the queue
MOST = 2_000
SORTS = ("days", "uses", "why", "verifier")


class Why(enum.StrEnum):
    """Why a page is due, the weightiest first."""

    FLAGGED = "flagged"
    CALENDAR = "calendar"
    CHANGED = "changed"
    NEW = "new"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_LABELS = {
    Why.FLAGGED: lazy("Flagged"),
    Why.CALENDAR: lazy("Review is due"),
    Why.CHANGED: lazy("Changed since it was verified"),
    Why.NEW: lazy("Never verified"),
}


@dataclass(frozen=True)
class Waiting:
    """A row of the queue. `days`: for how many its review has been due; `uses`: since the last check.

    `changes`: since the revision that was verified last, if there is one.
    """

    page: Page
    whys: Sequence[Why]
    days: int | None
    flags: Sequence[Flag]
    uses: int = 0
    may_verify: bool = False
    may_edit: bool = False
    changes: Sequence[Row] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it stands."""
        return page_url(self.page)


def queue(actor: Person, spaces: Sequence[Space], *, sort: str, start: int, size: int) -> list[Waiting]:
    """What waits in the curated communities: four statements.

    sort: days (longest overdue first) | uses | why (weightiest first) | verifier (by name).
    """
    pages = _pages(actor, spaces)
    flags = open_flags([page.ref for page in pages])
    rows = [_waiting(page, flags.get(page.ref, ())) for page in pages]
    due = [row for row in rows if row.whys]
    uses = _uses([row.page for row in due])
    order = list(Why)

    def key(row: Waiting) -> tuple[object, ...]:
        late = (-(row.days if row.days is not None else -1), order.index(row.whys[0]), -uses(row.page))
        verifier = row.page.verified_by.name if row.page.verified_by else ""
        first = {"uses": (-uses(row.page),), "why": (order.index(row.whys[0]),), "verifier": (verifier,)}
        return (*first.get(sort, ()), *late, row.page.id)

    shown = sorted(due, key=key)[start : start + size]
    checked = _checked([row.page for row in shown])
    return [
        Waiting(
            row.page, row.whys, row.days, row.flags, uses(row.page), bool(can(actor, VERIFY_PAGE, row.page)),
            bool(can(actor, EDIT_PAGE, row.page)),
            compare(checked[row.page.id], row.page.body)[:ROWS] if row.page.id in checked else [],
        )
        for row in shown
    ]  # fmt: skip


def _pages(actor: Person, spaces: Sequence[Space]) -> Sequence[Page]:
    statement = readable(actor, select(Page)).where(
        Page.space_id.in_([space.id for space in spaces]),
        Page.state.in_((PageState.VALIDATED, PageState.UNVALIDATED)),
    )
    whole = (joinedload(Page.space), joinedload(Page.owner), joinedload(Page.verified_by))
    return session().scalars(statement.options(*whole).order_by(Page.id).limit(MOST)).unique().all()


def _waiting(page: Page, flags: Sequence[Flag]) -> Waiting:
    due, now = page.review_due_at, clock.now()
    is_late = page.is_validated and due is not None and due <= now
    is_told = page.audience != PageAudience.INTERNAL or page.verifier_id is not None
    tests = {
        Why.FLAGGED: bool(flags),
        Why.CALENDAR: is_late,
        Why.CHANGED: not page.is_validated and page.verified_at is not None,
        Why.NEW: not page.is_validated and page.verified_at is None and is_told,
    }
    whys = [why for why, does in tests.items() if does]
    return Waiting(page, whys, (now - due).days if is_late and due is not None else None, flags)


class _Uses(dict[int, int]):
    """page id → replies that it went into since it was verified."""

    def __call__(self, page: Page) -> int:
        return self.get(page.id, 0)


def _uses(pages: Sequence[Page]) -> _Uses:
    since = [
        and_(Provenance.source == page.ref, Provenance.sent_at > (page.verified_at or page.created_at))
        for page in pages[:200]
    ]
    if not since:
        return _Uses()
    counted = select(Provenance.source, func.count(Provenance.id)).where(or_(*since))
    found = pairs(counted.group_by(Provenance.source))
    return _Uses({int(ref.partition(":")[2]): number for ref, number in found.items()})


def _checked(pages: Sequence[Page]) -> dict[int, str]:
    """Page → its text as it was verified last, where it was changed since."""
    wanted = [
        and_(PageRevision.page_id == page.id, PageRevision.number == page.verified_revision)
        for page in pages
        if page.verified_revision is not None and page.verified_revision != page.revision
    ]
    if not wanted:
        return {}
    statement = select(PageRevision.page_id, PageRevision.body).where(or_(*wanted))
    return {row[0]: row[1] for row in session().execute(statement)}
