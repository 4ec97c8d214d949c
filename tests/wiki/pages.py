"""Pages for the tests of the wiki, made by the real actions."""

from typing import Any

from sqlalchemy import select

from hub.core.db import session
from hub.core.events import Event
from hub.spaces.actions import edit_space
from hub.spaces.models import Space
from hub.wiki.actions.writing import create_page
from hub.wiki.models import Page
from tests import cast


def make_page(title: str = "Late bags", body: str = "They come later.", *, by: str = "ada",
              space: str = "open", **more: Any) -> Page:  # fmt: skip
    """A page, written by one of the cast."""
    return create_page(cast.person(by), cast.space(space), title, body, **more)


def url_of(page: Page, rest: str = "") -> str:
    """Its address, or one below it."""
    slug = session().scalar(select(Space.slug).where(Space.id == page.space_id))
    return f"/wiki/{slug}/{page.path}{rest}"


def page_called(title: str) -> Page:
    """The page as it is in the database now."""
    statement = select(Page).where(Page.title == title).execution_options(populate_existing=True)
    return session().scalars(statement).one()


def facts_about(page: Page) -> list[str]:
    """The kinds of what happened to it, oldest first."""
    statement = select(Event.kind).where(Event.subject == page.ref).order_by(Event.id)
    return list(session().scalars(statement))


def let_only_owners_write() -> None:
    """In the open space answers and pages are kept for its owners."""
    edit_space(cast.person("ada"), cast.space("open"), grid={"answer": "owner"})
