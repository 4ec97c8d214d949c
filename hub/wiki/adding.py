"""Adding to a page what somebody would otherwise write a new one about (WK18)."""

from collections.abc import Sequence

from hub.core.db import transaction
from hub.core.features import Beginning, resolve_many
from hub.core.index import index
from hub.core.permissions import can
from hub.core.words import gettext as _
from hub.links.actions import link
from hub.links.models import LinkKind
from hub.people.models import Person
from hub.spaces.audiences import audiences_of
from hub.wiki.actions.writing import edit_page
from hub.wiki.models import Page
from hub.wiki.rules import EDIT_PAGE
from search.engine import IndexUnusable

OFFERED = 4


def close_pages(actor: Person, begun: Beginning, size: int = OFFERED) -> Sequence[Page]:
    """Pages close to what a new one would begin with, that the actor may change, the closest first."""
    try:
        hits = index().engine.similar(
            f"{begun.title}\n{begun.body}", audiences_of(actor), kinds=("page",), limit=2 * size
        )
    except IndexUnusable:
        index().doubt()
        return ()
    found = resolve_many(actor, [hit.key for hit in hits])
    pages = [found[hit.key] for hit in hits if hit.key in found]
    return [page for page in pages if can(actor, EDIT_PAGE, page)][:size]


def joined(page: Page, begun: Beginning) -> str:
    """The text of a page with what was said elsewhere at its end, to be put where it belongs."""
    return f"{page.body.rstrip()}\n\n{begun.body.strip()}\n"


def add_to_page(
    actor: Person, page: Page, source: str, begun: Beginning, *, body: str, base: int, change: str = "",
    because: str = "",
) -> None:  # fmt: skip
    """Save a page with what `source` (a ref) taught: it is linked, and who wrote it is credited.

    `change`, `because`: what it means for customers who were given the page, as edit_page().

    Raises Stale when the page was saved since.
    """
    with transaction():
        note = _("Added what colleagues wrote elsewhere")  # not where: it may be a place that is not open
        edit_page(
            actor, page, title=page.title, body=body, base=base, note=note, change=change, because=because
        )
        link(actor, source, page.ref, LinkKind.IMPROVED)
        everybody = dict.fromkeys([*page.credits, *begun.credits])
        page.credits = [id for id in everybody if id != page.author_id]
