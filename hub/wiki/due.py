"""Why pages are due for somebody's eyes: one statement for a list of them.

Use and results come first: a page is due when it was flagged, when it failed a customer, when it went
out often or before anybody had verified it, when it was changed since, and only then by the calendar.

    due_pages(actor, spaces=[…], sort="days", size=50) -> list[Due]   what a curator's queue shows
    why_due(page) -> Due | None                                       the same for one page at hand
"""

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased, joinedload

from hub.core import clock
from hub.core.db import session
from hub.core.permissions import Actor, readable
from hub.core.words import lazy
from hub.flags.models import Flag
from hub.people.models import Person
from hub.reuse.check_models import BadResult, Check
from hub.reuse.models import Provenance
from hub.reuse.proof_models import Proof
from hub.spaces.parts import with_parts
from hub.spaces.rules import memberships
from hub.wiki.care_models import PageCare
from hub.wiki.models import Page, PageAudience, PageState
from hub.wiki.policy import Policy, know_policy
from hub.wiki.policy_models import WikiPolicy


class Why(enum.StrEnum):
    """Why a page is due, the weightiest first."""

    FLAGGED = "flagged"
    FAILED = "failed"
    CALENDAR = "calendar"
    USED = "used"
    CHANGED = "changed"
    NEW = "new"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_LABELS = {
    Why.FLAGGED: lazy("Flagged"),
    Why.FAILED: lazy("Did not help a customer"),
    Why.CALENDAR: lazy("Review is due"),
    Why.USED: lazy("Used since the last check"),
    Why.CHANGED: lazy("Changed since it was verified"),
    Why.NEW: lazy("Never verified"),
}
_KEPT = "pages_due"
_PROOFS = "pages_proven"
SORTS = ("days", "uses", "why", "verifier")


@dataclass(frozen=True)
class Due:
    """One page that waits for somebody's eyes.

    whys: never empty, the weightiest first; days: for how many days its review by the calendar has been
    due, None when it is not; uses, bad: replies that it went into and customers whom it did not help
    since the last check; flags: open ones; verifier: who verified it last.
    """

    page: Page
    whys: tuple[Why, ...]
    days: int | None
    uses: int
    bad: int
    flags: int
    verifier: Person | None


def due_pages(
    actor: Person, *, spaces: Collection[int] | None = None, why: Why | None = None, sort: str = "days",
    size: int = 50, start: int = 0,
) -> list[Due]:  # fmt: skip
    """Pages that the actor may read and that are due, in these spaces and those of their parts they
    read, or else those the actor looks after.

    sort: days (longest overdue first) | uses (most first) | why (weightiest first) | verifier (by name,
    never verified ones first). why: only those with this reason. One statement.
    """
    wanted = readable(actor, select(Page))
    wanted = wanted.where(
        _kept_by(actor) if spaces is None else Page.space_id.in_(with_parts(actor, list(spaces)))
    )
    return _listed(wanted, mine=spaces is None, why=why, sort=sort, size=size, start=start)


def why_due(page: Page) -> Due | None:
    """Why a page that the caller has loaded is due; None when it is not."""
    known = session().info.get(_KEPT, {}).get(page.id)
    if known is None:
        wanted = with_reasons(select(Page).where(Page.id == page.id))
        know_reasons(session().execute(wanted).one())
        known = session().info[_KEPT][page.id]
    return _due(page, known)


def with_reasons(statement: Select[Any]) -> Select[Any]:
    """The same statement of pages, which also brings along why each is due and what holds for all pages."""
    counts = _counts()
    found = statement.add_columns(*counts, *_tests(*counts, mine=True).values(), Proof, PageCare, WikiPolicy)
    found = found.outerjoin(Proof, Proof.ref == _ref()).outerjoin(PageCare, PageCare.page_id == Page.id)
    return found.outerjoin(WikiPolicy, WikiPolicy.id == 1)


def know_reasons(row: Any) -> Page:
    """Remember what a statement `with_reasons` brought along; its page."""
    page: Page
    page, *reasons, proof, care, policy = tuple(row)
    know_policy(policy)
    session().info.setdefault(_KEPT, {})[page.id] = reasons
    session().info.setdefault(_PROOFS, {})[page.id] = (proof, care)
    return page


def proof_of(page: Page) -> Proof | None:
    """What results say of a page that came with its reasons."""
    why_due(page)
    found: Proof | None = session().info[_PROOFS][page.id][0]
    return found


def care_for(page: Page) -> PageCare | None:
    """What is arranged for a page that came with its reasons."""
    why_due(page)
    found: PageCare | None = session().info[_PROOFS][page.id][1]
    return found


def _kept_by(actor: Actor) -> ColumnElement[bool]:
    """The pages that somebody owns or verifies, by name or as one of a group."""
    return or_(
        Page.owner_id == actor.id, Page.verifier_id == actor.id,
        Page.verifier_space_id.in_(memberships(actor)),
    )  # fmt: skip


def _counts() -> tuple[Any, Any, Any]:
    """Of a page: its open flags, its uses and bad results since the last check."""
    ref = _ref()
    since = func.coalesce(Page.verified_at, Page.created_at)
    flags = select(func.count(Flag.id)).where(Flag.about == ref, Flag.ended_at.is_(None))
    uses = select(func.count(Provenance.id)).where(Provenance.source == ref, Provenance.sent_at > since)
    bad = (
        select(func.count(BadResult.case_ref))
        .join(Check, BadResult.check_id == Check.id)
        .where(Check.source == ref, BadResult.at > since)
    )
    return (
        flags.correlate(Page).scalar_subquery().label("flags"),
        uses.correlate(Page).scalar_subquery().label("uses"),
        bad.correlate(Page).scalar_subquery().label("bad"),
    )


def _ref() -> ColumnElement[str]:
    return literal("page:") + cast(Page.id, String)


def _tests(flags: Any, uses: Any, bad: Any, *, mine: bool) -> dict[Why, ColumnElement[bool]]:
    """Each reason as a condition. Among one's own pages every unverified one waits."""
    stands = Page.state.in_((PageState.UNVALIDATED, PageState.VALIDATED))
    fresh = Page.state == PageState.UNVALIDATED
    new = and_(fresh, Page.verified_at.is_(None))
    if not mine:  # else an import of a thousand pages would be a thousand tasks
        named = or_(Page.verifier_id.is_not(None), Page.verifier_space_id.is_not(None))
        new = and_(new, or_(named, Page.audience != PageAudience.INTERNAL))
    most = func.coalesce(select(WikiPolicy.uses).where(WikiPolicy.id == 1).scalar_subquery(), Policy.uses)
    often = case((Page.state == PageState.VALIDATED, most), else_=1)
    return {
        Why.FLAGGED: and_(Page.state != PageState.ARCHIVED, flags > 0),
        Why.FAILED: and_(stands, bad > 0),
        Why.CALENDAR: and_(Page.state == PageState.VALIDATED, Page.review_due_at <= clock.now()),
        Why.USED: and_(stands, uses >= often),
        Why.CHANGED: and_(fresh, Page.verified_at.is_not(None)),
        Why.NEW: new,
    }


def _listed(
    wanted: Select[Any], *, mine: bool, why: Why | None, sort: str, size: int, start: int
) -> list[Due]:
    counted = wanted.with_only_columns(Page.id.label("id"), *_counts()).subquery()
    counts = (counted.c.flags, counted.c.uses, counted.c.bad)
    tests = _tests(*counts, mine=mine)
    by = aliased(Person)
    statement = (
        select(Page, *counts, *tests.values())
        .join(counted, counted.c.id == Page.id)
        .outerjoin(by, Page.verified_by_id == by.id)
        .where(tests[why] if why is not None else or_(*tests.values()))
        .options(joinedload(Page.space), joinedload(Page.owner), joinedload(Page.verified_by))
    )
    weight = case(*((test, rank) for rank, test in enumerate(tests.values())), else_=len(tests))
    late = case((Page.review_due_at <= clock.now(), Page.review_due_at), else_=None)
    orders: dict[str, list[Any]] = {
        "uses": [counted.c.uses.desc()],
        "why": [weight],
        "verifier": [case((by.id.is_(None), 0), else_=1), by.name],
    }
    order = orders.get(sort, [])
    in_time = case((late.is_(None), 1), else_=0)
    statement = statement.order_by(*order, in_time, late, weight, counted.c.uses.desc(), Page.id)
    rows = session().execute(statement.limit(size).offset(start)).all()
    return [due for row in rows if (due := _due(row[0], row[1:])) is not None]


def _due(page: Page, reasons: Sequence[Any]) -> Due | None:
    flags, uses, bad = reasons[:3]
    whys = tuple(why for why, does in zip(Why, reasons[3:], strict=True) if does)
    if not whys:
        return None
    days = _days(page.review_due_at) if Why.CALENDAR in whys else None
    return Due(page, whys, days, uses, bad, flags, page.verified_by)


def _days(due: datetime | None) -> int | None:
    return None if due is None else (clock.now() - due).days
