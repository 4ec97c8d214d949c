"""The feed in one statement: which items, by whom, where, and what the reader has to do with each.

SQLite walks the index of each community and stops early; PostgreSQL needs the same said as LATERAL,
or a reader of quiet communities makes it walk everything that was ever written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import aliased

from hub.core import clock
from hub.core.db import session
from hub.core.errors import Invalid, NotFound
from hub.core.features import Card
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.feed.cards import FeedCard, feed_card
from hub.feed.items import Item, stands_on_top
from hub.feed.models import StreamItem
from hub.feed.muting import heard
from hub.feed.polls import PollView, polls_on
from hub.feed.pools import EPOCH, by_followed, by_topic, newest_of, newest_of_few, of_own_spaces, of_topics
from hub.feed.ranking import Place, is_for, place_of, ranked, said_of, topics_of_reader
from hub.links.models import LinkKind
from hub.links.queries import cards_from
from hub.people.models import Attention, Person, Watch
from hub.people.prepared import prepared
from hub.spaces.belonging import own_parts
from hub.spaces.models import Membership, Space
from hub.spaces.queries import may_enter
from hub.spaces.rules import in_readable_space
from hub.threads.cards import Shown, cards_in
from hub.threads.models import Mood, Reaction
from hub.threads.watching import news_count
from hub.web.paging import Page

FOR_YOU = "for-you"
TABS = (FOR_YOU, "following", "unanswered", "all")
SHOWN_NEW = 99
EVERYTHING = true()
MOST_PINS = 10  # in one community


@dataclass(frozen=True)
class Stream:
    """A page of the feed."""

    items: list[Item]
    next: str | None
    newest: int  # what came later is counted from here
    cards: dict[str, Shown] = field(default_factory=dict)
    polls: dict[int, PollView] = field(default_factory=dict)  # by the number of the post

    def card_of(self, item: Item, back: str, *, is_placed: bool) -> FeedCard:
        """What of an item is kept as drawn."""
        return feed_card(self, item, back, is_placed=is_placed)


def feed(
    actor: Person,
    tab: str,
    *,
    space: Space | None = None,
    after: str = "",
    size: int = LIMITS.default_page,
    only: ColumnElement[bool] = EVERYTHING,
) -> Stream:
    """A page of `tab`, or of one community. only: a filter. Raises NotFound for a place one may not enter."""
    _enter(space, actor)
    tab = tab if space is None else ""
    if tab == FOR_YOU:
        return _for_you(actor, place_of(after), size, only)
    if space is None and not after and only is EVERYTHING:
        return _stream(actor, _beginning(actor, tab, size + 1).all(), tab, after, size)
    ids = _ids(actor, tab, space, after, size + 1, only)
    if space is None or after or only is not EVERYTHING:
        found = _planned(tab, _whole(actor, ids).order_by(*_order(tab, space)))
        return _stream(actor, session().execute(found).all(), tab, after, size)
    both = union(select(_pins(space).subquery("pins").c.id), select(ids.subquery("below").c.id))
    on_top = case((is_pinned(), StreamItem.pinned_at)).desc().nulls_last()
    found = _whole(actor, select(both.subquery("both").c.id)).order_by(on_top, *_order(tab, space))
    return _stream(actor, session().execute(found).all(), tab, after, size, has_pins=True)


@prepared
def _beginning(me: Person, tab: str, most: int) -> Select[Any]:
    """What most pages show: the newest of a tab, nothing filtered."""
    return _planned(tab, _whole(me, _ids(me, tab, None, "", most)).order_by(*_order(tab, None)))


def _planned(tab: str, found: Select[Any]) -> Select[Any]:
    """Planning what is drawn from several pools takes PostgreSQL five times as long as running it."""
    return found.execution_options(keeps_plan=tab in (FOR_YOU, "following"))


def _for_you(actor: Person, place: Place, size: int, only: ColumnElement[bool]) -> Stream:
    """What is ranked, with the reason of each."""
    rows = session().execute(_ranked(actor, place, size + 1, only)).all()
    page = Page(rows) if len(rows) <= size else Page(rows[:size], place.after(rows[:size]))
    return _dressed(actor, page.items, page.next, newest=rows[0].newest if rows else 0)


def _ranked(actor: Person, place: Place, most: int, only: ColumnElement[bool]) -> Select[Any]:
    topics = topics_of_reader(actor, place.as_of)
    ids = ranked(actor, place, topics, most, only).subquery("ids")
    found = _whole(actor, ids).add_columns(*said_of(actor, topics, ids))
    return _planned(FOR_YOU, found.order_by(ids.c.score.desc(), ids.c.id.desc()))


def of_person(actor: Person, person: Person, *, after: str = "", size: int = LIMITS.default_page) -> Stream:
    """What one colleague wrote, of that which the reader may see."""
    ids = newest_of(in_readable_space(actor, StreamItem), after, size + 1)
    found = _whole(actor, ids.where(StreamItem.author_id == person.id))
    newest = (StreamItem.at.desc(), StreamItem.id.desc())
    return _stream(actor, session().execute(found.order_by(*newest)).all(), "", after, size)


def _enter(space: Space | None, actor: Person) -> None:
    """That one knows of a community is no right to read what stands in it: some are known by name only."""
    if space is not None and not may_enter(actor, space):
        raise NotFound


def _pins(space: Space) -> Select[Any]:
    """The ids of what stands on top of a community, the last pinned first: outside of the pages below it."""
    ids: Select[Any] = select(StreamItem.id).where(
        StreamItem.space_id == space.id, StreamItem.is_shown, is_pinned()
    )
    return ids.order_by(StreamItem.pinned_at.desc()).limit(MOST_PINS)


def is_pinned() -> ColumnElement[bool]:
    """The condition for what is on top of its community now."""
    lasts = or_(StreamItem.pinned_until.is_(None), StreamItem.pinned_until > clock.now())
    return and_(StreamItem.pinned_at.is_not(None), lasts)


def _stream(
    actor: Person, every: Sequence[Row[Any]], tab: str, after: str, size: int, *, has_pins: bool = False
) -> Stream:
    pins = [row for row in every if has_pins and stands_on_top(row)]
    page = _cut(every[len(pins) :], tab, after, size)
    newest = max((row.id for row in every), default=0)
    return _dressed(actor, [*pins, *page.items], page.next, newest)


def _dressed(actor: Person, shown: Sequence[Row[Any]], next: str | None, newest: int) -> Stream:
    """The rows of a page with everything that their cards show besides."""
    cases = _waiting(actor, [row.ref for row in shown if row.waiting_count])
    cards = cards_in(actor, (row.html for row in shown))
    items = [Item(row, actor.id, cases.get(row.ref)) for row in shown]
    polls = polls_on(actor, [int(item.number) for item in items if item.face == "poll"])
    return Stream(items, next, newest, cards, polls)


def statement(
    actor: Person,
    tab: str,
    *,
    space: Space | None = None,
    after: str = "",
    size: int = 20,
    only: ColumnElement[bool] = EVERYTHING,
) -> Select[Any]:
    """The one statement of the feed."""
    if space is None and tab == FOR_YOU:
        return _ranked(actor, place_of(after), size + 1, only)
    ids = _ids(actor, tab, space, after, size + 1, only)
    return _planned(tab, _whole(actor, ids).order_by(*_order(tab, space)))


def names_that_find(actor: Person, tab: str, conditions: Mapping[str, ColumnElement[bool]]) -> set[str]:
    """Name of a condition → whether it has something: for what to say when nothing is left. One statement."""
    found = [
        select(_ids(actor, tab, None, "", 1, only).exists()).scalar_subquery().label(name)
        for name, only in conditions.items()
    ]
    row = session().execute(select(*found)).one()
    return {name for name, has in row._mapping.items() if has}


def _whole(actor: Person, wanted: Select[Any] | Subquery) -> Select[Any]:
    """Everything that a card shows, for the items that were found."""
    ids = wanted if isinstance(wanted, Subquery) else wanted.subquery("ids")
    given = aliased(Reaction)
    thanks = select(func.count(given.person_id)).where(given.ref == StreamItem.ref, given.mood == Mood.THANKS)
    mine = and_(Reaction.ref == StreamItem.ref, Reaction.person_id == actor.id, Reaction.mood == Mood.THANKS)
    followed = Watch.level.in_((Attention.TRACKED, Attention.WATCHING))
    around = aliased(Space)
    whole = select(around.slug).where(around.id == Space.within_id).scalar_subquery()
    columns = [each for each in StreamItem.__table__.columns if each.name != "is_shown"]
    return (
        select(
            *columns,
            Person.name.label("author_name"), Person.handle.label("author_handle"),
            Person.title.label("author_title"),
            Space.name.label("space_name"), func.coalesce(whole, Space.slug).label("space_slug"),
            Watch.level.label("watched"), Reaction.at.label("thanked_at"),
            thanks.scalar_subquery().label("thanks_count"),
            case((followed, news_count(actor, StreamItem.ref)), else_=0).label("new_count"),
        )
        .select_from(ids)
        .join(StreamItem, StreamItem.id == ids.c.id)
        .join(Space, Space.id == StreamItem.space_id)
        .outerjoin(Person, Person.id == StreamItem.author_id)
        .outerjoin(Watch, and_(Watch.ref == StreamItem.ref, Watch.person_id == actor.id))
        .outerjoin(Reaction, mine)
    )  # fmt: skip


def count_new(
    actor: Person,
    tab: str,
    since: int,
    *,
    space: Space | None = None,
    only: ColumnElement[bool] = EVERYTHING,
) -> int:
    """How many items came after the item `since`, up to a hundred: they wait behind a button."""
    _enter(space, actor)
    found = select(StreamItem.id).where(
        StreamItem.id > since, StreamItem.is_shown, StreamItem.author_id.is_distinct_from(actor.id)
    )
    newer = found.where(_where(actor, tab, space), only).limit(SHOWN_NEW).subquery()
    return session().scalar(select(func.count()).select_from(newer)) or 0


@dataclass(frozen=True)
class Needed:
    """Open questions of the reader's communities: how many, and how many customers wait behind them."""

    lines: Sequence[Any]
    count: int = 0
    customers: int = 0


def could_answer(actor: Person, size: int = 3, *, space: Space | None = None) -> Needed:
    """Those for which a customer has waited longest come first; with the totals, in one statement."""
    _enter(space, actor)
    rows = _needed(actor, size, space is None, space=space.id if space else None).all()
    return Needed(rows, rows[0].total, rows[0].customers) if rows else Needed(rows)


@prepared
def _needed(me: Person, size: int, everywhere: bool) -> Select[Any]:
    here = StreamItem.space_id == bindparam("space", type_=Integer)
    where = and_(_in_own_spaces(me), heard(me)) if everywhere else here
    first = (
        select(
            StreamItem.id,
            func.count().over().label("total"),
            func.sum(StreamItem.waiting_count).over().label("customers"),
        )
        .where(StreamItem.is_open, StreamItem.is_shown, where)
        .where(StreamItem.author_id.is_distinct_from(me.id))
        .order_by(*_by_need())
        .limit(size)
        .subquery("first")  # chosen in the index alone; only what is shown is read from the table
    )
    return (
        select(
            StreamItem.title, StreamItem.url, StreamItem.at, StreamItem.waiting_since,
            first.c.total, first.c.customers,
        )
        .join(first, first.c.id == StreamItem.id)
        .order_by(*_by_need())
    )  # fmt: skip


def cursor(row: Any) -> str:
    """Where the next page begins: the moment in microseconds, and the id among equal moments."""
    return f"{(row.at - EPOCH) // timedelta(microseconds=1)}-{row.id}"


def _ids(
    actor: Person,
    tab: str,
    space: Space | None,
    after: str,
    most: int,
    only: ColumnElement[bool] = EVERYTHING,
) -> Select[Any]:
    if space is None and tab == "unanswered":
        wanted: Select[Any] = select(StreamItem.id).where(
            StreamItem.is_shown, StreamItem.is_open, _in_own_spaces(actor), heard(actor), only
        )
        return wanted.order_by(*_by_need()).offset(_position(after)).limit(most)
    if space is not None:
        below = ~is_pinned() if only is EVERYTHING else only
        return newest_of(and_(_within(actor, space), below), after, most)
    if tab == FOR_YOU:
        place = place_of(after)
        return ranked(actor, place, topics_of_reader(actor, place.as_of), most, only)
    if tab == "all":
        return newest_of(and_(in_readable_space(actor, StreamItem), only), after, most)
    mine = of_own_spaces(actor, after, most, only)
    theirs = newest_of_few(and_(by_followed(actor), only), after, most)
    few, much = of_topics(actor, after, most, only)
    parts = {"mine": mine, "theirs": theirs, "few": few, "much": much}
    both = union(*(select(part.subquery(name)) for name, part in parts.items())).subquery("both")
    return select(both.c.id, both.c.at).order_by(both.c.at.desc(), both.c.id.desc()).limit(most)


def _position(after: str) -> int:
    """Ordered by need, not by age: pages by position within a list that is short by nature."""
    if after and not (after.isdecimal() and len(after) < 6):
        raise Invalid(_("This link to the next page is damaged. Start again from the first page."))
    return int(after or 0)


def _order(tab: str, space: Space | None) -> tuple[ColumnElement[Any], ...]:
    if space is None and tab == "unanswered":
        return _by_need()
    return (StreamItem.at.desc(), StreamItem.id.desc())


def _by_need() -> tuple[Any, ...]:
    since = StreamItem.waiting_since
    return (since.is_(None), since, StreamItem.at.desc(), StreamItem.id.desc())


def _where(actor: Person, tab: str, space: Space | None) -> ColumnElement[bool]:
    if space is not None:
        return _within(actor, space)
    if tab == "all":
        return in_readable_space(actor, StreamItem)
    if tab == FOR_YOU:
        return is_for(actor)
    own = and_(_in_own_spaces(actor), heard(actor))
    if tab == "unanswered":
        return and_(own, StreamItem.is_open)
    return or_(own, by_followed(actor), by_topic(actor))


def _within(actor: Person, space: Space) -> ColumnElement[bool]:
    """What came in a space that the actor may enter, and in those of its parts that they read."""
    parts = own_parts(actor.id, space.id)
    return StreamItem.space_id.in_([space.id, *parts]) if parts else StreamItem.space_id == space.id


def _in_own_spaces(actor: Person) -> ColumnElement[bool]:
    own = select(Membership.space_id).where(Membership.person_id == actor.id)
    return StreamItem.space_id.in_(own)


def _cut(rows: Sequence[Row[Any]], tab: str, after: str, size: int) -> Page[Row[Any]]:
    if len(rows) <= size:
        return Page(rows)
    if tab == "unanswered":
        return Page(rows[:size], str(_position(after) + size))
    return Page(rows[:size], cursor(rows[size - 1]))


def _waiting(actor: Person, refs: Sequence[str]) -> dict[str, Card]:
    """The case behind each question as this reader may see it, the longest-waiting one."""
    if not refs:
        return {}
    linked = cards_from(actor, refs, (LinkKind.ASKED, LinkKind.JOINED), "case")
    waits = {ref: [card for card in found if card.since] for ref, found in linked.items()}
    return {ref: min(found, key=lambda card: card.since or EPOCH) for ref, found in waits.items() if found}
