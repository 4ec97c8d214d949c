"""Who has a page open for writing: they come, they are seen again, they leave."""

from hub.core.db import transaction
from hub.core.events import record
from hub.core.permissions import require
from hub.people.models import Person
from hub.people.rules import EDIT_OWN
from hub.threads.presence import be_at, leave
from hub.threads.presence_models import Doing
from hub.wiki.events import EditorsChanged
from hub.wiki.models import Page
from hub.wiki.rules import EDIT_PAGE


def be_editing(actor: Person, page: Page) -> None:
    """Remember that the actor writes on a page; said to the others only when it is new."""
    require(actor, EDIT_PAGE, page)
    with transaction():
        if be_at(actor, page, Doing.WRITING):
            record(EditorsChanged(page.id), actor, page)


def stop_editing(actor: Person, page: Page) -> None:
    """The actor has saved or left."""
    require(actor, EDIT_OWN, actor)
    with transaction():
        if leave(actor, page):
            record(EditorsChanged(page.id), actor, page)
