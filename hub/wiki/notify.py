"""Who hears of what happens to pages, and why."""

from collections.abc import Iterable

from sqlalchemy import select

from hub.core.db import session
from hub.core.events import Event
from hub.core.features import Recipient
from hub.core.refs import parse
from hub.core.words import lazy
from hub.spaces.models import Membership
from hub.threads.watching import watchers
from hub.wiki.events import (
    PageArchived,
    PageCreated,
    PageEdited,
    PagePublished,
    PagesHandedOver,
    PagesMerged,
    PageUnverified,
    PageVerified,
    ReadersNamed,
    ReviewAsked,
    ReviewFellDue,
)
from hub.wiki.models import Page

MOST_CALLED = 100  # members of a group that verifies


def page_created(event: Event, fact: PageCreated) -> Iterable[Recipient]:
    """Those whose words it was made from."""
    page = session().get_one(Page, fact.page_id)
    for person_id in page.credits:
        yield Recipient(person_id, lazy("it was made from what you wrote"), "helped", event.subject)


def page_edited(event: Event, fact: PageEdited) -> Iterable[Recipient]:
    """Its owner reviews; everybody else who watches reads."""
    page = session().get_one(Page, fact.page_id)
    yield Recipient(page.owner_id, lazy("you look after this page"), "review", event.subject)
    yield from _watchers(page, but=page.owner_id)


def readers_named(event: Event, fact: ReadersNamed) -> Iterable[Recipient]:
    """Those who can read it now: nobody else tells them that it is there."""
    for person_id in fact.person_ids:
        yield Recipient(person_id, lazy("the page has readers of its own"), "read", event.subject)


def page_verified(event: Event, fact: PageVerified) -> Iterable[Recipient]:
    """Whoever wrote the words that count now, and the owner."""
    page = session().get_one(Page, fact.page_id)
    for person_id in {page.editor_id, page.owner_id}:
        yield Recipient(person_id, lazy("you wrote or look after this page"), "helped", event.subject)


def page_unverified(event: Event, fact: PageUnverified) -> Iterable[Recipient]:
    """Whoever verifies it."""
    yield from _keepers(event, fact.page_id, "review")


def review_asked(event: Event, fact: ReviewAsked) -> Iterable[Recipient]:
    """Whoever verifies it, else the owner."""
    yield from _keepers(event, fact.page_id, "review")


def review_fell_due(event: Event, fact: ReviewFellDue) -> Iterable[Recipient]:
    """Whoever verifies it, else the owner."""
    yield from _keepers(event, fact.page_id, "review")


def page_published(event: Event, fact: PagePublished) -> Iterable[Recipient]:
    """Its owner, and those who watch it."""
    page = session().get_one(Page, fact.page_id)
    yield Recipient(page.owner_id, lazy("you look after this page"), "read", event.subject)
    yield from _watchers(page, but=page.owner_id)


def page_archived(event: Event, fact: PageArchived) -> Iterable[Recipient]:
    """Those who watch it, when it stops being the truth."""
    if fact.archived:
        yield from _watchers(session().get_one(Page, fact.page_id))


def pages_merged(event: Event, fact: PagesMerged) -> Iterable[Recipient]:
    """Who looks after the one that stands, who looked after the one that went into it, and who follows."""
    page = session().get_one(Page, fact.page_id)
    gone = session().get_one(Page, parse(fact.merged).id)
    yield Recipient(page.owner_id, lazy("you look after this page"), "review", event.subject)
    if gone.owner_id != page.owner_id:
        yield Recipient(gone.owner_id, lazy("you looked after the page that went into it"), "read", page.ref)
    yield from _watchers(page, but=page.owner_id)


def pages_handed_over(event: Event, fact: PagesHandedOver) -> Iterable[Recipient]:
    """Whoever looks after them now."""
    yield Recipient(fact.owner_id, lazy("you look after these pages"), "review", event.subject)


def _keepers(event: Event, page_id: int, action: str) -> Iterable[Recipient]:
    page = session().get_one(Page, page_id)
    if page.verifier_space_id is not None:
        for person_id in _members(page.verifier_space_id):
            yield Recipient(person_id, lazy("your group verifies this page"), action, event.subject)
        return
    keeper = page.verifier_id or page.verified_by_id or page.owner_id
    yield Recipient(keeper, lazy("you verify this page"), action, event.subject)


def _members(space_id: int) -> Iterable[int]:
    statement = select(Membership.person_id).where(Membership.space_id == space_id)
    return session().scalars(statement.order_by(Membership.person_id).limit(MOST_CALLED)).all()


def _watchers(page: Page, but: int | None = None) -> Iterable[Recipient]:
    for person_id in watchers(page.ref):
        if person_id != but:
            yield Recipient(person_id, lazy("you follow this page"), "read", page.ref)
