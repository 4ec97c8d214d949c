"""Who has a page open for writing: they come, they are seen again, they leave."""

from sqlalchemy import delete

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.events import record
from hub.core.permissions import require
from hub.people.models import Person
from hub.people.rules import EDIT_OWN
from hub.wiki.events import EditorsChanged
from hub.wiki.models import Page, PageEditor
from hub.wiki.presence import PRESENT
from hub.wiki.rules import EDIT_PAGE


def be_editing(actor: Person, page: Page, revision: int) -> None:
    """Remember that the actor writes on a page; said to the others only when it is new."""
    require(actor, EDIT_PAGE, page)
    moment = clock.now()
    with transaction() as db:
        row = db.get(PageEditor, (page.id, actor.id))
        if row is None:
            locked(page)  # two windows of one person may come at once
            row = db.get(PageEditor, (page.id, actor.id), populate_existing=True)
        came = row is None or row.seen_at < moment - PRESENT
        if row is None:
            row = PageEditor(page_id=page.id, person_id=actor.id)
        if came:
            row.since = moment
        row.revision, row.seen_at = revision, moment
        db.add(row)
        if came:
            gone = (PageEditor.page_id == page.id, PageEditor.seen_at < moment - PRESENT)
            db.execute(delete(PageEditor).where(*gone, PageEditor.person_id != actor.id))
            record(EditorsChanged(page.id), actor, page)


def stop_editing(actor: Person, page: Page) -> None:
    """The actor has saved or left."""
    require(actor, EDIT_OWN, actor)
    with transaction():
        row = session().get(PageEditor, (page.id, actor.id))
        if row is not None:
            session().delete(row)
            record(EditorsChanged(page.id), actor, page)
