"""What holds for all pages: which audience needs which confidence, and when a page is looked at again."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from hub.core.db import session
from hub.wiki.models import Page, PageAudience, PageKind, PageState
from hub.wiki.policy_models import WikiPolicy

Needed = dict[PageAudience, frozenset[PageState]]
RELIABLE = (PageState.WIP, PageState.UNVALIDATED, PageState.VALIDATED)  # in this order
USUAL: Needed = {
    PageAudience.INTERNAL: frozenset(RELIABLE),
    PageAudience.PARTNER: frozenset({PageState.UNVALIDATED, PageState.VALIDATED}),
    PageAudience.CUSTOMER: frozenset({PageState.VALIDATED}),
    PageAudience.PUBLIC: frozenset({PageState.VALIDATED}),
}
_KEPT = "wiki_policy"


@dataclass(frozen=True)
class Policy:
    """review_days: between reviews by the calendar, of `calendar_kinds` that name no interval of their own.

    uses: how often a verified page goes out before somebody looks at it again.
    ladder: licences decide who may verify and who may tell customers, not roles.
    """

    review_days: int = 90
    calendar_kinds: frozenset[PageKind] = frozenset({PageKind.POLICY})
    uses: int = 25
    needed: Needed = field(default_factory=lambda: USUAL)
    ladder: bool = False


def policy_in_force() -> Policy:
    """What holds now: asked once in a request."""
    if _KEPT not in session().info:
        know_policy(session().get(WikiPolicy, 1))
    found: Policy = session().info[_KEPT]
    return found


def know_policy(row: WikiPolicy | None) -> None:
    """What holds, when a query brought it along; no row: the usual."""
    session().info[_KEPT] = Policy() if row is None else _policy(row)


def forget_policy() -> None:
    """It changed: ask again."""
    session().info.pop(_KEPT, None)


def least_of(states: frozenset[PageState]) -> PageState:
    """The least confidence among them."""
    return next(state for state in RELIABLE if state in states)


def from_least(state: PageState) -> frozenset[PageState]:
    """This confidence and every higher one."""
    return frozenset(RELIABLE[RELIABLE.index(state) :])


def review_after(page: Page) -> datetime | None:
    """When a page that was just verified has to be looked at again; None when only use and results say."""
    if page.verified_at is None:
        return None
    if page.review_on is not None:
        day = datetime.combine(page.review_on, time(), UTC)
        if day > page.verified_at:
            return day
    policy = policy_in_force()
    usual = policy.review_days if page.kind in policy.calendar_kinds else 0
    days = usual if page.review_days is None else page.review_days
    return page.verified_at + timedelta(days=days) if days else None


def _policy(row: WikiPolicy) -> Policy:
    needed = {PageAudience(name): frozenset(map(PageState, states)) for name, states in row.needed.items()}
    kinds = frozenset(map(PageKind, row.calendar_kinds))
    return Policy(row.review_days, kinds, row.uses, {**USUAL, **needed}, row.ladder)
