"""What happens elsewhere and changes what a page shows; and pages that come, go or change names.

Numbers are added exactly once: the cursor of this consumer moves in the same transaction.
"""

from collections.abc import Iterable

from hub.core.db import session
from hub.core.events import Event, record
from hub.core.permissions import SYSTEM
from hub.core.refs import parse
from hub.people.events import PersonDeactivated
from hub.people.models import Person
from hub.reuse.events import OutcomeArrived, TextSent
from hub.wiki.actions.handing import take_from
from hub.wiki.actions.restricting import keep_readable
from hub.wiki.actions.text import MOST_LINKED, renew_links
from hub.wiki.events import (
    PageCreated,
    PageEdited,
    PageMergeUndone,
    PageMoved,
    PageRemoved,
    PageRestored,
    PageSettled,
    PagesMerged,
    ShownBlockChanged,
)
from hub.wiki.models import Page, PageKind
from hub.wiki.shared import pages_showing


def text_sent(event: Event, fact: TextSent) -> None:
    """Count a customer more for each page that went out (LK15)."""
    for page in _pages(fact.sources):
        page.sent_count += 1
        page.last_sent_at = event.at


def outcome_arrived(_event: Event, fact: OutcomeArrived) -> None:
    """Add a customer's rating, or the change of it, to each page that the reply was made from."""
    for page in _pages(fact.sources):
        page.rated_count += 0 if fact.before else 1
        page.rating_sum += fact.rating - fact.before


def page_came(_event: Event, fact: PageCreated) -> None:
    """Those that have waited for it now lead to it."""
    _renew([fact.page_id])


def page_moved(_event: Event, fact: PageMoved) -> None:
    """Those that name it get its new address, although the old one leads on."""
    _renew([fact.page_id, *fact.moved])


def page_edited(_event: Event, fact: PageEdited) -> None:
    """What shows a shared block shows its new text, and is found by it."""
    page = session().get(Page, fact.page_id)
    if page is not None and page.kind == PageKind.BLOCK:
        _tell_those_that_show(page, pages_showing([page.id]))


def page_settled(_event: Event, fact: PageSettled) -> None:
    """A page may have become a shared block, or be none any more."""
    _renew([fact.page_id])


def page_gone(_event: Event, fact: PageRemoved) -> None:
    """Those that name it show that it is wanted again."""
    _renew(fact.removed)


def page_back(_event: Event, fact: PageRestored) -> None:
    """Those that name it lead to it again."""
    _renew(fact.restored)


def person_left(_event: Event, fact: PersonDeactivated) -> None:
    """No page stays without an owner."""
    if not fact.active:
        person = session().get_one(Person, fact.person_id)
        keep_readable(SYSTEM, person)
        take_from(person)


def pages_merged(_event: Event, fact: PagesMerged) -> None:
    """Those that name the one that is gone lead to the other."""
    _renew([parse(fact.merged).id])


def page_parted(_event: Event, fact: PageMergeUndone) -> None:
    """Those that name it lead to it again."""
    _renew([parse(fact.parted).id])


def _renew(ids: list[int] | tuple[int, ...]) -> None:
    for id in dict.fromkeys(ids):
        page = session().get(Page, id)
        if page is not None:
            shown = pages_showing([id])  # before and after: a removed one is shown nowhere
            renew_links(page)
            _tell_those_that_show(page, [*shown, *pages_showing([id])])


def _tell_those_that_show(block: Page, ids: Iterable[int]) -> None:
    for id in list(dict.fromkeys(ids))[:MOST_LINKED]:
        page = session().get(Page, id)
        if page is not None and page.removed_at is None and id != block.id:
            record(ShownBlockChanged(id, block.id), SYSTEM, page)


def _pages(refs: list[str]) -> list[Page]:
    ids = [parse(ref).id for ref in refs if ref.startswith("page:")]
    found = [session().get(Page, id) for id in ids]
    pages = [page for page in found if page is not None]
    # What was used before it went into another page counts there.
    ends = [session().get_one(Page, page.merged_into_id) if page.merged_into_id else page for page in pages]
    return list(dict.fromkeys(ends))
