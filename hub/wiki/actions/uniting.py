"""Merging a page into another one, and taking that back (WK22).

`merge_pages` is the one way to do it: the wiki's own page and the curate desk call it. Provenance is
never rewritten: whoever looks for the page that went into another one follows its ref to that one.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.forwards import forward, led_here, stop_forwarding
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces.models import SpaceKind
from hub.threads.moving import ask_if_wider, forget_strangers
from hub.wiki.actions.belongings import PARTS, carry_links, return_links
from hub.wiki.actions.merging import Stale
from hub.wiki.actions.moving import move_page
from hub.wiki.actions.writing import bring_back, edit_page
from hub.wiki.addresses import siblings
from hub.wiki.change_models import OPEN, ChangeState, PageChange
from hub.wiki.events import ChangeRejected, PageMergeUndone, PagesMerged
from hub.wiki.merge_models import PageMerge, PagePair
from hub.wiki.models import Page
from hub.wiki.rules import EDIT_PAGE, MERGE_PAGE

UNDO_FOR = timedelta(days=7)


def merge_pages(
    actor: Person, source: Page, target: Page, *, title: str, body: str, base: int, source_base: int,
    agreed: int = 0, change: str = "", because: str = "",
) -> PageMerge:  # fmt: skip
    """Let `source` become a part of `target`, whose text from now on is `title` and `body`.

    `base` and `source_base`: the revisions of target and source that were read. Uses, ratings, credits,
    followers, comments, doubts, files, links, topics and the pages below go along; every address leads on.
    `agreed`: how many new readers the actor said yes to; `change`, `because`: what the new text means for
    customers who were given the target, as edit_page(). Raises Stale when one of the two was saved since,
    Wider when more people could read it, Denied, and Invalid where it cannot be.
    """
    require(actor, EDIT_PAGE, target)
    require(actor, MERGE_PAGE, source)
    with transaction() as db:
        _check(*_locked(source, target))
        if source.revision != source_base:
            raise Stale(source)
        if source.space_id != target.space_id:
            ask_if_wider(source.space, target.space, agreed)
        state, before = target.state, target.revision
        note = _("Merged with “%(title)s”", title=source.title)
        edit_page(actor, target, title=title, body=body, base=base, note=note, change=change, because=because)
        moved: dict[str, Any] = {"state": state, "children": _put_below(actor, source, target)}
        moved["links"] = carry_links(actor, source, target)
        moved |= {name: carry(source, target) for name, (carry, _back) in PARTS.items()}
        moved |= _lead_on(source, target)
        _close_suggestions(actor, source, target)
        source.removed_at, source.removed_by_id = clock.now(), actor.id
        forget_strangers(target.ref, target.space)
        merge = PageMerge(
            source_id=source.id, source=source, target_id=target.id, target=target, by_id=actor.id, by=actor,
            at=clock.now(), before=before, after=target.revision, moved=moved,
        )  # fmt: skip
        db.add(merge)
        db.flush()
        audit(actor, "wiki.merge", source.ref, before={"space": source.space.ref}, after={"into": target.ref})
        record(PagesMerged(target.id, source.ref, _comments(moved)), actor, target)
    return merge


def _locked(source: Page, target: Page) -> tuple[Page, Page]:
    """Both, taken in one order, so that two who merge at once wait for each other."""
    for each in sorted((source, target), key=lambda page: page.id):
        locked(each)
    return source, target


def undo_merge(actor: Person, merge: PageMerge) -> None:
    """Part the two again: what went along goes back, what came since stays with the target.

    The target gets its earlier text unless somebody has changed it since. Raises Conflict when it is too
    late, Denied for those who may not.
    """
    source, target = merge.source, merge.target
    require(actor, EDIT_PAGE, target)
    require(actor, MERGE_PAGE, source)
    with transaction():
        locked(merge)
        for each in sorted((source, target), key=lambda page: page.id):
            locked(each)
        _check_undo(merge)
        if merge.after != merge.before and target.revision == merge.after:
            bring_back(actor, target, merge.before, base=target.revision)
            target.state = merge.moved["state"]
        source.removed_at = source.removed_by_id = source.merged_into_id = None
        for name, (_carry, back) in reversed(PARTS.items()):
            if name in merge.moved:  # earlier merges knew fewer of them
                back(source, target, merge.moved[name])
        return_links(merge.moved["links"])
        _stand_alone(merge)
        _put_back_below(actor, merge)
        merge.undone_at = clock.now()
        audit(actor, "wiki.merge_undone", source.ref, before={"into": target.ref})
        record(PageMergeUndone(target.id, source.ref, _comments(merge.moved)), actor, target)


def can_be_undone(merge: PageMerge) -> bool:
    """Whether it is still time."""
    return merge.undone_at is None and clock.now() - merge.at <= UNDO_FOR


def dismiss_pair(actor: Person, pair: PagePair, dismissed: bool = True) -> None:
    """Say that two pages are different on purpose, so that nobody is asked again; or take that back."""
    require(actor, MERGE_PAGE, pair.first)
    require(actor, MERGE_PAGE, pair.second)
    with transaction():
        locked(pair)
        pair.dismissed_at = clock.now() if dismissed else None
        pair.dismissed_by_id = actor.id if dismissed else None
        audit(actor, "wiki.pair_dismissed", pair.first.ref, after={"of": pair.second.ref, "on": dismissed})


def _check(source: Page, target: Page) -> None:
    if source.id == target.id:
        raise Invalid(_("This is the page itself. Choose another one."), field="into")
    if source.removed_at is not None or target.removed_at is not None:
        raise Conflict(_("One of the two pages was removed meanwhile."), field="into")
    if source.space_id != target.space_id and SpaceKind.PART in (source.space.kind, target.space.kind):
        raise Invalid(
            _("The two have different readers. Let them have the same ones first; then merge them."),
            field="into",
        )
    if target.space_id == source.space_id and target.path.startswith(f"{source.path}/"):
        raise Invalid(
            _("“%(title)s” stands below this page. Merge the two the other way round.", title=target.title),
            field="into",
        )


def _check_undo(merge: PageMerge) -> None:
    if merge.undone_at is not None:
        raise Conflict(_("This merge is taken back already."))
    if clock.now() - merge.at > UNDO_FOR:
        raise Conflict(
            _("A merge can be taken back for %(days)s days. Write the page anew.", days=UNDO_FOR.days)
        )
    spaces = {merge.source.space_id: merge.source.space, merge.target.space_id: merge.target.space}
    if len(spaces) > 1 and any(space.kind == SpaceKind.PART for space in spaces.values()):
        raise Conflict(
            _("The page has readers of its own since. Let everybody read it; then take this back.")
        )
    if merge.target.removed_at is not None:
        raise Conflict(
            _("“%(title)s” was merged on or removed since. Take that back first.", title=merge.target.title)
        )


def _close_suggestions(actor: Person, source: Page, target: Page) -> None:
    """What was suggested for a text that is no more; whoever suggested it reads where it went."""
    waiting = select(PageChange).where(PageChange.page_id == source.id, PageChange.state.in_(OPEN))
    for change in session().scalars(waiting).all():
        change.state, change.decided_at = ChangeState.REJECTED, clock.now()
        change.decided_by_id, change.decided_by = actor.id, actor
        change.reason = _("The page went into “%(title)s”.", title=target.title)[:500]
        record(ChangeRejected(change.id, change.reason[:200]), actor, target)


def _put_below(actor: Person, source: Page, target: Page) -> list[int]:
    """The pages below the one stand below the other, removed ones too: they may be restored."""
    children = [page for page in siblings(source.space_id, source) if page.merged_into_id is None]
    for child in children:
        there = [page for page in siblings(target.space_id, target) if page.id != child.id]
        move_page(actor, child, target.space, parent=target, after=there[-1] if there else None)
    return [child.id for child in children]


def _put_back_below(actor: Person, merge: PageMerge) -> None:
    """Those that nobody has moved elsewhere since; and itself, when what it stood below is gone."""
    above = session().get(Page, merge.source.parent_id) if merge.source.parent_id else None
    if above is not None and above.removed_at is not None:
        move_page(actor, merge.source, merge.source.space)
    children = select(Page).where(Page.id.in_(merge.moved["children"]), Page.parent_id == merge.target_id)
    for child in session().scalars(children.order_by(Page.position)).all():
        there = siblings(merge.source.space_id, merge.source)
        move_page(actor, child, merge.source.space, parent=merge.source, after=there[-1] if there else None)


def _lead_on(source: Page, target: Page) -> dict[str, Any]:
    """The ref leads on, and so do those that led to it."""
    db = session()
    refs = led_here(source.ref)
    forward(source.ref, target.ref)
    merged = list(db.scalars(select(Page.id).where(Page.merged_into_id == source.id)))
    either = or_(Page.id.in_(merged), Page.id == source.id)
    db.execute(update(Page).where(either).values(merged_into_id=target.id))
    db.refresh(source, ["merged_into_id"])
    return {"forwards": refs, "merged": merged}


def _stand_alone(merge: PageMerge) -> None:
    source, target = merge.source, merge.target
    stop_forwarding(source.ref, target.ref, merge.moved["forwards"])
    earlier = (Page.id.in_(merge.moved["merged"]), Page.merged_into_id == target.id)
    session().execute(update(Page).where(*earlier).values(merged_into_id=source.id))


def _comments(moved: dict[str, Any]) -> tuple[str, ...]:
    return tuple(f"comment:{id}" for id in moved["comments"])
