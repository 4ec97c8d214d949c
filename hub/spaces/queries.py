"""What the pages about spaces need, already shaped."""

from collections.abc import Sequence

from sqlalchemy import select

from hub.core.db import session
from hub.people.models import Person
from hub.spaces.models import Membership, Space, SpaceKind


def own_communities(actor: Person) -> Sequence[Space]:
    """The communities a person is in, by name, for the sidebar."""
    statement = (
        select(Space)
        .join(Membership, Membership.space_id == Space.id)
        .where(
            Membership.person_id == actor.id,
            Space.kind == SpaceKind.COMMUNITY,
            Space.archived_at.is_(None),
        )
        .order_by(Space.name)
        .limit(50)
    )
    return session().scalars(statement).all()
