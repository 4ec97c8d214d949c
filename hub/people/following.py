"""Whom a person follows (PE03): known to them alone, and it opens no door.

What a followed colleague writes reaches the follower's feed as far as the follower may read it anyway.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.permissions import Actor, require
from hub.core.words import gettext as _
from hub.people.models import Follow, Person
from hub.people.rules import EDIT_OWN


def follow(actor: Person, person: Person, on: bool = True) -> None:
    """Follow a colleague, or stop. Raises Invalid for oneself and for somebody who has left."""
    require(actor, EDIT_OWN, actor)
    if on and actor.id == person.id:
        raise Invalid(_("You cannot follow yourself: what you write is in your feed already."))
    if on and not person.is_active:
        raise Invalid(_("%(name)s has left, so there is nothing to follow.", name=person.name))
    with transaction() as db:
        row = db.get(Follow, (actor.id, person.id))
        if on and row is None:
            db.add(Follow(follower_id=actor.id, followed_id=person.id, at=clock.now()))
        elif not on and row is not None:
            db.delete(row)


def followed_ids(actor: Actor) -> Select[int]:
    """The ids of the people whom `actor` follows, for the conditions of a statement."""
    return select(Follow.followed_id).where(Follow.follower_id == actor.id)


def is_followed(
    actor: Actor, person_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    """Whether `actor` follows the person of a row."""
    return person_id.in_(followed_ids(actor))


def followed_among(actor: Actor, people: Iterable[Person]) -> set[int]:
    """The ids of those among `people` whom `actor` follows: one statement for a page."""
    ids = {person.id for person in people}
    return set(session().scalars(followed_ids(actor).where(Follow.followed_id.in_(ids)))) if ids else set()
