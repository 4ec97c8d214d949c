"""Who else writes on a page, and what they saved meanwhile."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core import clock
from hub.core.db import session
from hub.people.models import Person
from hub.wiki.models import Page, PageEditor, PageRevision

PRESENT = timedelta(minutes=3)  # an open editor says each minute that it is


def others_editing(actor: Person, page: Page) -> Sequence[PageEditor]:
    """Who else has the page open for writing, the first one first."""
    statement = select(PageEditor).where(
        PageEditor.page_id == page.id,
        PageEditor.person_id != actor.id,
        PageEditor.seen_at >= clock.now() - PRESENT,
    )
    statement = statement.options(joinedload(PageEditor.person)).order_by(PageEditor.since)
    return session().scalars(statement.limit(20)).all()


def saved_since(page: Page, revision: int) -> PageRevision | None:
    """The newest revision, when it is younger than the one that was opened."""
    if page.revision <= revision:
        return None
    statement = select(PageRevision).where(
        PageRevision.page_id == page.id, PageRevision.number == page.revision
    )
    return session().scalars(statement.options(joinedload(PageRevision.author))).one_or_none()
