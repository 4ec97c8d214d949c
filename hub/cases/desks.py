"""Who works on a desk, and through which channels cases are opened by hand."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.cases.models import Case
from hub.cases.rules import OPEN_CASE, WORK_CASE
from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.channels.opening import opens_there
from hub.core.db import session
from hub.core.permissions import can, readable
from hub.people.models import Person
from hub.spaces.belonging import know_belongings
from hub.spaces.models import Membership

MOST = 100


def assignees_of(case: Case) -> list[Person]:
    """Those of the desk who may work on its cases, by name."""
    statement = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.space_id == case.space_id, Person.deactivated_at.is_(None))
        .order_by(Person.name)
        .limit(MOST)
    )
    people = session().scalars(statement).all()
    know_belongings(person.id for person in people)
    return [person for person in people if can(person, WORK_CASE, case)]


def colleagues_of(space_ids: Sequence[int]) -> Sequence[Person]:
    """The members of some desks, by name."""
    members = select(Membership.person_id).where(Membership.space_id.in_(space_ids))
    statement = select(Person).where(Person.id.in_(members), Person.deactivated_at.is_(None))
    return session().scalars(statement.order_by(Person.name).limit(MOST)).all()


def channels_by_hand(actor: Person) -> Sequence[Channel]:
    """The channels of the actor's desks; telephone and counter first."""
    statement = (
        readable(actor, select(Channel))
        .where(Channel.is_active.is_(True))
        .options(joinedload(Channel.space))
        .order_by(Channel.name)
        .limit(MOST)
    )
    found = [channel for channel in session().scalars(statement) if can(actor, OPEN_CASE, channel.space)]
    return sorted(found, key=lambda channel: channel.kind != ChannelKind.MANUAL)


def channels_pasted(actor: Person) -> Sequence[Channel]:
    """Those of them whose posts the hub cannot fetch."""
    return [channel for channel in channels_by_hand(actor) if opens_there(channel)]
