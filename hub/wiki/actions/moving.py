"""Moving pages with everything under them, removing and restoring them. Old addresses lead on."""

from collections.abc import Iterable, Sequence

from sqlalchemy import String, cast, delete, literal, or_, select, update

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import Actor, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.reuse.recall_models import Recall
from hub.reuse.recalls import judge_change
from hub.spaces.models import Space, SpaceKind
from hub.spaces.parts import enter_around
from hub.spaces.topics import leave_behind
from hub.threads.actions import hide_comments
from hub.threads.models import Comment, Revision
from hub.threads.moving import forget_strangers
from hub.wiki.addresses import DEEPEST, path_below, siblings, slug_for, slugs_beside, title_key
from hub.wiki.change_models import PageChange
from hub.wiki.events import PageMoved, PageRemoved, PageRestored
from hub.wiki.models import Page, PageRedirect, PageRevision
from hub.wiki.passage_models import Passage
from hub.wiki.rules import CREATE_PAGE, MOVE_PAGE, REMOVE_PAGE


def move_page(
    actor: Person, page: Page, space: Space, *, parent: Page | None = None, after: Page | None = None
) -> None:
    """Put a page, with everything under it, below `parent` (or at the top) behind `after` (or first)."""
    require(actor, MOVE_PAGE, page)
    require(actor, CREATE_PAGE, space)
    with transaction():
        locked(page)
        if parent is not None:
            locked(parent)
        family = subtree(page)
        check_move(page, family, space, parent)
        there = [each for each in siblings(space.id, parent) if each.id != page.id]
        was = (page.space.around.id, page.space_id, page.path)
        page.parent_id = parent.id if parent else None
        if begins_part(page) and space.kind != SpaceKind.PART:
            enter_around(actor, page.space, space)  # its readers stay its readers
        else:
            slug = slug_for(page.slug, slugs_beside(space.id, parent, page))
            put_at(page, family, space, path_below(space.id, parent, slug))
        at = there.index(after) + 1 if after in there else 0
        for position, each in enumerate([*there[:at], page, *there[at:]]):
            each.position = position
        moved = list(family) if was != (page.space.around.id, page.space_id, page.path) else []
        if was[0] != page.space.around.id:
            moved += _take_parts_along(actor, family, page.space.around)
        record(PageMoved(page.id, tuple(each.id for each in moved)), actor, page)


def rename(actor: Actor, page: Page, title: str) -> None:
    """Give a page another title and the address that goes with it, inside a transaction."""
    old_key = page.title_key
    page.title, page.title_key = title, title_key(title)
    parent_path, _, _ = page.path.rpartition("/")
    parent = session().get(Page, page.parent_id) if page.parent_id else None
    slug = slug_for(title, slugs_beside(page.space_id, parent, page))
    family = subtree(page)
    if slug != page.slug:
        put_at(page, family, page.space, f"{parent_path}/{slug}" if parent_path else slug, old_key)
    elif old_key != page.title_key:
        _remember_title(page, old_key)
    record(PageMoved(page.id, tuple(each.id for each in family)), actor, page)


def remove_page(actor: Person, page: Page, *, change: str = "", because: str = "") -> None:
    """Take a page away with everything under it. It can be restored. change: as archive_page()."""
    require(actor, REMOVE_PAGE, page)
    with transaction():
        locked(page)
        gone = [each for each in subtree(page) if each.removed_at is None]
        for each in gone:
            judge_change(actor, each, change, because)
        moment = clock.now()
        for each in gone:
            each.removed_at, each.removed_by_id = moment, actor.id
        hide_comments(*(each.ref for each in gone), *_suggested(gone))
        record(PageRemoved(page.id, tuple(each.id for each in gone)), actor, page)


def restore_page(actor: Person, page: Page) -> None:
    """Bring a removed page back with everything that went with it."""
    require(actor, REMOVE_PAGE, page)
    with transaction():
        locked(page)
        if page.removed_at is None:
            return
        if page.merged_into_id is not None:
            raise Invalid(_("This page went into another one. Take the merge back instead."))
        above = session().get(Page, page.parent_id) if page.parent_id else None
        if above is not None and above.removed_at is not None:
            raise Invalid(
                _("“%(title)s” above it was removed too. Restore that page first.", title=above.title)
            )
        back = [
            each for each in subtree(page) if each.removed_at == page.removed_at and not each.merged_into_id
        ]
        for each in back:
            each.removed_at = each.removed_by_id = None
        hide_comments(*(each.ref for each in back), *_suggested(back), hidden=False)
        record(PageRestored(page.id, tuple(each.id for each in back)), actor, page)


def subtree(page: Page) -> Sequence[Page]:
    """A page and all pages under it, removed ones included."""
    below = Page.path.startswith(f"{page.path}/", autoescape=True)
    statement = select(Page).where(Page.space_id == page.space_id, or_(Page.id == page.id, below))
    return session().scalars(statement.order_by(Page.path)).all()


def begins_part(page: Page) -> bool:
    """Whether a part of a space begins with it: it has readers of its own, and what is below has them too."""
    return page.space.kind == SpaceKind.PART and "/" not in page.path


def check_move(page: Page, family: Sequence[Page], space: Space, parent: Page | None) -> None:
    if parent is not None and _stands_in(parent, page):
        raise Invalid(_("A page cannot be put under itself. Choose another place."), field="place")
    if parent is not None and parent.space_id != space.id:
        raise Invalid(_("That place is in another community. Choose again."), field="place")
    height = max(each.path.count("/") for each in family) - page.path.count("/")
    depth = parent.path.count("/") + 1 if parent else 0
    if depth + height + 1 > DEEPEST:
        raise Invalid(_("Pages nest eight deep at most. Choose a place further up."), field="place")


def _stands_in(page: Page | None, above: Page) -> bool:
    """Whether a page is another one or stands below it, be it in a part."""
    while page is not None and page.id != above.id:
        page = session().get(Page, page.parent_id) if page.parent_id else None
    return page is not None


def _take_parts_along(actor: Actor, family: Sequence[Page], around: Space) -> list[Page]:
    """What has readers of its own below pages that went to another community goes there with them."""
    moved: list[Page] = []
    above = [each.id for each in family]
    while above:
        begun = (
            select(Page)
            .join(Space, Page.space_id == Space.id)
            .where(Page.parent_id.in_(above), Space.kind == SpaceKind.PART, Space.within_id != around.id)
        )
        above = []
        for page in session().scalars(begun).all():
            enter_around(actor, page.space, around)
            below = subtree(page)
            moved += below
            above += [each.id for each in below]
    return moved


def put_at(page: Page, family: Sequence[Page], space: Space, path: str, old_key: str = "") -> None:
    """Give the family its new addresses and let the old ones lead there."""
    db = session()
    old_space, old_path = page.space_id, page.path
    page.slug = path.rpartition("/")[2]
    if (old_space, old_path) == (space.id, path):
        return
    moved = {each: path + each.path[len(old_path) :] for each in family}
    was = {each: each.path for each in family}
    for each, new in moved.items():
        each.path, each.space_id, each.space = new, space.id, space
    ids = [each.id for each in family]
    forget_addresses(old_space, was.values())
    forget_addresses(space.id, moved.values())
    db.flush()
    for each, old in was.items():
        key = old_key if each is page else ""
        leads_to = each.merged_into_id or each.id
        db.add(PageRedirect(space_id=old_space, path=old, title_key=key, page_id=leads_to, at=clock.now()))
    if old_space != space.id:
        # What hangs on a page goes with it, so that it stays visible to the same people.
        texts = [*ids, *db.scalars(select(Page.id).where(Page.merged_into_id.in_(ids)))]
        db.execute(update(PageRevision).where(PageRevision.page_id.in_(texts)).values(space_id=space.id))
        db.execute(update(PageChange).where(PageChange.page_id.in_(ids)).values(space_id=space.id))
        db.execute(update(Passage).where(Passage.page_id.in_(ids)).values(space_id=space.id))
        refs = [each.ref for each in family]
        db.execute(update(Recall).where(Recall.place.in_(refs)).values(space_id=space.id))
        refs += _suggested(family)
        leave_behind(refs, space.id)
        said = select(literal("comment:") + cast(Comment.id, String)).where(Comment.about.in_(refs))
        db.execute(update(Revision).where(Revision.about.in_(said)).values(space_id=space.id))
        db.execute(update(Comment).where(Comment.about.in_(refs)).values(space_id=space.id))
        for ref in refs:
            forget_strangers(ref, space)
    db.flush()


def _suggested(pages: Sequence[Page]) -> list[str]:
    """The refs of suggested changes and passages: what is said there goes where they go."""
    ids = [page.id for page in pages]
    changes = session().scalars(select(PageChange.id).where(PageChange.page_id.in_(ids)))
    passages = session().scalars(select(Passage.id).where(Passage.page_id.in_(ids)))
    return [*(f"change:{id}" for id in changes), *(f"passage:{id}" for id in passages)]


def forget_addresses(space_id: int, paths: Iterable[str]) -> None:
    """No redirect may stand where a page stands, nor twice at one address."""
    wanted = list(paths)
    session().execute(
        delete(PageRedirect).where(PageRedirect.space_id == space_id, PageRedirect.path.in_(wanted))
    )


def _remember_title(page: Page, old_key: str) -> None:
    """The title changed but not its address: only [[links]] need to know."""
    place = f"{page.path}#{old_key}"[:700]
    forget_addresses(page.space_id, [place])
    row = PageRedirect(space_id=page.space_id, path=place, title_key=old_key, page_id=page.id, at=clock.now())
    session().add(row)
