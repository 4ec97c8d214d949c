"""What a person wants to see nothing of: one condition for the feed, its counts and the digest."""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal

from hub.feed.models import StreamItem
from hub.people.models import Attention, Person, Watch


def heard(person: Person) -> ColumnElement[bool]:
    """The items whose thread and whose place the person has not muted."""
    return and_(~muted(person, StreamItem.ref), ~muted(person, space_ref(StreamItem.space_id)))


def muted(person: Person, ref: Any) -> ColumnElement[bool]:
    """Whether the person muted the thing in the column `ref`."""
    own = and_(Watch.person_id == person.id, Watch.ref == ref, Watch.level == Attention.MUTED)
    return exists().where(own)


def space_ref(id: Any) -> ColumnElement[str]:
    """The ref of the space in the column `id`."""
    return literal("space:") + cast(id, String)
