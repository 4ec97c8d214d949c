"""Who else writes on a page, and what they saved meanwhile."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.people.models import Person
from hub.threads.presence import others_at
from hub.threads.presence_models import Doing, Presence
from hub.wiki.models import Page, PageRevision


def others_editing(actor: Person, page: Page) -> Sequence[Presence]:
    """Who else has the page open for writing, the first one first."""
    return others_at(actor, page, Doing.WRITING)


def saved_since(page: Page, revision: int) -> PageRevision | None:
    """The newest revision, when it is younger than the one that was opened."""
    if page.revision <= revision:
        return None
    statement = select(PageRevision).where(
        PageRevision.page_id == page.id, PageRevision.number == page.revision
    )
    return session().scalars(statement.options(joinedload(PageRevision.author))).one_or_none()
