"""Verifying several pages at once, and taking that back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hub.core.db import locked, session, transaction
from hub.core.events import record
from hub.core.permissions import can, require
from hub.people.models import Person
from hub.wiki.actions.keeping import verify_page
from hub.wiki.events import PageUnverified
from hub.wiki.models import Page, PageState
from hub.wiki.rules import VERIFY_PAGE


@dataclass(frozen=True)
class Before:
    """How a page stood before it was verified, as far as verifying changes it."""

    page_id: int
    state: PageState
    by_id: int | None
    at: datetime | None
    revision: int | None


def verify_pages(actor: Person, wanted: Iterable[tuple[Page, int]]) -> tuple[list[Before], list[Page]]:
    """Verify each page in the revision that was read, all or none of the rest.

    Returns how those that were verified stood before, and those that were left: changed since they were
    read, or not the actor's to verify.
    """
    done: list[Before] = []
    left: list[Page] = []
    with transaction():
        for page, revision in wanted:
            locked(page)
            if page.revision != revision or not can(actor, VERIFY_PAGE, page):
                left.append(page)
                continue
            before = Before(
                page.id, PageState(page.state), page.verified_by_id, page.verified_at, page.verified_revision
            )
            verify_page(actor, page, revision)
            done.append(before)
    return done, left


def take_back_verified(actor: Person, earlier: Iterable[tuple[Page, Before]]) -> int:
    """Let pages stand as they stood before; what was verified or changed since stays. Returns how many."""
    count = 0
    with transaction():
        for page, before in earlier:
            require(actor, VERIFY_PAGE, page)
            locked(page)
            is_own = page.verified_by_id == actor.id and page.verified_revision == page.revision
            if not (page.is_validated and is_own):
                continue
            page.state = before.state
            page.verified_by = session().get(Person, before.by_id) if before.by_id else None
            page.verified_by_id, page.verified_at = before.by_id, before.at
            page.verified_revision = before.revision
            count += 1
            if not page.is_validated:
                record(PageUnverified(page.id), actor, page)
    return count
