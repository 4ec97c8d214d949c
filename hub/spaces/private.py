"""The spaces of conversations: nobody finds them as places, who is in one is decided when it begins."""

import secrets
from collections.abc import Iterable

from hub.core import clock
from hub.core.db import session
from hub.core.events import record
from hub.core.permissions import Actor
from hub.people.models import Person, Reading
from hub.spaces.belonging import forget_belongings
from hub.spaces.events import MemberJoined, MemberLeft
from hub.spaces.models import Joining, Membership, Space, SpaceKind, SpaceRole, Visibility


def open_private(actor: Actor, people: Iterable[Person]) -> Space:
    """A space for exactly these people, inside an action's transaction and after its check."""
    db, moment = session(), clock.now()
    members = list(people)
    space = Space(
        kind=SpaceKind.CONVERSATION, slug=f"conversation-{secrets.token_hex(12)}", name="Conversation",
        visibility=Visibility.HIDDEN, joining=Joining.INVITATION, created_at=moment, entry_count=0,
        member_count=len(members),
    )  # fmt: skip
    db.add(space)
    db.flush()
    for person in members:
        db.add(Membership(person_id=person.id, space_id=space.id, role=SpaceRole.MEMBER, joined_at=moment))
        db.add(Reading(person_id=person.id, ref=space.ref, last_id=0, at=moment))  # what comes is new
        record(MemberJoined(person.id), actor, space)
    forget_belongings()
    return space


def leave_private(actor: Person, space: Space) -> None:
    """Go out for good, inside an action's transaction and after its check."""
    db = session()
    row = db.get(Membership, (actor.id, space.id))
    if row is None:
        return
    db.delete(row)
    space.member_count = Space.member_count - 1
    db.flush()
    forget_belongings()
    record(MemberLeft(actor.id), actor, space)


def count_entry(space: Space, author_id: int) -> None:
    """One more in here; for whoever wrote it, it is not new. Inside a transaction."""
    db = session()
    space.entry_count = Space.entry_count + 1
    db.flush()
    row = db.get(Reading, (author_id, space.ref))
    if row is not None:
        row.last_id = Reading.last_id + 1
    forget_belongings()
