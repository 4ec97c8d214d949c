"""What a person wants to see nothing of: one condition for the feed, its counts and the digest."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, and_, cast, exists, func, literal, select
from sqlalchemy.orm import aliased

from hub.feed.models import StreamItem
from hub.people.models import Attention, Person, Watch
from hub.spaces.models import Filed, Space

FOLLOWING = (Attention.FIRST, Attention.TRACKED, Attention.WATCHING)


def heard(person: Person) -> ColumnElement[bool]:
    """The items whose thread, place and topics the person has not muted.

    They are lists made once: what is muted is little, and what it is compared with stands in the index.
    """
    spaces = select(Space.id).where(muted(person, space_ref(Space.id)))
    silent = aliased(StreamItem)
    threads = (
        select(silent.id)
        .join(Watch, Watch.ref == silent.ref)
        .where(Watch.person_id == person.id, Watch.level == Attention.MUTED)
    )
    return and_(StreamItem.id.not_in(threads), StreamItem.space_id.not_in(spaces), ~by_muted_topic(person))


def by_muted_topic(person: Person) -> ColumnElement[bool]:
    """Items under a topic that the person muted: unless they chose otherwise for the thread or a topic of it.

    The same order as for notices (`hub.threads.watching`), so that nobody hears of what they do not see.
    """
    silent = select(Filed.ref).where(Filed.topic_id.in_(_topics(person, (Attention.MUTED,))))
    rather = tuple(level for level in Attention if level is not Attention.MUTED)
    wanted = select(Filed.ref).where(Filed.topic_id.in_(_topics(person, rather)))
    chosen = select(Watch.ref).where(Watch.person_id == person.id)
    return and_(StreamItem.ref.in_(silent), StreamItem.ref.not_in(wanted), StreamItem.ref.not_in(chosen))


def under_followed_topic(person: Person) -> ColumnElement[bool]:
    """Items under a topic that the person follows."""
    return StreamItem.ref.in_(filed_under_followed(person))


def filed_under_followed(person: Person) -> Select[str]:
    """The refs of whatever stands under a topic that the person follows."""
    return select(Filed.ref).where(Filed.topic_id.in_(_topics(person, FOLLOWING)))


def _topics(person: Person, levels: Sequence[Attention]) -> Select[int]:
    """The ids of the topics for which the person chose one of these levels."""
    number = cast(func.substr(Watch.ref, len("topic:") + 1), Integer)
    return select(number).where(
        Watch.person_id == person.id, Watch.ref.startswith("topic:"), Watch.level.in_(levels)
    )


def muted(person: Person, ref: Any) -> ColumnElement[bool]:
    """Whether the person muted the thing in the column `ref`."""
    own = and_(Watch.person_id == person.id, Watch.ref == ref, Watch.level == Attention.MUTED)
    return exists().where(own)


def space_ref(id: Any) -> ColumnElement[str]:
    """The ref of the space in the column `id`."""
    return literal("space:") + cast(id, String)
