"""Who can read a page: whoever may enter its space, in words and by name (WK24)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.people.models import Person
from hub.spaces.models import Membership, Space

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
