"""From a wish to a book: the pages that whoever asks may read, and of them what the readers may know."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import current_app
from sqlalchemy import ColumnElement, select

from hub.core import clock
from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.markup import customer_passages, outgoing, split_audience
from hub.core.permissions import Actor, readable
from hub.core.words import gettext as _
from hub.core.words import language
from hub.files.queries import find_file
from hub.files.storage import StoreAway, store
from hub.reuse.variables import VARIABLE
from hub.spaces.models import Space, SpaceKind
from hub.spaces.parts import whole_place
from hub.wiki.actions.text import write_page
from hub.wiki.addresses import page_url
from hub.wiki.export.book import Book, Chapter, Kept, keys_in
from hub.wiki.models import Page, PageState
from hub.wiki.queries import WHOLE
from hub.wiki.rules import may_reach_customers
from hub.wiki.shared import blocks_in, plain_frame, source_with_blocks, with_blocks

MOST_PAGES = 2_000
MOST_BYTES = 200 * 1024 * 1024  # of files in one book; what is beyond is left out, and its words stay
_OWN_LINK = re.compile(r"!?\[([^\]\n]*)\]\(/[^)\s]*\)")


class Scope(StrEnum):
    """How much: one page, it with everything below, or the whole community."""

    PAGE = "page"
    BELOW = "below"
    SPACE = "space"


class Reader(StrEnum):
    """Who will read it."""

    INSIDE = "inside"
    CUSTOMERS = "customers"


@dataclass(frozen=True)
class Wish:
    """What somebody asked for. `internal`: with the passages that are only for colleagues."""

    space: Space
    page: Page | None = None
    scope: Scope = Scope.SPACE
    reader: Reader = Reader.INSIDE
    internal: bool = False


def wanted_pages(actor: Actor, wish: Wish) -> list[tuple[int, Page]]:
    """The pages with their depth, in the order of the tree. For customers only those that may reach them."""
    statement = readable(actor, select(Page)).where(_is_in(actor, wish))
    if wish.scope is Scope.PAGE and wish.page is not None:
        statement = statement.where(Page.id == wish.page.id)
    found = session().scalars(statement.options(*WHOLE).order_by(Page.position, Page.id).limit(MOST_PAGES))
    ordered = _as_tree(found.all(), wish.page if wish.scope is Scope.BELOW else None)
    return [(depth, page) for depth, page in ordered if _may_be_in(page, wish)]


def _is_in(actor: Actor, wish: Wish) -> ColumnElement[bool]:
    """Pages with readers of their own go into the books of these readers, never into one for customers."""
    if wish.reader is Reader.CUSTOMERS:
        return Page.space_id == wish.space.id
    return Page.space_id.in_(whole_place(actor, wish.space))


def gather(actor: Actor, wish: Wish) -> Book:
    """Everything that goes in. Reads the files, so this is for making the book only."""
    inside = wish.reader is Reader.INSIDE
    pages = wanted_pages(actor, wish)
    chapters = [_chapter(actor, page, depth, wish) for depth, page in pages]
    whole = wish.scope is Scope.SPACE or wish.page is None
    return Book(
        title=wish.space.name if whole or wish.page is None else wish.page.title,
        place=wish.space.name,
        for_whom=_for_whom(wish),
        language=language(),
        made_at=clock.now(),
        base_url=current_app.config["HUB"].public_url.rstrip("/") if inside else "",
        space=wish.space.slug,
        chapters=chapters,
        files=_files(actor, chapters) if inside else {},
    )


def _as_tree(pages: Sequence[Page], root: Page | None) -> list[tuple[int, Page]]:
    """Depth first. What stands below a page that is not there stands at the top."""
    there = {page.id for page in pages}
    below: dict[int | None, list[Page]] = {}
    for page in pages:
        below.setdefault(page.parent_id if page.parent_id in there else None, []).append(page)
    out: list[tuple[int, Page]] = []
    waiting = [(0, page) for page in reversed([root] if root is not None else below.get(None, []))]
    while waiting:
        depth, page = waiting.pop()
        out.append((depth, page))
        waiting += [(depth + 1, each) for each in reversed(below.get(page.id, []))]
    return out


def _may_be_in(page: Page, wish: Wish) -> bool:
    if wish.reader is Reader.CUSTOMERS:
        return may_reach_customers(page) and bool(customer_passages(page.body))
    return page.state != PageState.ARCHIVED or (wish.page is not None and page.id == wish.page.id)


def _for_whom(wish: Wish) -> str:
    if wish.reader is Reader.CUSTOMERS:
        return _("For customers")
    if wish.internal:
        return _("For colleagues only, with internal passages. Not for customers.")
    return _("For colleagues only. Not for customers.")


def _chapter(actor: Actor, page: Page, depth: int, wish: Wish) -> Chapter:
    if wish.reader is Reader.CUSTOMERS:
        source = _OWN_LINK.sub(r"\1", "\n\n".join(customer_passages(page.body)))
        source = VARIABLE.sub(lambda hit: f"[{hit[1].replace('_', ' ')}]", source)
        return Chapter(page.id, page.path, depth, page.title, outgoing(source).html, source, (), ())
    html, source = _text(actor, page, wish)
    blocks = blocks_in(actor, html)
    html = with_blocks(html, blocks, plain_frame, text=lambda block: _text(actor, block, wish)[0])
    source = source_with_blocks(source, page.space_id, blocks, internal=wish.internal)
    apart = "" if page.space_id == wish.space.id else page_url(page)
    path = apart.removeprefix("/wiki/") or page.path  # beside all that may stand in the community
    return Chapter(page.id, path, depth, page.title, html, source, _facts(page), _front(page), apart)


def _text(actor: Actor, page: Page, wish: Wish) -> tuple[str, str]:
    """HTML and source of a page or block, with or without what is internal."""
    parts = split_audience(page.body)
    if wish.internal or not parts.internal:
        return page.html, page.body
    return write_page(actor, page.space, parts.customer_safe).html, parts.customer_safe


def _facts(page: Page) -> list[tuple[str, str]]:
    facts = [
        (_("State"), str(PageState(page.state).label)),
        (_("Owner"), page.owner.name),
        (_("Version"), f"{page.revision} ({page.edited_at:%Y-%m-%d})"),
    ]
    if page.space.kind == SpaceKind.PART:
        facts.append((_("Readers"), _("Has readers of its own")))
    if page.is_validated and page.verified_by is not None and page.verified_at is not None:
        facts.append((_("Verified"), f"{page.verified_by.name}, {page.verified_at:%Y-%m-%d}"))
    return facts


def _front(page: Page) -> list[tuple[str, str]]:
    """In English always: programs read it."""
    front = [
        ("title", page.title), ("address", page_url(page)), ("kind", str(page.kind)),
        ("state", str(page.state)), ("audience", str(page.audience)), ("owner", page.owner.handle),
        ("author", page.author.handle), ("revision", str(page.revision)),
        ("created", page.created_at.isoformat()), ("edited", page.edited_at.isoformat()),
    ]  # fmt: skip
    return [*front, ("verified", page.verified_at.isoformat())] if page.verified_at else front


def _files(actor: Actor, chapters: Iterable[Chapter]) -> dict[str, Kept]:
    """Those that whoever asks may fetch now, as the texts name them."""
    found: dict[str, Kept] = {}
    left = MOST_BYTES
    for key in keys_in(chapter.source for chapter in chapters):
        try:
            file = find_file(actor, key)
            if file.size > left:
                continue
            with store().open(file.sha256) as content:
                found[key] = Kept(file.name, file.type, content.read(), file.is_picture)
        except (NotFound, StoreAway):
            continue
        left -= file.size
    return found
