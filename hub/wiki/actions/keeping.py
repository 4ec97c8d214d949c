"""Keeping pages right: who looks after them, verifying, archiving, what readers say."""

from datetime import date

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import can, require
from hub.core.words import gettext as _
from hub.flags.actions import raise_flag, withdraw_flags
from hub.flags.reasons import FlagReason
from hub.people.models import Person
from hub.reuse.recalls import judge_change
from hub.spaces.models import Space, SpaceKind
from hub.spaces.rules import ANSWER_IN
from hub.wiki.actions.verification import last_verification, mark_verified
from hub.wiki.events import (
    PageArchived,
    PageDoubted,
    PageSettled,
    PageUnverified,
    PageVerified,
    ReviewAsked,
)
from hub.wiki.models import Page, PageAudience, PageKind, PageOpinion, PageState
from hub.wiki.policy import review_after
from hub.wiki.rules import ARCHIVE_PAGE, JUDGE_PAGE, PUBLISH_IN, SETTLE_PAGE, VERIFY_PAGE, released

REVIEW_DAYS = (7, 14, 30, 60, 90, 180, 365)


def verify_page(actor: Person, page: Page, revision: int) -> None:
    """Confirm that a page is right as it stands in `revision`, the one that was read."""
    require(actor, VERIFY_PAGE, page)
    with transaction():
        locked(page)
        if page.revision != revision:
            raise Conflict(_("Somebody changed this page since you read it. Read it again; then verify it."))
        mark_verified(page, actor)
        record(PageVerified(page.id, page.revision), actor, page)


def take_back_verification(actor: Person, page: Page) -> None:
    """Let the page stand as it stood before the actor verified it last."""
    require(actor, VERIFY_PAGE, page)
    with transaction():
        locked(page)
        last = last_verification(page)
        if last is None or last.person_id != actor.id or not page.is_validated:
            raise Conflict(_("There is nothing to take back: the page was verified or changed again since."))
        last.undone_at = clock.now()
        page.state = last.state_before
        page.verified_by_id, page.verified_at = last.by_before_id, last.at_before
        page.verified_by = session().get(Person, last.by_before_id) if last.by_before_id else None
        page.verified_revision, page.review_due_at = last.revision_before, last.due_before
        if not page.is_validated:
            record(PageUnverified(page.id), actor, page)


def settle_page(
    actor: Person,
    page: Page,
    *,
    kind: PageKind,
    audience: PageAudience,
    owner: Person,
    verifier: Person | Space | None,
    review_days: int | None,
    review_on: date | None = None,
) -> None:
    """Say what a page is, who it is for and who looks after it. Another verifier starts afresh.

    verifier: one person, or a community whose members verify. review_days: None as for its kind, 0
    never by the calendar; review_on: one day instead.
    """
    _require_settling(actor, page, audience)
    _check_keepers(page, owner, verifier)
    if review_days not in (None, 0, *REVIEW_DAYS):
        raise Invalid(_("Choose one of the offered intervals."), field="review_days")
    if review_on is not None and review_on <= clock.now().date():
        raise Invalid(_("Choose a day that is still to come."), field="review_on")
    with transaction():
        locked(page)
        named = (page.verifier_id, page.verifier_space_id)
        page.kind, page.audience = kind, audience
        page.review_days, page.review_on = review_days, review_on
        page.owner_id, page.owner = owner.id, owner
        page.verifier = verifier if isinstance(verifier, Person) else None
        page.verifier_space = verifier if isinstance(verifier, Space) else None
        page.verifier_id = page.verifier.id if page.verifier else None
        page.verifier_space_id = page.verifier_space.id if page.verifier_space else None
        starts_afresh = page.is_validated and named != (page.verifier_id, page.verifier_space_id)
        if starts_afresh:
            page.state = PageState.UNVALIDATED
            page.verified_by_id = page.verified_by = page.verified_at = page.verified_revision = None
        page.review_due_at = review_after(page)
        record(PageSettled(page.id, audience), actor, page)
        if starts_afresh:
            record(PageUnverified(page.id), actor, page)


def archive_page(
    actor: Person, page: Page, archived: bool = True, *, change: str = "", because: str = ""
) -> None:
    """Keep a page for the record but no longer as the truth; or bring it back, to be verified.

    change: what that means for customers who were given it, as reuse.recalls.judge_change().
    """
    require(actor, ARCHIVE_PAGE, page)
    with transaction():
        locked(page)
        if (page.state == PageState.ARCHIVED) == archived:
            return
        if archived:
            judge_change(actor, page, change, because)
        page.state = PageState.ARCHIVED if archived else released(actor, page.space)
        record(PageArchived(page.id, archived), actor, page)


def ask_review(actor: Person, page: Page) -> None:
    """Ask the people who look after a page to verify it."""
    require(actor, JUDGE_PAGE, page)
    with transaction():
        record(ReviewAsked(page.id), actor, page)


def judge_page(
    actor: Person, page: Page, is_right: bool, words: str = "", reason: FlagReason = FlagReason.WRONG
) -> None:
    """Say whether a page is right. What is off becomes a flag, of which the owner hears."""
    require(actor, JUDGE_PAGE, page)
    if not is_right and not words:
        raise Invalid(_("Say in a few words what is off, so that it can be mended."), field="words")
    with transaction() as db:
        row = db.get(PageOpinion, (page.id, actor.id), with_for_update=True)
        if row is None:
            row = PageOpinion(page_id=page.id, person_id=actor.id)
            db.add(row)
        row.is_right, row.words = is_right, words[:500]
        row.revision, row.at = page.revision, clock.now()
        if is_right:
            withdraw_flags(actor, page)
        else:
            record(PageDoubted(page.id, words[:200]), actor, page)
            raise_flag(actor, page, reason, words)


def _require_settling(actor: Person, page: Page, audience: PageAudience) -> None:
    require(actor, SETTLE_PAGE, page)
    if audience not in (page.audience, PageAudience.INTERNAL):  # whoever settles a page may keep it inside
        require(actor, PUBLISH_IN, page.space)


def _check_keepers(page: Page, owner: Person, verifier: Person | Space | None) -> None:
    for person in (owner, verifier):
        if isinstance(person, Person) and not can(person, ANSWER_IN, page.space):
            raise Invalid(
                _("%(name)s cannot look after this page: they may not write here.", name=person.name)
            )
    if isinstance(verifier, Space) and verifier.kind != SpaceKind.COMMUNITY:
        raise Invalid(_("Only a community can verify as a group."), field="verifier")
