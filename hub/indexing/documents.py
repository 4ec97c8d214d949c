"""From refs to search documents: always from the present state of the database, never from facts."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from hub.core import refs
from hub.core.db import session
from hub.core.features import Kind, registry, resolve_many
from hub.core.permissions import SYSTEM
from hub.people.models import Person
from hub.spaces.models import Space
from hub.spaces.topics import topics_of
from hub.threads.models import Comment
from search.document import Document

BATCH = 400


def documents_of(touched: Sequence[str], changed: Sequence[str] = ()) -> tuple[list[Document], list[str]]:
    """What to write and which keys to delete, after something happened to these refs.

    Of those that `changed` themselves, what repeats their title or falls with them comes along.
    """
    known = [ref for ref in dict.fromkeys((*touched, *changed)) if _is_indexed(ref)]
    things = resolve_many(SYSTEM, known)
    more = _dependent({ref: things[ref] for ref in things if ref in set(changed)})
    things.update(resolve_many(SYSTEM, [ref for ref in more if ref not in things]))
    wanted = list(dict.fromkeys([*known, *more]))
    made = {ref: _document(things[ref]) for ref in wanted if ref in things}
    documents = [document for document in made.values() if document is not None]
    return documents, [ref for ref in wanted if made.get(ref) is None]


def every_document() -> Iterator[Document]:
    """All documents of all kinds, read in batches so that memory stays small."""
    # Held while it lasts, so that an author or a place is not asked for once per thing.
    held = [session().scalars(select(model)).all() for model in (Person, Space)]
    for kind in list(registry.kinds.values()):
        if kind.document is not None:
            yield from _documents_of_kind(kind)
    held.clear()


def _documents_of_kind(kind: Kind) -> Iterator[Document]:
    after = 0
    while True:
        statement = select(kind.model).where(kind.model.id > after).order_by(kind.model.id)
        rows = session().scalars(statement.options(*kind.eager).limit(BATCH)).unique().all()
        if not rows:
            return
        after = rows[-1].id
        yield from [document for row in rows if (document := _document(row)) is not None]


def _document(thing: Any) -> Document | None:
    kind = registry.kinds[thing.ref_kind]
    if kind.document is None:
        return None
    return kind.document(thing)


def _dependent(things: dict[str, Any]) -> list[str]:
    """Refs that repeat something of these things, and the topics that they are filed under."""
    found: list[str] = []
    for thing in things.values():
        kind = registry.kinds[thing.ref_kind]
        if kind.parts is not None:
            found.extend(kind.parts(thing))
    if things and "comment" in registry.kinds:
        about = [*things, *found]
        found.extend(
            f"comment:{id}" for id in session().scalars(select(Comment.id).where(Comment.about.in_(about)))
        )
    if "topic" in registry.kinds:
        found.extend(topic.ref for topics in _topics(things) for topic in topics)
    return found


def _topics(things: Iterable[str]) -> Iterable[list[Any]]:
    return topics_of(list(things)).values()


def _is_indexed(ref: str) -> bool:
    try:
        kind = registry.kinds.get(refs.parse(ref).kind)
    except ValueError:
        return False
    return kind is not None and kind.document is not None
