"""The vocabulary: what a word means where it is typed, and filing things under topics."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Integer, Select, cast, delete, func, or_, select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import Actor, condition
from hub.people.profile import folded
from hub.spaces.models import Filed, Space, Topic
from hub.spaces.rules import topic_names


def slug_of(words: str, most: int = 60) -> str:
    """`Damaged baggage` → `damaged-baggage`: lower case, ASCII, hyphens. May be empty."""
    plain = unicodedata.normalize("NFKD", words.replace("ł", "l").replace("ø", "o"))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:most].rstrip("-")


def slug_in(space: Space | None, word: str) -> str:
    """The slug of a word of everybody's, or of one community's own."""
    return word if space is None else f"{space.slug}.{word}"


def file_under(ref: str, names: Sequence[str], space_id: int) -> None:
    """Set the topics of a thing that lives in a space, inside a transaction; a new word becomes a topic.

    A word means the space's own topic, else everybody's; a synonym means the topic it is another name of.
    What is new in a closed space is its own: the word itself may tell what is talked about there.
    """
    db = session()
    space = db.get_one(Space, space_id)
    wanted: dict[str, str] = {}
    for name in names[: LIMITS.tags]:
        word = name.strip().lstrip("#")[: LIMITS.tag]
        if slug_of(word):
            wanted.setdefault(slug_of(word), word)
    there = meant(wanted, space)
    for slug, word in wanted.items():
        if slug not in there:
            owner = None if space.is_open else space
            there[slug] = Topic(slug=slug_in(owner, slug), name=word, space=owner)
            db.add(there[slug])
    db.flush()
    ids = {topic.id for topic in there.values()}
    filed = set(db.scalars(select(Filed.topic_id).where(Filed.ref == ref)))
    if filed - ids:
        db.execute(delete(Filed).where(Filed.ref == ref, Filed.topic_id.in_(filed - ids)))
    db.add_all(Filed(ref=ref, topic_id=id) for id in ids - filed)


def meant(words: Iterable[str], space: Space | None) -> dict[str, Topic]:
    """Word → the topic that it means for what stands in `space`; words that mean nothing are left out."""
    # In a part the community’s own topics count too, its own ones first.
    places = (None,) if space is None else (None, space.around, space)
    slugs = {slug_in(place, word): word for word in words for place in places}
    statement = select(Topic).where(Topic.slug.in_(slugs)).options(joinedload(Topic.same_as))
    nearness = {place.id: number for number, place in enumerate(places) if place is not None}
    rows = sorted(session().scalars(statement), key=lambda row: nearness.get(row.space_id or 0, 0))
    return {slugs[row.slug]: row.same_as or row for row in rows}  # the nearest is the last


def leave_behind(refs: Iterable[str], space_id: int) -> None:
    """Things have moved to this space: own topics of where they came from stay there. In a transaction."""
    space = session().get_one(Space, space_id)
    foreign = select(Topic.id).where(
        Topic.space_id.is_not(None), Topic.space_id.not_in((space_id, space.around.id))
    )
    session().execute(delete(Filed).where(Filed.ref.in_(list(refs)), Filed.topic_id.in_(foreign)))


def topic_at(actor: Actor, slug: str) -> Topic:
    """The topic that an address or a filter names, under any of its names. Raises NotFound.

    A bare word leads to everybody's topic, else to one of a community that the actor may enter; a word
    with a community in front leads to everybody's once the community's own is gone. The answer rests on
    what the actor may see alone: a closed community's topic and none at all cannot be told apart.
    """
    word = slug.rpartition(".")[2]
    own = Topic.slug.endswith(f".{word}", autoescape=True) if word == slug else Topic.slug == word
    rows = session().scalars(_named(actor).where(or_(Topic.slug == slug, own)).order_by(Topic.id)).unique()
    found = sorted(rows, key=lambda row: row.slug != slug)
    if not word or not found:
        raise NotFound
    return found[0].same_as or found[0]


def slugs_meant(actor: Actor, words: Iterable[str]) -> dict[str, set[str]]:
    """Word or slug → the slugs of all topics it may mean to the actor: everybody's, and communities' own."""
    wanted = set(words)
    own = [Topic.slug.endswith(f".{word}", autoescape=True) for word in wanted if "." not in word]
    found: dict[str, set[str]] = {}
    for row in session().scalars(_named(actor).where(or_(Topic.slug.in_(wanted), *own))).unique():
        for word in wanted & {row.slug, row.word}:
            found.setdefault(word, set()).add((row.same_as or row).slug)
    return found


def words_of(topic: Topic, other_names: Iterable[str]) -> set[str]:
    """All names of a topic as profiles keep them: for who knows about it."""
    names = (topic.name, *other_names)
    return {folded(name) for name in names} | {slug_of(name).replace("-", " ") for name in names}


def other_names_of(actor: Actor, topics: Iterable[Topic]) -> dict[int, list[str]]:
    """Topic → its other names that the actor may know."""
    found: dict[int, list[str]] = {}
    ids = [topic.id for topic in topics]
    statement = select(Topic.same_as_id, Topic.name).where(Topic.same_as_id.in_(ids), topic_names(actor))
    for id, name in session().execute(statement.order_by(func.lower(Topic.name))):
        found.setdefault(id or 0, []).append(name)
    return found


def _named(actor: Actor) -> Select[Topic]:
    """Names that the actor may know, of topics that they may see."""
    visible = select(Topic.id)
    limit = condition(actor, Topic)
    if limit is not None:
        visible = visible.where(limit)
    named = func.coalesce(Topic.same_as_id, Topic.id).in_(visible.correlate(None))
    return select(Topic).where(named, topic_names(actor)).options(joinedload(Topic.same_as))


def topics_of(refs: Iterable[str]) -> dict[str, list[Topic]]:
    """ref → its topics, by name: one query for a whole list."""
    statement = select(Filed).where(Filed.ref.in_(list(refs)))
    found: dict[str, list[Topic]] = {}
    for row in session().scalars(statement):
        found.setdefault(row.ref, []).append(row.topic)
    for topics in found.values():
        topics.sort(key=lambda topic: topic.name.lower())
    return found


def filed_kind(kind: str) -> ColumnElement[bool]:
    """The condition that what is filed is of this kind."""
    return Filed.ref.startswith(f"{kind}:")


def id_of_filed(kind: str) -> ColumnElement[int]:
    """The number in the ref of what is filed, to be compared with ids of that kind."""
    return cast(func.substr(Filed.ref, len(kind) + 2), Integer)
