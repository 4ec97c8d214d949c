"""Who hears of what happens to communities."""

from collections.abc import Iterable

from sqlalchemy import select

from hub.core.db import session
from hub.core.events import Event
from hub.core.features import Recipient
from hub.core.words import lazy
from hub.spaces.events import ExpertNamed, JoinAsked, MemberRoleChanged, PeopleAdded
from hub.spaces.models import Membership, SpaceRole


def join_asked(event: Event, _fact: JoinAsked) -> Iterable[Recipient]:
    """Those who can let the person in."""
    statement = select(Membership.person_id).where(
        Membership.space_id == event.space_id,
        Membership.role.in_((SpaceRole.OWNER, SpaceRole.ADMIN)),
    )
    for person_id in session().scalars(statement):
        yield Recipient(person_id, lazy("you look after this community"), "decide", event.subject)


def role_changed(_event: Event, fact: MemberRoleChanged) -> Iterable[Recipient]:
    """The person it is about."""
    yield Recipient(fact.person_id, lazy("it is about you"), "read")


def people_added(_event: Event, fact: PeopleAdded) -> Iterable[Recipient]:
    """Each of those who came in."""
    for person_id in fact.person_ids:
        yield Recipient(person_id, lazy("it is about you"), "read")


def expert_named(event: Event, fact: ExpertNamed) -> Iterable[Recipient]:
    """Whoever was named; of being no longer one nobody is told."""
    if fact.named:
        yield Recipient(fact.person_id, lazy("it is about you"), "read", event.subject)
