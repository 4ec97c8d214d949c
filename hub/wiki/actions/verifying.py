"""Verifying several pages at once, and taking that back."""

from collections.abc import Iterable

from hub.core.db import locked, transaction
from hub.core.errors import HubError
from hub.core.permissions import can
from hub.people.models import Person
from hub.wiki.actions.keeping import take_back_verification, verify_page
from hub.wiki.models import Page
from hub.wiki.rules import VERIFY_PAGE


def verify_pages(actor: Person, wanted: Iterable[tuple[Page, int]]) -> tuple[list[Page], list[Page]]:
    """Verify each page in the revision that was read, in one transaction.

    Returns those that are verified, and those that were left: changed since they were read, or not the
    actor's to verify.
    """
    done: list[Page] = []
    left: list[Page] = []
    with transaction():
        for page, revision in wanted:
            locked(page)
            if page.revision == revision and can(actor, VERIFY_PAGE, page):
                verify_page(actor, page, revision)
                done.append(page)
            else:
                left.append(page)
    return done, left


def take_back_verified(actor: Person, pages: Iterable[Page]) -> int:
    """Let pages stand as before; what was verified or changed since stays. Returns how many."""
    count = 0
    for page in pages:
        try:
            take_back_verification(actor, page)
        except HubError:
            continue  # somebody went on with it: that counts
        count += 1
    return count
