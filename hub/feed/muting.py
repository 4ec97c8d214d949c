"""What a person wants to see nothing of: one condition for the feed, its counts and the digest."""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal, select
from sqlalchemy.orm import aliased

from hub.feed.models import StreamItem
from hub.people.models import Attention, Person, Watch
from hub.spaces.models import Space


def heard(person: Person) -> ColumnElement[bool]:
    """The items whose thread and whose place the person has not muted.

    Both are lists made once: what is muted is little, and what it is compared with stands in the index.
    """
    spaces = select(Space.id).where(muted(person, space_ref(Space.id)))
    silent = aliased(StreamItem)
    threads = (
        select(silent.id)
        .join(Watch, Watch.ref == silent.ref)
        .where(Watch.person_id == person.id, Watch.level == Attention.MUTED)
    )
    return and_(StreamItem.id.not_in(threads), StreamItem.space_id.not_in(spaces))


def muted(person: Person, ref: Any) -> ColumnElement[bool]:
    """Whether the person muted the thing in the column `ref`."""
    own = and_(Watch.person_id == person.id, Watch.ref == ref, Watch.level == Attention.MUTED)
    return exists().where(own)


def space_ref(id: Any) -> ColumnElement[str]:
    """The ref of the space in the column `id`."""
    return literal("space:") + cast(id, String)
