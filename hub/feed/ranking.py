"""The order of "For you" as one statement, from the table in hub.feed.reasons.

Each reason is a pool of its own, newest first, which an index serves; its head start is the same for
everything in it. The best of all pools together are the page. What comes after a page is found from the
place where it ended, as of the moment at which reading began: later questions, follows and communities
wait for the next beginning, and what was shown for a reason that has passed since is not shown again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy import case as either

from hub.core import clock
from hub.core.db import UtcDateTime, is_postgres, session
from hub.core.errors import Invalid
from hub.core.events import Event
from hub.core.words import gettext as _
from hub.feed.models import Post, StreamItem
from hub.feed.muting import heard
from hub.feed.pools import EPOCH, newest_of, newest_of_few, of_own_spaces
from hub.feed.reasons import RANKS, REASONS, Reason
from hub.people.models import Attention, Follow, Person, Watch
from hub.reuse.models import Credit
from hub.spaces.models import Filed, Membership, Topic
from hub.spaces.rules import in_readable_space, memberships, readable_space_ids
from hub.spaces.topics import slug_of
from hub.threads.watching import NEWS

MICROSECOND = timedelta(microseconds=1)
RARE = ("person", "topic")  # little for most readers, and for some nothing at all
MOST_SEEN = 200  # what a cursor remembers of passing reasons
FOLLOWED = (Attention.TRACKED, Attention.WATCHING)
Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Place:
    """Where a page begins. score: microseconds since the epoch, the head start included.

    newest: the last item there was when reading began. seen: what was shown for a reason that passes.
    """

    as_of: datetime
    newest: int | None = None
    score: int = 0
    id: int = 0
    seen: tuple[int, ...] = ()

    @property
    def is_first(self) -> bool:
        """Whether nothing was read yet."""
        return self.newest is None

    def after(self, rows: Sequence[Any]) -> str:
        """The cursor behind the last of `rows`, to be read by `place_of`."""
        last = rows[-1]
        newest = last.newest if self.newest is None else self.newest
        seen = (*self.seen, *(row.id for row in rows if REASONS[row.rank].passes))[-MOST_SEEN:]
        head = [(self.as_of - EPOCH) // MICROSECOND, newest, last.score, last.id]
        return "-".join(str(number) for number in (*head, *seen))


def place_of(after: str) -> Place:
    """Read a cursor. Raises Invalid for a damaged one."""
    if not after:
        return Place(clock.now())
    parts = after.split("-")
    if not (4 <= len(parts) <= 4 + MOST_SEEN and all(each.isdecimal() and len(each) < 18 for each in parts)):
        raise Invalid(_("This link to the next page is damaged. Start again from the first page."))
    as_of, newest, score, id, *seen = map(int, parts)
    return Place(EPOCH + as_of * MICROSECOND, newest, score, id, tuple(seen))


@dataclass(frozen=True)
class Topics:
    """The ids of what a reader knows about, by the words of their profile, and of what they follow."""

    known: list[int]
    followed: list[int]


def topics_of_reader(actor: Person, then: datetime) -> Topics:
    """One small statement: whoever has none of them is spared the search for what is filed there."""
    slugs = [slug for word in actor.skills or () if (slug := slug_of(word))]
    is_known = Topic.slug.in_(slugs)
    levels = (Attention.FIRST, *FOLLOWED)
    named = and_(Watch.ref > "topic:", Watch.ref < "topic;", Watch.level.in_(levels), Watch.at <= then)
    number = cast(func.substr(Watch.ref, len("topic:") + 1), Integer)
    followed = select(number).where(Watch.person_id == actor.id, named)
    is_followed = Topic.id.in_(followed)
    named_id = func.coalesce(Topic.same_as_id, Topic.id)  # another name counts for its topic
    rows = session().execute(select(named_id, is_known, is_followed).where(or_(is_known, is_followed))).all()
    return Topics([id for id, known, _f in rows if known], [id for id, _k, follows in rows if follows])


def ranked(actor: Person, place: Place, topics: Topics, most: int, only: Condition) -> Select[Any]:
    """id, rank and score of what comes next, the first one first. rank: a place in REASONS."""
    by_name = _conditions(actor, place, topics)
    conditions = [by_name[reason.name] for reason in REASONS]
    had = [rank for rank, wanted in enumerate(conditions) if wanted is not None]
    pools = [_pool(actor, place, rank, conditions, most, only) for rank in had]
    each = union_all(*pools).subquery("each")
    score = func.max(each.c.score).label("score")
    best = select(each.c.id, func.min(each.c.rank).label("rank"), score).group_by(each.c.id)
    return best.order_by(score.desc(), each.c.id.desc()).limit(most)


def is_for(actor: Person) -> Condition:
    """What would have a place in it: for counting what came since."""
    now = clock.now()
    found = _conditions(actor, Place(now), topics_of_reader(actor, now)).values()
    either_of = or_(*(wanted for wanted in found if wanted is not None))
    return and_(either_of, in_readable_space(actor, StreamItem), heard(actor))


def said_of(actor: Person, topics: Topics, ids: Any) -> list[ColumnElement[Any]]:
    """What the line about the reason needs besides the item, for the ids that `ranked` found."""
    is_known = ids.c.rank.in_((RANKS["waits_known"], RANKS["known"]))
    is_topic = ids.c.rank.in_((RANKS["waits_topic"], RANKS["topic"]))
    name = select(func.min(Topic.name)).join(Filed, Filed.topic_id == Topic.id)
    here = name.where(Filed.ref == StreamItem.ref)
    known = here.where(Topic.id.in_(topics.known)).scalar_subquery()
    followed = here.where(Topic.id.in_(topics.followed)).scalar_subquery()
    said = and_(Event.subject == StreamItem.ref, Event.actor_id == actor.id, Event.kind.in_(NEWS))
    spoke = exists().where(said)
    return [
        ids.c.rank, ids.c.score,
        either((is_known, known), (is_topic, followed), else_=null()).label("topic_name"),
        either((ids.c.rank == RANKS["thread"], spoke), else_=false()).label("took_part"),
        select(func.max(StreamItem.id)).correlate(None).scalar_subquery().label("newest"),
    ]  # fmt: skip


def _pool(
    actor: Person, place: Place, rank: int, conditions: Sequence[Condition | None], most: int, only: Condition
) -> Select[Any]:
    """The newest items with this reason that come after the place."""
    reason, wanted = REASONS[rank], conditions[rank]
    limits = [only, *_since(reason, place)]
    after = ""
    if not place.is_first:
        after = f"{place.score - reason.ahead // MICROSECOND}-{place.id}"
        stronger = zip(REASONS[:rank], conditions[:rank], strict=True)
        shown = [_not_shown(other, met, place) for other, met in stronger if met is not None]
        limits += [StreamItem.id <= place.newest, StreamItem.id.not_in(place.seen), *shown]
    if wanted is None or reason.name == "community":
        # asked before the dear ones, by a sum as below
        limits += [(StreamItem.space_id + 0).in_(memberships(actor))] if after else []
        found = of_own_spaces(actor, after, most, and_(*limits))
    else:
        # the sum keeps SQLite from collecting and sorting all that is readable
        limits += [wanted, (StreamItem.space_id + 0).in_(readable_space_ids(actor)), heard(actor)]
        gathers = newest_of_few if reason.name in RARE else newest_of
        found = gathers(and_(*limits), after, most)
    if reason.name == "thread":  # from the list of threads: they are few, and may be far apart
        found = found.where(StreamItem.ref.in_(_watches(actor, place.as_of)))
    one = found.subquery(f"pool_{reason.name}")
    score = _micros(one.c.at) + literal(reason.ahead // MICROSECOND, BigInteger())
    return select(one.c.id, literal(rank, Integer()).label("rank"), score.label("score"))


def _not_shown(reason: Reason, met: Condition, place: Place) -> Condition:
    """That something did not come before the place, and for a stronger reason.

    CASE, for it asks for the dear part only where the cheap ones hold.
    """
    bound = literal(EPOCH + place.score * MICROSECOND - reason.ahead, UtcDateTime())
    before = tuple_(StreamItem.at, StreamItem.id) >= tuple_(bound, literal(place.id))
    return either((and_(before, *_since(reason, place), met), 1), else_=0) == 0


def _since(reason: Reason, place: Place) -> list[Condition]:
    return [StreamItem.at >= place.as_of - reason.lasts] if reason.lasts else []


def _conditions(actor: Person, place: Place, topics: Topics) -> dict[str, Condition | None]:
    """Name of a reason → what has it; None where nothing can have it. Asked of one item after the other."""
    then = place.as_of
    by_others = StreamItem.author_id.is_distinct_from(actor.id)
    is_open = and_(StreamItem.is_open, by_others)
    waits = and_(is_open, StreamItem.waiting_since <= then)
    known = _filed_under(topics.known) if topics.known else None
    topic = _filed_under(topics.followed) if topics.followed else None
    own = select(Membership.space_id).where(Membership.person_id == actor.id, Membership.joined_at <= then)
    people = select(Follow.followed_id).where(Follow.follower_id == actor.id, Follow.at <= then)
    helped = (
        select(literal("post:") + cast(Post.id, String))
        .join(Credit, Post.source == literal("outcome:") + Credit.reply)
        .where(Credit.person_id == actor.id)
    )
    return {
        "waits_known": None if known is None else and_(waits, known),
        "waits_topic": None if topic is None else and_(waits, topic),
        "waits_here": and_(waits, StreamItem.space_id.in_(own)),
        "thread": and_(by_others, exists(_watches(actor, then).where(Watch.ref == StreamItem.ref))),
        "known": None if known is None else and_(is_open, known),
        "helped": and_(StreamItem.face == "loop", StreamItem.ref.in_(helped)),
        "person": StreamItem.author_id.in_(people),
        "topic": topic,
        "community": StreamItem.space_id.in_(own),
    }


def _watches(actor: Person, then: datetime) -> Select[Any]:
    own = and_(Watch.person_id == actor.id, Watch.level.in_(FOLLOWED), Watch.at <= then)
    return select(Watch.ref).where(own)


def _filed_under(topics: Sequence[int]) -> Condition:
    return exists().where(Filed.ref == StreamItem.ref, Filed.topic_id.in_(topics))


def _micros(at: ColumnElement[datetime]) -> ColumnElement[int]:
    """A moment as microseconds since the epoch, exactly: SQLite rounds what it is given to milliseconds."""
    if is_postgres():
        return cast(func.extract("epoch", at) * 1_000_000, BigInteger)
    written = cast(at, String)
    seconds = cast(func.strftime("%s", func.substr(written, 1, 19)), BigInteger)
    return seconds * 1_000_000 + cast(func.substr(written, 21, 6), BigInteger)
