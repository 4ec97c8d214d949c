"""Deciding what holds for all pages."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.wiki.actions.keeping import REVIEW_DAYS
from hub.wiki.events import PageReachChanged
from hub.wiki.models import Page, PageAudience, PageKind, PageState
from hub.wiki.policy import Policy, forget_policy, from_least, policy_in_force, review_after
from hub.wiki.policy_models import WikiPolicy
from hub.wiki.rules import SET_POLICY

MOST_USES = 1_000


def set_policy(
    actor: Person, *, least: Mapping[PageAudience, PageState], review_days: int,
    calendar_kinds: Collection[PageKind], uses: int, ladder: bool = False,
) -> None:  # fmt: skip
    """Say which confidence each audience needs at least, and when pages are looked at again.

    ladder: whether licences decide who may verify and who may tell customers.
    """
    require(actor, SET_POLICY)
    if review_days not in REVIEW_DAYS:
        raise Invalid(_("Choose one of the offered intervals."), field="review_days")
    if not 1 <= uses <= MOST_USES:
        raise Invalid(_("Give a number from 1 to %(most)s.", most=MOST_USES), field="uses")
    needed = {audience: from_least(least[audience]) for audience in PageAudience}
    with transaction() as db:
        before = policy_in_force()
        row = db.get(WikiPolicy, 1) or WikiPolicy(id=1)
        db.add(row)
        row.review_days, row.uses, row.ladder = review_days, uses, ladder
        row.calendar_kinds = sorted(calendar_kinds)
        row.needed = {str(audience): sorted(states) for audience, states in needed.items()}
        db.flush()
        forget_policy()
        after = policy_in_force()
        audit(actor, "wiki.policy", "wiki_policy:1", before=_noted(before), after=_noted(after))
        _renew_reviews()
        for audience in PageAudience:
            if before.needed[audience] != after.needed[audience]:
                _tell_reach(actor, audience)


def _noted(policy: Policy) -> dict[str, object]:
    return {
        "review_days": policy.review_days, "uses": policy.uses, "ladder": policy.ladder,
        "calendar_kinds": sorted(policy.calendar_kinds),
        "needed": {str(audience): sorted(states) for audience, states in policy.needed.items()},
    }  # fmt: skip


def _renew_reviews() -> None:
    """Pages that name no interval of their own follow what holds for their kind."""
    usual = select(Page).where(
        Page.verified_at.is_not(None), Page.review_days.is_(None), Page.review_on.is_(None)
    )
    for page in session().scalars(usual.execution_options(yield_per=500)):
        page.review_due_at = review_after(page)


def _tell_reach(actor: Person, audience: PageAudience) -> None:
    """What may be told of these pages changed: search has to know."""
    statement = select(Page).where(Page.audience == audience, Page.removed_at.is_(None)).order_by(Page.id)
    for page in session().scalars(statement).all():
        record(PageReachChanged(page.id), actor, page)
