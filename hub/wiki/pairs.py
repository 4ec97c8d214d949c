"""Pages that look alike: found in the background, proposed to those who may read both, dismissable."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased, joinedload

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import NotFound
from hub.core.index import index
from hub.core.permissions import Actor, load, readable
from hub.core.refs import parse
from hub.wiki.merge_models import PageCompared, PageMerge, PagePair
from hub.wiki.models import Page, PageState
from search.engine import IndexUnusable

AT_ONCE = 40  # pages compared in one run
CANDIDATES = 5  # of the index, for each
ALIKE = 45  # percent; below, two pages merely have the same subject
TITLE = 0.45  # how much the title counts beside the text
WORDS = 4_000  # characters of a text that are looked at

_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Likeness:
    """Two pages as a reader may merge them, how alike they are, and whether somebody parted them."""

    id: int
    first: Page
    second: Page
    percent: int
    dismissed: bool = False


def compare_pages() -> int:
    """Look for the likes of those pages whose text changed since the last look. Returns how many."""
    compared = select(PageCompared.page_id).where(
        PageCompared.page_id == Page.id, PageCompared.revision == Page.revision
    )
    waiting = select(Page).where(_counts(Page), ~compared.exists()).order_by(Page.edited_at.desc(), Page.id)
    pages = session().scalars(waiting.limit(AT_ONCE)).all()
    found = {}
    for page in pages:
        hits = _near(page)
        if hits is None:
            return 0
        found[page] = hits
    for page, others in found.items():
        _keep(page, others)
    return len(found)


def duplicate_pairs(
    actor: Actor, *, after: int | None = None, size: int = 20, dismissed: bool = False
) -> Sequence[Likeness]:
    """Pairs of which the actor may read both, the most alike first: one query, `size` + 1 rows at most.

    `after`: the id of the last pair of the page before. The curate desk lists them, too.
    """
    first, second = aliased(Page), aliased(Page)
    mine = readable(actor, select(Page)).with_only_columns(Page.id)
    statement = (
        select(PagePair)
        .join(first, PagePair.first_id == first.id)
        .join(second, PagePair.second_id == second.id)
        .where(PagePair.first_id.in_(mine), PagePair.second_id.in_(mine), _counts(first), _counts(second))
        .where(PagePair.dismissed_at.is_not(None) if dismissed else PagePair.dismissed_at.is_(None))
        .options(
            joinedload(PagePair.first).options(joinedload(Page.space), joinedload(Page.owner)),
            joinedload(PagePair.second).options(joinedload(Page.space), joinedload(Page.owner)),
        )
        .order_by(PagePair.percent.desc(), PagePair.id)
        .limit(size + 1)
    )
    if after is not None:
        last = aliased(PagePair)
        percent = select(last.percent).where(last.id == after).scalar_subquery()
        later = and_(PagePair.percent == percent, PagePair.id > after)
        statement = statement.where(or_(PagePair.percent < percent, later))
    rows = session().scalars(statement).all()
    return [Likeness(row.id, row.first, row.second, row.percent, dismissed) for row in rows]


def pair_for(actor: Actor, id: int) -> PagePair:
    """One pair, if the actor may read both pages. Raises NotFound."""
    pair = session().get(PagePair, id)
    if pair is None:
        raise NotFound
    for page_id in (pair.first_id, pair.second_id):
        load(actor, Page, page_id)
    return pair


def likes_of(actor: Actor, page: Page, size: int = 5) -> Sequence[Page]:
    """Pages that look like this one and that the actor may read: what it could be merged into."""
    either = or_(PagePair.first_id == page.id, PagePair.second_id == page.id)
    pairs = select(PagePair).where(either, PagePair.dismissed_at.is_(None)).order_by(PagePair.percent.desc())
    ids = [
        pair.second_id if pair.first_id == page.id else pair.first_id
        for pair in session().scalars(pairs.limit(4 * size))
    ]
    return _in_order(actor, ids)[:size]


def merges_into(page: Page) -> Sequence[PageMerge]:
    """What went into a page that the caller has loaded, the latest first."""
    statement = select(PageMerge).where(PageMerge.target_id == page.id, PageMerge.undone_at.is_(None))
    people = (joinedload(PageMerge.by), joinedload(PageMerge.source).joinedload(Page.space))
    return session().scalars(statement.options(*people).order_by(PageMerge.id.desc()).limit(50)).all()


def likeness(first: Page, second: Page) -> int:
    """How alike two pages are in percent: shared words of their titles and of their texts."""
    titles = _shared(_words(first.title), _words(second.title))
    texts = _shared(_words(first.text[:WORDS]), _words(second.text[:WORDS]))
    return round(100 * (TITLE * titles + (1 - TITLE) * texts))


def _near(page: Page) -> list[Page] | None:
    """What the index finds for a page; None while it cannot be asked."""
    try:
        hits = index().engine.similar(
            f"{page.title}\n{page.text[:WORDS]}", None, kinds=("page",), limit=CANDIDATES, without=(page.ref,)
        )
    except IndexUnusable:
        index().doubt()
        return None
    ids = [parse(hit.key).id for hit in hits]
    found = select(Page).where(Page.id.in_(ids), Page.id != page.id, _counts(Page))
    return list(session().scalars(found))


def _keep(page: Page, others: Iterable[Page]) -> None:
    """Note the pairs that are alike enough. One that somebody dismissed stays so."""
    with transaction() as db:
        for other in others:
            percent = likeness(page, other)
            low, high = sorted((page.id, other.id))
            row = db.scalars(
                select(PagePair).where(PagePair.first_id == low, PagePair.second_id == high)
            ).one_or_none()
            if percent < ALIKE:
                if row is not None and row.dismissed_at is None:
                    db.delete(row)
            elif row is None:
                db.add(PagePair(first_id=low, second_id=high, percent=percent, at=clock.now()))
            else:
                row.percent, row.at = percent, clock.now()
        seen = db.get(PageCompared, page.id)
        if seen is None:
            db.add(PageCompared(page_id=page.id, revision=page.revision, at=clock.now()))
        else:
            seen.revision, seen.at = page.revision, clock.now()


def _in_order(actor: Actor, ids: Sequence[int]) -> list[Page]:
    statement = readable(actor, select(Page)).where(Page.id.in_(ids), _counts(Page))
    found = {page.id: page for page in session().scalars(statement.options(joinedload(Page.space)))}
    return [found[id] for id in ids if id in found]


def _counts(page: type[Page]) -> ColumnElement[bool]:
    return and_(page.removed_at.is_(None), page.state != PageState.ARCHIVED)


def _words(text: str) -> frozenset[str]:
    """The telling part of each word: short words and endings make all texts alike."""
    return frozenset(word[:7] for word in _WORD.findall(text.casefold()) if len(word) > 3)


def _shared(first: frozenset[str], second: frozenset[str]) -> float:
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
