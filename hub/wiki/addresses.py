"""Where pages are: addresses, slugs, and finding a page by address or title, also by former ones."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from hub.core.db import session
from hub.spaces.models import Space, Visibility
from hub.spaces.topics import slug_of
from hub.wiki.models import Page, PageRedirect

SLUG = 80
DEEPEST = 8  # pages under pages
# The last words of our own addresses, so that no page can hide one of them.
RESERVED = frozenset(
    {
        "add", "archive", "attention", "comments", "doubt", "edit", "export", "history", "merge", "move",
        "new",
        "opinion", "preview", "raw", "removal", "restoration", "review", "settings", "suggest",
        "titles", "verification", "watch", "translate", "current", "readers",
        "arrange", "insight", "uses", "passages",
    }
)  # fmt: skip
_PATH = re.compile(r"/wiki/(?!(?:find|removed|shared|passages)/)([a-z0-9-]{1,60})/([a-z0-9/-]{1,700})")


SHARED = "/wiki/shared/"


def shared_url(block: Page) -> str:
    """Where a shared block says in which pages it is shown; it stays when the block moves."""
    return f"{SHARED}{block.id}"


def page_url(page: Page) -> str:
    """`/wiki/baggage/damage/strollers`."""
    return f"/wiki/{page.space.slug}/{page.path}"


def wanted_url(space: Space, title: str, parent: Page | None = None) -> str:
    """Where a page that does not exist yet can be written."""
    under = f"&parent={parent.id}" if parent is not None else ""
    return f"/wiki/new?space={space.slug}&title={quote(title, safe='')}{under}"


def title_key(title: str) -> str:
    """As titles are compared: case and spacing do not matter."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())[:250]


def slug_for(title: str, taken: Iterable[str]) -> str:
    """A slug that none of the siblings has; the words of our own addresses get a number too."""
    base = slug_of(title, SLUG) or "page"
    used = {*taken, *RESERVED}
    if base not in used:
        return base
    number = 2
    while f"{base}-{number}" in used:
        number += 1
    return f"{base}-{number}"


def siblings(space_id: int, parent: Page | None) -> Sequence[Page]:
    """The pages at one place, in their order, removed ones included: they keep their address."""
    parent_id = parent.id if parent is not None else None
    statement = select(Page).where(Page.space_id == space_id, Page.parent_id == parent_id)
    return session().scalars(statement.order_by(Page.position, Page.id)).all()


def slugs_beside(space_id: int, parent: Page | None, page: Page | None = None) -> list[str]:
    """The slugs that are taken at one place, by others than `page`.

    What a part begins with stands at its top, whatever it is under in the tree.
    """
    is_below = parent is not None and parent.space_id == space_id
    there = Page.parent_id == parent.id if parent and is_below else ~Page.path.contains("/")
    statement = select(Page.slug).where(Page.space_id == space_id, there)
    return list(session().scalars(statement if page is None else statement.where(Page.id != page.id)))


def path_below(space_id: int, parent: Page | None, slug: str) -> str:
    """The address of a page in its space."""
    return f"{parent.path}/{slug}" if parent is not None and parent.space_id == space_id else slug


def find_by_titles(titles: Iterable[str], space_id: int | None) -> dict[str, Page]:
    """title → page, by present or former title.

    Only pages of the same space, of the one around it or of one that every colleague may read: the
    address becomes part of a text that others read, and must not tell them of a place they cannot enter.
    """
    keys = {title: title_key(title) for title in titles}
    shared = Page.space.has(or_(Space.visibility == Visibility.EVERYONE, Space.id.in_(_places(space_id))))
    statement = select(Page).where(Page.removed_at.is_(None), shared).order_by(Page.id.desc())
    wanted = set(keys.values())
    former = (
        select(PageRedirect.title_key, PageRedirect.page_id)
        .where(PageRedirect.title_key.in_(wanted))
        .order_by(PageRedirect.id)
    )
    by_key = {row.title_key: row.page_id for row in session().execute(former)}
    either = or_(Page.title_key.in_(wanted), Page.id.in_(set(by_key.values())))
    found: dict[str, Page] = {}
    pages = session().scalars(statement.where(either)).all()
    for page in pages:
        for key in [page.title_key, *(key for key, id in by_key.items() if id == page.id)]:
            if _is_better(page, found.get(key), key, space_id):
                found[key] = page
    return {title: found[key] for title, key in keys.items() if key in found}


def _places(space_id: int | None) -> Select[int]:
    """The space, and the one around a part: whoever reads a part reads that."""
    part = aliased(Space)
    around = select(part.within_id).where(part.id == space_id).scalar_subquery()
    return select(Space.id).where(or_(Space.id == space_id, Space.id == around)).correlate(None)


def titles(wanted: Iterable[str], space_id: int | None) -> dict[str, tuple[str, str]]:
    """For Kind.titles: what [[Title]] leads to."""
    return {title: (page_url(page), page.title) for title, page in find_by_titles(wanted, space_id).items()}


def paths(wanted: Iterable[str]) -> dict[str, str]:
    """For Kind.paths: our own addresses, former ones too → refs; page 0, which nobody reads, is not there."""
    split = {path: (hit[1], hit[2]) for path in wanted if (hit := _PATH.fullmatch(path))}
    if not split:
        return {}
    ends = {end for _, end in split.values()}
    places = {slug for slug, _ in split.values()}
    present = select(Space.slug, Page.path, Page.id).join(Space, Page.space_id == Space.id)
    former = select(Space.slug, PageRedirect.path, PageRedirect.page_id).join(
        Space, PageRedirect.space_id == Space.id
    )
    known: dict[tuple[str, str], int] = {}
    for statement in (
        former.where(Space.slug.in_(places), PageRedirect.path.in_(ends)),
        present.where(Space.slug.in_(places), Page.path.in_(ends), Page.removed_at.is_(None)),
    ):
        known.update({(slug, end): id for slug, end, id in session().execute(statement)})
    return {path: f"page:{known.get(pair, 0)}" for path, pair in split.items()}


def _is_better(page: Page, other: Page | None, key: str, space_id: int | None) -> bool:
    """A page that bears the title now before one that did; one of the same space before others."""
    if other is None:
        return True
    return _nearness(page, key, space_id) > _nearness(other, key, space_id)


def _nearness(page: Page, key: str, space_id: int | None) -> tuple[bool, bool, int]:
    return page.title_key == key, page.space_id == space_id, -page.id
