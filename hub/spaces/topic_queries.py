"""What the pages about topics need, already shaped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from hub.core.db import pairs, session
from hub.core.features import registry, resolve_many
from hub.core.permissions import Actor, can, readable
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.attention import watch_items
from hub.people.models import Attention, Person, ProfileWord, Watch
from hub.people.profile import KNOWS
from hub.spaces.models import Filed, Membership, Space, Topic
from hub.spaces.rules import EDIT_TOPIC, SHARE_TOPIC, readable_space_ids, spaces_one_knows_of, topic_names
from hub.spaces.topic_models import TopicMerge
from hub.spaces.topics import filed_kind, id_of_filed, other_names_of, words_of
from hub.web.paging import Page

FOLLOWING = (Attention.FIRST, Attention.TRACKED, Attention.WATCHING)
SHOWN_PEOPLE = 8
SHOWN_OUTSIDE = 3
MOST_PLACES = 300
KINDS = {"question": lazy("Questions"), "post": lazy("Posts"), "page": lazy("Articles")}


@dataclass(frozen=True)
class Line:
    """A topic in the vocabulary. followers: how many people hear of it."""

    topic: Topic
    followers: int
    other_names: Sequence[str]


@dataclass(frozen=True)
class TopicPage:
    """A topic as one person sees it."""

    topic: Topic
    attention: str
    followers: int
    other_names: Sequence[str]
    knowing: Sequence[Person]
    merges: Sequence[TopicMerge]
    may_edit: bool
    kind: str = ""

    @property
    def levels(self) -> list[dict[str, Any]]:
        """How much there is to hear, to choose from."""
        return watch_items(self.topic.ref, self.attention, self.topic.url)

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """What is filed here, by kind."""
        url = self.topic.url
        first = {"label": _("All"), "url": url, "current": not self.kind}
        return [
            first,
            *({"label": label, "url": f"{url}?kind={kind}", "current": kind == self.kind}
              for kind, label in KINDS.items()),
        ]  # fmt: skip


def vocabulary(
    actor: Person, words: str = "", place: str = "", *, after: int = 0, size: int = 50
) -> Page[Line]:
    """The topics one may see, by name; found by any of their names. place: "all", or a community's slug."""
    other = aliased(Topic)
    statement = readable(actor, select(Topic)).options(joinedload(Topic.space))
    for word in words.lower().lstrip("#").split()[:6]:
        like = f"%{word.replace('%', '').replace('_', '')}%"
        named = exists().where(
            other.same_as_id == Topic.id, func.lower(other.name).like(like),
            or_(other.space_id.is_(None), other.space_id.in_(readable_space_ids(actor))),
        )  # fmt: skip
        statement = statement.where(or_(func.lower(Topic.name).like(like), named))
    if place == "all":
        statement = statement.where(Topic.space_id.is_(None))
    elif place:
        statement = statement.join(Space, Space.id == Topic.space_id).where(Space.slug == place)
    order = (func.lower(Topic.name), Topic.id)
    rows = session().scalars(statement.order_by(*order).offset(after).limit(size + 1)).all()
    shown = rows[:size]
    names, followers = other_names_of(actor, shown), followers_of(shown)
    lines = [Line(each, followers.get(each.ref, 0), names.get(each.id, ())) for each in shown]
    return Page(lines, str(after + size) if len(rows) > size else None)


def topic_page(actor: Person, topic: Topic, kind: str = "") -> TopicPage:
    """Everything that stands around what is filed under a topic."""
    level, followers, names = _around(actor, topic)
    may_edit = can(actor, EDIT_TOPIC, topic)
    return TopicPage(
        topic, level, followers, names,
        _knowing(actor, words_of(topic, names)),
        merges_into(actor, topic) if may_edit and names else (), may_edit=may_edit, kind=kind,
    )  # fmt: skip


def places_for(actor: Person) -> Sequence[Space]:
    """The communities that a topic may belong to, of those the actor may enter."""
    statement = (
        select(Space)
        .where(Space.id.in_(readable_space_ids(actor)), spaces_one_knows_of(actor))
        .where(Space.archived_at.is_(None))
        .order_by(func.lower(Space.name))
        .limit(MOST_PLACES)
    )
    return session().scalars(statement).all()


def places_with_topics(actor: Person) -> Sequence[Space]:
    """The communities that have topics of their own, of those the actor may enter."""
    has = exists().where(Topic.space_id == Space.id, Topic.same_as_id.is_(None))
    known = (Space.id.in_(readable_space_ids(actor)), spaces_one_knows_of(actor))
    statement = select(Space).where(*known, has)
    return session().scalars(statement.order_by(func.lower(Space.name)).limit(MOST_PLACES)).all()


def places_to_make_in(actor: Person) -> list[tuple[str, str]]:
    """Where the actor may add a topic, for a choice: (slug or "", name)."""
    every = [("", _("All communities"))] if can(actor, SHARE_TOPIC, None) else []
    mine = [each for each in places_for(actor) if can(actor, EDIT_TOPIC, Topic(space=each))]
    return [*every, *((each.slug, _("Only %(name)s", name=each.name)) for each in mine)]


def merges_into(actor: Actor, topic: Topic) -> Sequence[TopicMerge]:
    """The merges that made this topic what it is and can be taken back, newest first."""
    source = aliased(Topic)
    known = or_(source.space_id.is_(None), source.space_id.in_(readable_space_ids(actor)))
    statement = (
        select(TopicMerge)
        .join(source, source.id == TopicMerge.source_id)
        .where(TopicMerge.target_id == topic.id, TopicMerge.undone_at.is_(None), known)
        .options(joinedload(TopicMerge.source), joinedload(TopicMerge.by))
        .order_by(TopicMerge.id.desc())
        .limit(20)
    )
    return session().scalars(statement).all()


def other_names(topic: Topic) -> Sequence[Topic]:
    """The synonyms that were given, without the names that came by a merge."""
    merged = select(TopicMerge.source_id).where(TopicMerge.undone_at.is_(None))
    statement = select(Topic).where(Topic.same_as_id == topic.id, Topic.id.not_in(merged))
    return session().scalars(statement.order_by(Topic.name)).all()


def used_outside(actor: Person, topic: Topic, space: Space) -> tuple[list[str], bool]:
    """Titles of things outside a space that are filed under a topic, and whether there are more unseen."""
    titles: list[str] = []
    is_more = False
    for kind in registry.kinds.values():
        if not hasattr(kind.model, "space_id") or kind.name == "topic":
            continue
        filed = select(id_of_filed(kind.name)).where(Filed.topic_id == topic.id, filed_kind(kind.name))
        outside = select(kind.model.id).where(kind.model.id.in_(filed), kind.model.space_id != space.id)
        refs = [f"{kind.name}:{id}" for id in session().scalars(outside.limit(100))]
        seen = resolve_many(actor, refs)
        titles.extend(kind.title(thing) for thing in seen.values())
        is_more = is_more or len(seen) < len(refs)
    return titles[:SHOWN_OUTSIDE], is_more or len(titles) > SHOWN_OUTSIDE


def followers_of(topics: Sequence[Topic]) -> dict[str, int]:
    """ref → how many of those who may see it want to hear of it."""
    statement = select(Watch.ref, func.count()).join(Person, Person.id == Watch.person_id)
    return pairs(statement.where(*_follow(topics)).group_by(Watch.ref))


def _around(actor: Person, topic: Topic) -> tuple[str, int, list[str]]:
    """What the actor chose for it ("" for nothing), how many want to hear of it, and its other names."""
    own = select(Watch.level).where(Watch.person_id == actor.id, Watch.ref == topic.ref).scalar_subquery()
    many = select(func.count()).select_from(Watch).join(Person, Person.id == Watch.person_id)
    this = aliased(Topic)
    statement = (
        select(own, many.where(*_follow([topic])).scalar_subquery(), Topic.name)
        .select_from(this)
        .outerjoin(Topic, and_(Topic.same_as_id == this.id, topic_names(actor)))
        .where(this.id == topic.id)
        .order_by(func.lower(Topic.name))
    )
    rows = session().execute(statement).all()
    level, number, _name = rows[0]
    return level or "", number, [name for *_numbers, name in rows if name is not None]


def _follow(topics: Sequence[Topic]) -> Iterator[ColumnElement[bool]]:
    """What a Watch and its Person have to be to count."""
    yield Watch.ref.in_([topic.ref for topic in topics])
    yield Watch.level.in_(FOLLOWING)
    yield Person.deactivated_at.is_(None)
    closed = {t.ref: t.space_id for t in topics if t.space is not None and not t.space.is_open}
    for ref, space_id in closed.items():
        inside = select(Membership.person_id).where(Membership.space_id == space_id)
        yield or_(Watch.ref != ref, Watch.person_id.in_(inside))


def _knowing(actor: Person, words: set[str]) -> Sequence[Person]:
    """Who says that they know about it, under any of its names."""
    knows = exists().where(
        ProfileWord.person_id == Person.id, ProfileWord.kind == KNOWS,
        ProfileWord.word.in_(words),
    )  # fmt: skip
    statement: Select[Any] = readable(actor, select(Person)).where(Person.deactivated_at.is_(None), knows)
    return session().scalars(statement.order_by(func.lower(Person.name)).limit(SHOWN_PEOPLE)).all()
