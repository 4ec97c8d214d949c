"""Emptying the bin: what was removed is forgotten for good, and the audit log says who did it (WK23).

The row stays as a husk, so that its number is never given again and what points to it finds nothing;
its address is free. Provenance of replies keeps its own frozen words.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, or_, select, update

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict
from hub.core.events import record
from hub.core.permissions import SYSTEM, Actor, require
from hub.core.words import gettext as _
from hub.files.models import StoredFile
from hub.flags.models import Flag
from hub.people.models import Person, Watch
from hub.spaces.models import Filed
from hub.threads.models import Comment, Reaction, Revision
from hub.threads.reshaping import empty_comment
from hub.wiki.actions.moving import subtree
from hub.wiki.change_models import PageChange
from hub.wiki.events import PagePurged
from hub.wiki.insight_models import PageRead, PageSeen
from hub.wiki.merge_models import PageCompared, PageMerge, PagePair
from hub.wiki.models import Page, PageOpinion, PageRedirect, PageRevision, WikiLink
from hub.wiki.passage_models import Passage
from hub.wiki.rules import PURGE_PAGE

AT_ONCE = 50


def purge_page(actor: Person, page: Page) -> int:
    """Forget a removed page with all that was removed below it. Returns how many pages. No way back."""
    require(actor, PURGE_PAGE, page)
    return _purge(actor, page)


def empty_bin() -> int:
    """Forget what has been removed for longer than the hub keeps it. Returns how many pages."""
    days = current_app.config["HUB"].bin_days
    if not days:
        return 0
    old = Page.removed_at < clock.now() - timedelta(days=days)
    statement = select(Page).where(old, Page.purged_at.is_(None), Page.merged_into_id.is_(None))
    pages = session().scalars(statement.order_by(Page.removed_at, Page.id).limit(AT_ONCE)).all()
    return sum(_purge(SYSTEM, page) for page in pages if page.purged_at is None)


def _purge(actor: Actor, page: Page) -> int:
    with transaction():
        locked(page)
        if page.removed_at is None or page.purged_at is not None:
            raise Conflict(_("This page is not in the bin any more."))
        family = [each for each in subtree(page) if each.removed_at is not None]
        merged = select(Page).where(Page.merged_into_id.in_([each.id for each in family]))
        gone = [*family, *session().scalars(merged)]
        titles = [each.title for each in gone][:100]
        _forget_around([each.id for each in gone], [each.ref for each in gone])
        for each in gone:
            _empty(each)
        session().flush()
        audit(actor, "wiki.purge", page.ref, before={"space": page.space.ref, "titles": titles})
        record(PagePurged(page.id, tuple(each.id for each in gone)), actor, page)
    return len(gone)


def _forget_around(ids: Sequence[int], refs: Sequence[str]) -> None:
    """Everything that hangs on the pages: texts, suggestions, what was said, addresses, followers."""
    db = session()
    changes = [f"change:{id}" for id in db.scalars(select(PageChange.id).where(PageChange.page_id.in_(ids)))]
    changes += [f"passage:{id}" for id in db.scalars(select(Passage.id).where(Passage.page_id.in_(ids)))]
    said = list(db.scalars(select(Comment).where(Comment.about.in_([*refs, *changes]))))
    everything = [*refs, *changes, *(comment.ref for comment in said)]
    for comment in said:
        empty_comment(comment)
    db.flush()
    db.execute(
        update(StoredFile)
        .where(StoredFile.about.in_(everything), StoredFile.removed_at.is_(None))
        .values(removed_at=clock.now())
    )
    pair = or_(PagePair.first_id.in_(ids), PagePair.second_id.in_(ids))
    merge = or_(PageMerge.source_id.in_(ids), PageMerge.target_id.in_(ids))
    doomed: list[tuple[Any, Any]] = [
        (Revision, Revision.about.in_(everything)), (Reaction, Reaction.ref.in_(everything)),
        (Watch, Watch.ref.in_(everything)), (Filed, Filed.ref.in_(everything)),
        (Flag, Flag.about.in_(everything)), (PageChange, PageChange.page_id.in_(ids)),
        (Passage, Passage.page_id.in_(ids)),
        (PageRevision, PageRevision.page_id.in_(ids)), (PageRedirect, PageRedirect.page_id.in_(ids)),
        (PageOpinion, PageOpinion.page_id.in_(ids)), (WikiLink, WikiLink.page_id.in_(ids)),
        (PageRead, PageRead.page_id.in_(ids)), (PageSeen, PageSeen.page_id.in_(ids)),
        (PageCompared, PageCompared.page_id.in_(ids)), (PagePair, pair), (PageMerge, merge),
    ]  # fmt: skip
    for model, condition in doomed:
        db.execute(delete(model).where(condition))
    db.execute(update(WikiLink).where(WikiLink.target_id.in_(ids)).values(target_id=None))


def _empty(page: Page) -> None:
    page.slug = page.path = f"~{page.id}"
    page.title = page.title_key = page.body = page.html = page.text = ""
    page.headings, page.credits, page.source = [], [], None
    page.parent_id, page.purged_at = None, clock.now()
