"""What is stored when a page is verified, so that it can be taken back and counted from."""

from sqlalchemy import select

from hub.core import clock
from hub.core.db import session
from hub.people.models import Person
from hub.reuse.checking import settle_check
from hub.wiki.models import Page, PageState
from hub.wiki.policy import review_after
from hub.wiki.policy_models import PageVerification


def mark_verified(page: Page, actor: Person) -> None:
    """The page counts as validated from now on, inside a transaction; how it stood before is kept."""
    session().flush()  # a page that was just made has its id then
    made = PageVerification(
        page_id=page.id, revision=page.revision, person_id=actor.id, at=clock.now(),
        state_before=page.state, by_before_id=page.verified_by_id, at_before=page.verified_at,
        revision_before=page.verified_revision, due_before=page.review_due_at,
    )  # fmt: skip
    session().add(made)
    page.state = PageState.VALIDATED
    page.verified_by_id, page.verified_by = actor.id, actor
    page.verified_at, page.verified_revision = made.at, page.revision
    page.review_due_at = review_after(page)
    settle_check(actor, page)


def last_verification(page: Page) -> PageVerification | None:
    """The one that counts, if it was not taken back."""
    statement = select(PageVerification).where(
        PageVerification.page_id == page.id, PageVerification.undone_at.is_(None)
    )
    newest = statement.order_by(PageVerification.at.desc(), PageVerification.id.desc()).limit(1)
    return session().scalars(newest).one_or_none()
