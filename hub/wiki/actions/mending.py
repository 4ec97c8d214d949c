"""Mending a page where one stands: a new revision, and the flags that it settles."""

from typing import Any

from hub.core.db import transaction
from hub.flags.actions import mend_flags
from hub.people.models import Person
from hub.wiki.actions.merging import Together
from hub.wiki.actions.writing import edit_page
from hub.wiki.models import Page


def mend_page(
    actor: Person, page: Page, *, flags: bool, flag: int | None = None, note: str = "",
    verified: bool = False, **values: Any,
) -> Together | None:  # fmt: skip
    """Save a page as `edit_page` does; with `flags` its open flags end (`flag`: only that one).

    Whoever raised them hears what was changed. What was neither changed nor verified mends nothing.
    What is returned, and Stale: as there.
    """
    with transaction():
        before = page.revision
        together = edit_page(actor, page, note=note, verified=verified, **values)
        if flags and (verified or page.revision != before):
            mend_flags(actor, page, note, only=flag)
    return together
