"""Who can read a page: whoever may enter its space, in words and by name; pages with readers of their own."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.permissions import Actor, readable
from hub.people.models import Person
from hub.spaces.models import Membership, Space, SpaceKind
from hub.wiki.models import Page

LISTED = 50


def members_of(space: Space, after: int | None = None, size: int = LISTED) -> Sequence[Membership]:
    """The members of a space that the caller may enter, by the id of the person; `size` + 1 at most.

    Accounts that are closed are left out: they read nothing.
    """
    statement = (
        select(Membership)
        .join(Person, Membership.person_id == Person.id)
        .where(Membership.space_id == space.id, Person.deactivated_at.is_(None))
        .options(joinedload(Membership.person))
        .order_by(Membership.person_id)
        .limit(size + 1)
    )
    if after is not None:
        statement = statement.where(Membership.person_id > after)
    return session().scalars(statement).all()


def restricted(
    actor: Actor, space: Space | None = None, after: int | None = None, size: int = LISTED
) -> Sequence[Page]:
    """Pages with readers of their own that the actor is one of; `size` + 1 at most, by id."""
    mine = Page.space.has(Space.kind == SpaceKind.PART)
    if space is not None:
        mine = Page.space.has((Space.kind == SpaceKind.PART) & (Space.within_id == space.id))
    statement = readable(actor, select(Page)).where(mine, ~Page.path.contains("/"))
    if after is not None:
        statement = statement.where(Page.id > after)
    whole = (joinedload(Page.space).joinedload(Space.within), joinedload(Page.owner))
    return session().scalars(statement.options(*whole).order_by(Page.id).limit(size + 1)).all()


def begun_by(actor: Actor, page: Page) -> Page | None:
    """The page that a part begins with, for one that stands below it."""
    top = page.path.split("/")[0]
    statement = readable(actor, select(Page)).where(Page.space_id == page.space_id, Page.path == top)
    return session().scalars(statement.options(joinedload(Page.space))).one_or_none()


def pages_below(actor: Actor, page: Page) -> int:
    """How many pages stand below one, and share its readers."""
    below = Page.path.startswith(f"{page.path}/", autoescape=True)
    counted = readable(actor, select(Page)).where(Page.space_id == page.space_id, below)
    return session().scalar(counted.with_only_columns(func.count(Page.id)).order_by(None)) or 0
