"""The pools that a feed is drawn from: the newest of one's communities, of followed people, of anything."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, true, tuple_, union_all

from hub.core.db import UtcDateTime, is_postgres
from hub.core.errors import Invalid
from hub.core.words import gettext as _
from hub.feed.models import StreamItem
from hub.feed.muting import (
    by_muted_topic,
    filed_under_followed,
    heard,
    muted,
    space_ref,
    under_followed_topic,
)
from hub.people.following import is_followed
from hub.people.models import Person
from hub.spaces.models import Filed, Membership, Space
from hub.spaces.rules import in_readable_space

MUCH = 4_000  # things under the topics that somebody follows
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Where an item stands, as what is gathered asks for it: by a word that no index has. Else a planner may, by
# the mere order in which it knows the indexes, read whole communities to find what little some wrote.
WHEREVER: Any = SimpleNamespace(space_id=func.coalesce(StreamItem.space_id, StreamItem.space_id))


def of_own_spaces(actor: Person, after: str, most: int, only: ColumnElement[bool]) -> Select[Any]:
    """The newest of the communities one is in, without what one mutes.

    SQLite walks back through everything, or, where that would lead too far, gathers all of them: whichever
    takes fewer steps. PostgreSQL asks each community for its newest, and looks into the freshest.
    """
    own = Membership.space_id == StreamItem.space_id
    wanted = and_(~muted(actor, StreamItem.ref), ~by_muted_topic(actor), only)
    place = ~muted(actor, space_ref(Membership.space_id))
    if not is_postgres():
        places = select(Membership.space_id).where(Membership.person_id == actor.id, place)
        few = newest_of_few(and_(StreamItem.space_id.in_(places), wanted), after, most)
        much = newest_of(own, after, most).join(Membership, own)
        much = much.where(Membership.person_id == actor.id, wanted, place)
        return _either(_is_far(actor, most), much, few, most)
    fresh = _freshest(actor, and_(own, wanted), place, after, most).subquery("fresh")
    each = newest_of(and_(StreamItem.space_id == fresh.c.space_id, wanted), after, most)
    lateral = each.correlate(fresh).lateral("each")
    mine = select(lateral.c.id, lateral.c.at).select_from(fresh).join(lateral, true())
    return mine.order_by(lateral.c.at.desc(), lateral.c.id.desc()).limit(most)


def _freshest(
    actor: Person, where: ColumnElement[bool], place: ColumnElement[bool], after: str, most: int
) -> Select[Any]:
    """The communities that can have one of the `most` newest: no more of them than that, by their newest."""
    last = newest_of(where, after, 1).correlate(Membership).lateral("last")
    found: Select[Any] = select(Membership.space_id).join(last, true())
    mine = found.where(Membership.person_id == actor.id, place)
    return mine.order_by(last.c.at.desc(), last.c.id.desc()).limit(most)


def _is_far(actor: Person, most: int) -> ColumnElement[bool]:
    """Whether gathering takes longer than walking until there are enough: all there is, for each of them."""
    mine = select(func.coalesce(func.sum(Space.entry_count), 0)).join(
        Membership, Membership.space_id == Space.id
    )
    said = mine.where(Membership.person_id == actor.id).scalar_subquery()
    every = select(func.coalesce(func.max(StreamItem.id), 0)).scalar_subquery()
    return said * said > every * most


def _either(condition: ColumnElement[bool], one: Select[Any], other: Select[Any], most: int) -> Select[Any]:
    """The rows of one or of the other; only that one is walked."""
    first = select(one.limit(case((condition, most), else_=0)).subquery("one"))
    second = select(other.limit(case((condition, 0), else_=most)).subquery("other"))
    both = union_all(first, second).subquery("either")
    return select(both.c.id, both.c.at).order_by(both.c.at.desc(), both.c.id.desc()).limit(most)


def by_followed(actor: Person) -> ColumnElement[bool]:
    """What the people whom the reader follows wrote, wherever the reader may read it and mutes nothing."""
    return and_(is_followed(actor, StreamItem.author_id), in_readable_space(actor, WHEREVER), heard(actor))


def by_topic(actor: Person) -> ColumnElement[bool]:
    """What stands under a topic that the reader follows, in the same way."""
    return and_(under_followed_topic(actor), in_readable_space(actor, WHEREVER), heard(actor))


def of_topics(actor: Person, after: str, most: int, only: ColumnElement[bool]) -> list[Select[Any]]:
    """The newest of them, looked for in two ways, of which the database walks one.

    What is rare is gathered; where much is filed, the newest of everything soon has enough of it.
    """
    filed = filed_under_followed(actor)
    some = filed.limit(MUCH + 1).subquery()
    is_much = select(func.count()).select_from(some).scalar_subquery() > MUCH
    rest = and_(in_readable_space(actor, WHEREVER), heard(actor), only)
    is_filed = filed.where(Filed.ref == StreamItem.ref).exists()
    few = newest_of_few(and_(StreamItem.ref.in_(filed), rest), after, most)
    much = newest_of(and_(is_filed, rest), after, most)
    return [few.limit(case((is_much, 0), else_=most)), much.limit(case((is_much, most), else_=0))]


def newest_of(where: ColumnElement[bool], after: str, most: int) -> Select[Any]:
    """The ids of the newest items that meet a condition, older than the cursor."""
    columns: Select[Any] = select(StreamItem.id, StreamItem.at)  # type: ignore[assignment]
    found = columns.where(StreamItem.is_shown, where)
    if after:
        found = found.where(older(after))
    return found.order_by(StreamItem.at.desc(), StreamItem.id.desc()).limit(most)


def newest_of_few(where: ColumnElement[bool], after: str, most: int) -> Select[Any]:
    """The same for what is rare: all of it is gathered and then put in order.

    By an order that no index has: else a planner may walk through everything there is, newest first.
    """
    at = func.coalesce(StreamItem.at, StreamItem.at)
    return newest_of(where, after, most).order_by(None).order_by(at.desc(), StreamItem.id.desc())


def older(after: str) -> ColumnElement[bool]:
    """The condition for what comes after the item that a cursor names. Raises Invalid for a damaged one."""
    moment, _dash, id = after.partition("-")
    if not (moment.isdecimal() and id.isdecimal() and len(moment) < 18 and len(id) < 18):
        raise Invalid(_("This link to the next page is damaged. Start again from the first page."))
    at = literal(EPOCH + timedelta(microseconds=int(moment)), UtcDateTime())
    return tuple_(StreamItem.at, StreamItem.id) < tuple_(at, literal(int(id)))
