"""What is arranged for pages: the people named for a guarded one, its dates, who works on it."""

from collections.abc import Sequence

from sqlalchemy import select

from hub.core.db import session
from hub.people.models import Person
from hub.wiki.care_models import PageCare, PageKeeper
from hub.wiki.models import Page


def is_named(actor: Person, page: Page) -> bool:
    """Whether a guarded page is theirs to change: its owner, and those who are named."""
    if actor.id == page.owner_id:
        return True
    named = select(PageKeeper.person_id).where(
        PageKeeper.page_id == page.id, PageKeeper.person_id == actor.id
    )
    return session().scalar(named) is not None


def editors_of(page: Page) -> Sequence[Person]:
    """Those who are named, by name."""
    statement = select(Person).join(PageKeeper, PageKeeper.person_id == Person.id)
    return session().scalars(statement.where(PageKeeper.page_id == page.id).order_by(Person.name)).all()


def care_of(page: Page) -> PageCare | None:
    """Its dates and who works on it, if anything is arranged."""
    return session().get(PageCare, page.id)
