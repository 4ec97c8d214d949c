"""Shared blocks (WK16): one text, kept as a page of its own kind, that other pages show by ![[Title]].

A page stores the mark alone. The block is put in for each reader, when the page is read: who may not
read the block is shown none of it, through whatever door.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from sqlalchemy import or_, select
from sqlalchemy.orm import defer, joinedload

from hub.core.db import session
from hub.core.markup import fences, fill_shown, split_audience
from hub.core.permissions import SYSTEM, Actor, readable
from hub.core.words import gettext as _
from hub.spaces.models import Space, SpaceKind
from hub.wiki.addresses import SHARED, find_by_titles, page_url, shared_url, wanted_url
from hub.wiki.models import Page, PageKind, PageRevision, WikiLink

_ALONE = re.compile(r"!\[\[([^\[\]|\n]{1,250})\]\]")
MARKED = 'class="shown"'  # of every mark, also where it leads to a page that nobody has written
DEEPEST = 3  # blocks in blocks in blocks
MOST = 60  # in one page, those inside others counted too

Frame = Callable[["Shown"], str]


@dataclass(frozen=True)
class Shown:
    """A mark as one reader meets it. `block` is None where there is none for them: `why` says it.

    why: "" | none | page (the title is that of a page) | deep (it stands in itself, or too deep). `none`: not
    written yet or not theirs to read, which looks the same on purpose. `html`: the text of the block, its own
    blocks put in. `title` is HTML, as it was typed.
    """

    title: str
    url: str
    block: Page | None = None
    html: str = ""
    why: str = ""


@dataclass(frozen=True)
class Using:
    """Where a block is shown: the pages that the reader may know of, and how many others there are."""

    pages: Sequence[Page]
    hidden: int

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.pages) + self.hidden


def marks(space: Space) -> Callable[[Iterable[str]], Mapping[str, tuple[str, str]]]:
    """For texts of a community: title → where its mark leads, and what it is called."""

    def found(titles: Iterable[str]) -> dict[str, tuple[str, str]]:
        wanted = list(titles)
        pages = find_by_titles(wanted, space.id)
        return {title: _mark(space, title, pages.get(title)) for title in wanted}

    return found


def _mark(space: Space, title: str, page: Page | None) -> tuple[str, str]:
    if page is None:
        return f"{wanted_url(space, title)}&type={PageKind.BLOCK}", title
    return (shared_url(page) if page.kind == PageKind.BLOCK else page_url(page)), page.title


def blocks_in(actor: Actor, html: str) -> dict[int, Page]:
    """The blocks of a text that the actor may read, with those inside them; at most 3 statements."""
    found: dict[int, Page] = {}
    wanted = set(_ids(html))
    for _level in range(DEEPEST):
        wanted -= found.keys()
        if not wanted or len(found) >= MOST:
            break
        statement = readable(actor, select(Page)).where(Page.id.in_(sorted(wanted)[:MOST]))
        statement = statement.where(Page.kind == PageKind.BLOCK)
        statement = statement.options(joinedload(Page.space), joinedload(Page.verified_by))
        pages = session().scalars(statement).all()
        found.update((page.id, page) for page in pages)
        wanted = {id for page in pages for id in _ids(page.html)}
    return found


def with_blocks(
    html: str, blocks: Mapping[int, Page], frame: Frame, *, text: Callable[[Page], str] | None = None
) -> str:
    """A text with its blocks put in. `frame` shows each, `text` says which HTML of a block is meant."""
    return _filled(html, blocks, frame, text or (lambda page: page.html), ()) if MARKED in html else html


def _filled(
    html: str, blocks: Mapping[int, Page], frame: Frame, text: Callable[[Page], str], around: tuple[int, ...]
) -> str:
    def shown(url: str, title: str, alone: bool) -> str:
        made = meant(url, title)
        if alone:
            return frame(made)
        # In the middle of a sentence a block cannot stand: it is a link.
        return f'<a href="{made.url.replace("&", "&amp;")}">{title}</a>' if made.url else title

    def meant(url: str, title: str) -> Shown:
        id = _id_of(url)
        if id is None:
            return Shown(title, url, why="none" if url.startswith("/wiki/new?") else "page")
        block = blocks.get(id)
        if block is None:
            return Shown(title, "", why="none")
        if id in around or len(around) >= DEEPEST:
            return Shown(title, url, why="deep")
        inner = _apart(text(block), block, len(around))
        return Shown(title, url, block, _filled(inner, blocks, frame, text, (*around, id)))

    return fill_shown(html, shown)


def _apart(html: str, block: Page, depth: int) -> str:
    """Its anchors beside those of the page, and of other blocks."""
    prefix = f"b{block.id}-{depth}-"
    return html.replace(' id="p-', f' id="{prefix}').replace(' href="#p-', f' href="#{prefix}')


def pages_showing(block_ids: Iterable[int]) -> list[int]:
    """The ids of all pages whose readers see these blocks, also by way of other blocks."""
    found: set[int] = set()
    wanted = set(block_ids)
    for _level in range(DEEPEST):
        if not wanted:
            break
        statement = select(WikiLink.page_id).where(WikiLink.target_id.in_(wanted), WikiLink.is_shown)
        wanted = set(session().scalars(statement)) - found
        found |= wanted
    return sorted(found)


def used_in(actor: Actor, block: Page) -> Using:
    """Where a block is shown."""
    ids = sorted({*pages_showing([block.id]), *_naming(block)} - {block.id})
    if not ids:
        return Using((), 0)
    statement = readable(actor, select(Page)).where(Page.id.in_(ids))
    statement = statement.options(joinedload(Page.space), joinedload(Page.owner)).order_by(Page.title)
    pages = session().scalars(statement).all()
    # A page with readers of its own is not even counted for others.
    counted = select(Page.id).join(Space, Page.space_id == Space.id).where(Space.kind != SpaceKind.PART)
    all_ = set(session().scalars(counted.where(Page.id.in_(ids), Page.removed_at.is_(None))))
    return Using(pages, len(all_ - {page.id for page in pages}))


def _naming(block: Page) -> Sequence[int]:
    """The pages that show a block with readers of its own: they only name it, nothing leads there."""
    if block.space.kind != SpaceKind.PART:
        return ()
    around = block.space.within_id
    statement = select(WikiLink.page_id).join(Page, WikiLink.page_id == Page.id)
    statement = statement.join(Space, Page.space_id == Space.id).where(
        WikiLink.title_key == block.title_key, WikiLink.is_shown, WikiLink.target_id.is_(None),
        or_(Space.id == around, Space.within_id == around),
    )  # fmt: skip
    return session().scalars(statement).all()


def shown_elsewhere(actor: Actor, page: Page) -> Using | None:
    """Where a text that is about to be saved stands too; None where it changes nothing else."""
    using = used_in(actor, page) if page.kind == PageKind.BLOCK else None
    return using if using and using.count else None


def words_for_search(page: Page) -> str:
    """The words of its blocks, as far as everybody who may read the page may read them too."""
    if SHARED not in page.html:
        return ""
    blocks = blocks_in(SYSTEM, page.html).values()
    return "\n".join(block.text for block in blocks if block.space_id == page.space_id)


def plain_frame(shown: Shown) -> str:
    """A block as it stands in files and answers to programs: its text; where something is wrong, what."""
    if shown.block is not None or shown.why == "none":
        return shown.html
    words = {
        "page": _("This is a page, not a shared block."),
        "deep": _("This block shows itself."),
    }[shown.why]
    return f"<p><em>{shown.title} {escape(words)}</em></p>"


def source_with_blocks(
    source: str, space_id: int, blocks: Mapping[int, Page], *, internal: bool, around: tuple[int, ...] = ()
) -> str:
    """The Markdown of a page with the Markdown of its blocks in their places."""
    lines = source.splitlines(keepends=True)
    code = {number for first, last in fences(lines) for number in range(first, last + 1)}
    alone = {
        number: hit[1]
        for number, line in enumerate(lines)
        if number not in code and (hit := _ALONE.fullmatch(line.strip()))
    }
    found = find_by_titles(alone.values(), space_id) if alone else {}
    for number, title in alone.items():
        page = found.get(title)
        block = blocks.get(page.id) if page is not None else None
        if block is None or block.id in around or len(around) >= DEEPEST:
            continue
        body = block.body if internal else split_audience(block.body).customer_safe
        inner = source_with_blocks(
            body, block.space_id, blocks, internal=internal, around=(*around, block.id)
        )
        lines[number] = f"{inner.rstrip()}\n"
    return "".join(lines)


def changes_of(blocks: Iterable[Page], size: int = 20) -> Sequence[tuple[Page, PageRevision]]:
    """The last versions of these blocks, newest first: the page changed with each of them."""
    by_id = {block.id: block for block in blocks}
    if not by_id:
        return ()
    statement = select(PageRevision).where(PageRevision.page_id.in_(by_id))
    left_out = (defer(PageRevision.body), defer(PageRevision.html), joinedload(PageRevision.author))
    rows = session().scalars(statement.options(*left_out).order_by(PageRevision.id.desc()).limit(size))
    return [(by_id[row.page_id], row) for row in rows]


def _ids(html: str) -> list[int]:
    found: list[int] = []

    def note(url: str, _title: str, _alone: bool) -> str:
        if (id := _id_of(url)) is not None:
            found.append(id)
        return ""

    if SHARED in html:
        fill_shown(html, note)
    return found


def _id_of(url: str) -> int | None:
    number = url.removeprefix(SHARED)
    return int(number) if url.startswith(SHARED) and number.isdecimal() and len(number) < 12 else None
