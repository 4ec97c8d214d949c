"""Announcements as people find them: what one is still asked to read, and who has read what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import aliased, joinedload

from hub.core import clock
from hub.core.db import UtcDateTime, session
from hub.core.limits import LIMITS
from hub.core.permissions import can, readable
from hub.feed.announcement_models import Announcement, Understanding
from hub.feed.announcing import ROLES, may_remind
from hub.feed.models import Post, PostKind
from hub.feed.rules import ANSWER_FOR
from hub.people.models import Draft, Person
from hub.people.prepared import prepared
from hub.spaces.models import Membership, Space
from hub.spaces.rules import memberships
from hub.web.filters import date, readers_zone
from hub.web.paging import Page

WHOLE = 900  # characters of a text that the card on top of home shows in full


@dataclass(frozen=True)
class MustRead:
    """What stands on top of home: one announcement, and how many wait in all."""

    post: Post
    asks: Announcement
    total: int

    @property
    def is_long(self) -> bool:
        """Whether it is read on its own page: nobody understands what they have not seen the end of."""
        return len(self.post.text) > WHOLE

    @property
    def last_day(self) -> str:
        """The last day on which it is asked, "" without an end."""
        return last_day(self.asks)


@dataclass(frozen=True)
class AnnouncementView:
    """An announcement on its own page, for a reader. `understood`, `asked`: for who answers for it."""

    asks: Announcement
    is_asked: bool
    understood_at: datetime | None
    may_answer_for: bool
    understood: int = 0
    asked: int = 0

    @property
    def is_waiting(self) -> bool:
        """Whether the reader is asked to press."""
        return self.is_asked and self.understood_at is None and not self.asks.is_over

    @property
    def whom(self) -> str:
        """Who is asked, in words."""
        return str(ROLES.get(self.asks.role, self.asks.role))

    @property
    def last_day(self) -> str:
        """The last day on which it is asked, "" without an end."""
        return last_day(self.asks)


@dataclass(frozen=True)
class Readers:
    """Who has understood the present version, or who has not."""

    asks: Announcement
    has: bool
    people: Page[tuple[Person, datetime | None]]
    understood: int
    asked: int

    @property
    def missing(self) -> int:
        """How many have not."""
        return self.asked - self.understood

    @property
    def may_remind(self) -> bool:
        """Whether there is somebody to remind, and nobody was told within a day."""
        return self.missing > 0 and may_remind(self.asks)


def must_read(actor: Person) -> MustRead | None:
    """The announcement that has waited for the reader longest."""
    return top_of_home(actor, "")[0]


def top_of_home(actor: Person, place: str) -> tuple[MustRead | None, str]:
    """What must be read first, and the draft that was begun at `place`: one statement for both."""
    found: Any = _top(actor, place=place, now=clock.now()).one()
    post, asks, total, draft = found
    return MustRead(post, asks, total) if post is not None else None, draft or ""


@prepared
def _top(me: Person) -> Select[Any]:
    asked = readable(me, _waiting(me, bindparam("now", type_=UtcDateTime())))
    waiting = asked.with_only_columns(Post.id, func.count().over().label("total"))
    first = waiting.limit(1).subquery("first")
    begun = and_(Draft.person_id == Person.id, Draft.place == bindparam("place", type_=String))
    return (
        select(Post, Announcement, first.c.total, Draft.body)
        .select_from(Person)
        .outerjoin(first, true())
        .outerjoin(Post, Post.id == first.c.id)
        .outerjoin(Announcement, Announcement.post_id == Post.id)
        .outerjoin(Draft, begun)
        .where(Person.id == me.id)
        .options(joinedload(Post.author), joinedload(Post.space))
    )


def waiting_for(actor: Person, size: int) -> Sequence[tuple[Post, Announcement]]:
    """All that the reader is asked to read, the longest-waiting first."""
    whole = joinedload(Post.author), joinedload(Post.space)
    found = session().execute(readable(actor, _waiting(actor, clock.now())).options(*whole).limit(size))
    return [(post, asks) for post, asks in found]


def announcement_view(actor: Person, post: Post) -> AnnouncementView | None:
    """What its page says of it; None for every other kind of post."""
    if post.kind != PostKind.ANNOUNCEMENT:
        return None
    own = select(Understanding.at).where(
        Understanding.post_id == post.id, Understanding.person_id == actor.id,
        Understanding.version == Announcement.version,
    )  # fmt: skip
    is_member = exists().where(Membership.space_id == post.space_id, Membership.person_id == actor.id)
    found = select(Announcement, own.scalar_subquery(), is_member).where(Announcement.post_id == post.id)
    asks, at, is_inside = session().execute(found).one()
    is_asked = is_inside and post.author_id != actor.id and asks.role in _own_roles(actor)
    if not can(actor, ANSWER_FOR, post):
        return AnnouncementView(asks, is_asked, at, may_answer_for=False)
    return AnnouncementView(asks, is_asked, at, True, *_counts(post, asks))


def readers(post: Post, *, has: bool, after: int | None = None, size: int = LIMITS.default_page) -> Readers:
    """Those who have (or have not) understood, by name, of those who are asked and may read it now."""
    db = session()
    asks = db.get_one(Announcement, post.id)
    found = _asked(post, asks).add_columns(Understanding.at)
    found = found.where(Understanding.at.is_not(None) if has else Understanding.at.is_(None))
    order = func.lower(Person.name), Person.id
    if after is not None:
        edge = aliased(Person)
        name = select(func.lower(edge.name)).where(edge.id == after).scalar_subquery()
        found = found.where(tuple_(*order) > tuple_(name, after))
    rows = [(person, at) for person, at in db.execute(found.order_by(*order).limit(size + 1))]
    more = str(rows[size - 1][0].id) if len(rows) > size else None
    return Readers(asks, has, Page(rows[:size], more), *_counts(post, asks))


def who_is_asked(post_id: int, version: int | None = None) -> Sequence[int]:
    """The ids of everybody an announcement is for. version: those who have not understood this one, if it is
    the present one and still asked."""
    found = select(Post, Announcement).join(Announcement, Announcement.post_id == Post.id)
    row = session().execute(found.where(Post.id == post_id)).first()
    if row is None:
        return ()
    post, asks = row
    people = _asked(post, asks).with_only_columns(Person.id)
    if version is not None:
        if post.is_removed or asks.is_over or asks.version != version:
            return ()
        people = people.where(Understanding.at.is_(None))
    return session().scalars(people).all()


def last_day(asks: Announcement) -> str:
    """The last day on which it is asked where the reader is, "" without an end."""
    if asks.ends_at is None:
        return ""
    return date((asks.ends_at - timedelta(minutes=1)).astimezone(readers_zone()))


def _waiting(actor: Person, now: Any) -> Select[Any]:
    """What the reader is asked to read; `now` may be the name of a moment in a prepared statement."""
    done = exists().where(
        Understanding.post_id == Post.id, Understanding.person_id == actor.id,
        Understanding.version == Announcement.version,
    )  # fmt: skip
    found: Select[Any] = select(Post, Announcement)  # type: ignore[assignment]
    return (
        found.join(Announcement, Announcement.post_id == Post.id)
        .join(Space, Space.id == Post.space_id)
        .where(
            # Said twice, for a hub with no announcement yet: of an empty table SQLite believes that it is
            # the largest, and would look for announcements among all posts.
            Post.id.in_(select(Announcement.post_id)),
            or_(Announcement.ends_at.is_(None), Announcement.ends_at > now),
            Announcement.role.in_(_own_roles(actor)), Post.space_id.in_(memberships(actor)),
            Post.removed_at.is_(None), Post.author_id.is_distinct_from(actor.id),
            Space.archived_at.is_(None), ~done,
        )
        .order_by(Announcement.asked_at, Post.id)
    )  # fmt: skip


def _asked(post: Post, asks: Announcement) -> Select[Any]:
    """Everybody whom it is for: members, for they alone may read it for certain. With their Understanding."""
    mine = and_(
        Understanding.post_id == post.id, Understanding.person_id == Person.id,
        Understanding.version == asks.version,
    )  # fmt: skip
    return (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(Understanding, mine)
        .where(Membership.space_id == post.space_id, Person.deactivated_at.is_(None))
        .where(Person.id.is_distinct_from(post.author_id), _holds(asks.role))
    )


def _counts(post: Post, asks: Announcement) -> tuple[int, int]:
    """How many have understood, and how many are asked."""
    people = _asked(post, asks).with_only_columns(func.count(Understanding.at), func.count())
    understood, asked = session().execute(people).one()
    return understood, asked


def _holds(role: str) -> ColumnElement[bool]:
    roles = type_coerce(Person.roles, String)
    return roles.contains(f",{role},") if role else Person.id.is_not(None)


def _own_roles(actor: Person) -> list[str]:
    return ["", *(role.value for role in actor.roles)]
