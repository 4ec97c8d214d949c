"""Filing things under topics."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Integer, cast, delete, func, select

from hub.core.db import session
from hub.core.limits import LIMITS
from hub.spaces.models import Filed, Topic


def slug_of(words: str, most: int = 60) -> str:
    """`Damaged baggage` → `damaged-baggage`: lower case, ASCII, hyphens. May be empty."""
    folded = unicodedata.normalize("NFKD", words.replace("ł", "l").replace("ø", "o"))
    ascii_only = folded.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:most].rstrip("-")


def file_under(ref: str, names: Sequence[str]) -> None:
    """Set the topics of a thing, inside a transaction; a new word becomes a topic."""
    db = session()
    wanted: dict[str, str] = {}
    for name in names[: LIMITS.tags]:
        word = name.strip().lstrip("#")[: LIMITS.tag]
        if slug_of(word):
            wanted.setdefault(slug_of(word), word)
    there = {row.slug: row for row in db.scalars(select(Topic).where(Topic.slug.in_(wanted)))}
    for slug, word in wanted.items():
        if slug not in there:
            there[slug] = Topic(slug=slug, name=word)
            db.add(there[slug])
    db.flush()
    ids = {topic.id for topic in there.values()}
    filed = set(db.scalars(select(Filed.topic_id).where(Filed.ref == ref)))
    if filed - ids:
        db.execute(delete(Filed).where(Filed.ref == ref, Filed.topic_id.in_(filed - ids)))
    db.add_all(Filed(ref=ref, topic_id=id) for id in ids - filed)


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
