"""Keeping the stream: each thing that has a place in the feed is one row, made from its kind's entry.

`put()` is called in the action that makes a post. For things of other features the consumer below
does the same within a moment, and again for every fact that touches a thing already there.
"""

from collections.abc import Sequence
from html import escape
from typing import Any

from sqlalchemy import select, update

from hub.core.db import session
from hub.core.events import Event
from hub.core.features import Entry, registry, resolve_many
from hub.core.permissions import SYSTEM
from hub.feed.models import StreamItem
from hub.people.models import Reading
from hub.spaces.belonging import forget_belongings
from hub.spaces.events import SpaceEdited
from hub.spaces.models import Space

WHOLE = 900  # characters of a text that the feed shows in full
CUT = 500


class StreamConsumer:
    """Puts what happened in other features into the stream."""

    name = "stream"

    def handle(self, events: Sequence[Event]) -> None:
        """Look at every touched thing once, as it is now."""
        refs = dict.fromkeys(ref for event in events for ref in event.refs())
        wanted = [ref for ref in refs if _has_place(ref)]
        _bring_up_to_date(wanted)
        for event in events:
            if event.kind == SpaceEdited.kind and event.data.get("parts_changed"):
                _bring_up_to_date(_refs_in(event.space_id))


def _bring_up_to_date(wanted: Sequence[str]) -> None:
    things = resolve_many(SYSTEM, wanted)  # removed ones too: their entry says so
    for ref in wanted:
        if ref in things:
            put(things[ref])
        else:
            _hide(ref)


def _refs_in(space_id: int | None) -> list[str]:
    """Everything of a space that ever had a place in the stream."""
    return list(session().scalars(select(StreamItem.ref).where(StreamItem.space_id == space_id)))


def put(thing: Any) -> StreamItem | None:
    """Give a thing its place in the stream or bring its row up to date, inside a transaction."""
    make = registry.kinds[thing.ref_kind].entry
    entry = make(thing) if make else None
    if entry is None:
        _hide(thing.ref)
        return None
    db = session()
    item = db.scalars(select(StreamItem).where(StreamItem.ref == entry.ref)).one_or_none()
    is_new_here = item is None or item.space_id != entry.space_id
    item = item or StreamItem(ref=entry.ref)
    if is_new_here:  # a pin belongs to the place it was put up in
        item.pinned_at = item.pinned_until = None
    _fill(item, entry)
    item.is_shown = thing.space.has(registry.kinds[thing.ref_kind].part)
    if is_new_here:
        db.add(item)
        _count(entry)
    db.flush()
    return item


def _has_place(ref: str) -> bool:
    kind = registry.kinds.get(ref.partition(":")[0])
    return kind is not None and kind.entry is not None


def _hide(ref: str) -> None:
    session().execute(update(StreamItem).where(StreamItem.ref == ref).values(is_shown=False))


def _count(entry: Entry) -> None:
    """One more in its community; for its author it is not new."""
    db = session()
    db.execute(update(Space).where(Space.id == entry.space_id).values(entry_count=Space.entry_count + 1))
    db.execute(
        update(Reading)
        .where(Reading.person_id == entry.author_id, Reading.ref == f"space:{entry.space_id}")
        .values(last_id=Reading.last_id + 1)
    )
    forget_belongings()


def _fill(item: StreamItem, entry: Entry) -> None:
    for name in (
        "face", "space_id", "author_id", "at", "title", "url", "quote", "answer_count", "comment_count",
        "vote_count", "helped_count", "rating", "badge", "is_open", "waiting_since", "waiting_count",
    ):  # fmt: skip
        setattr(item, name, getattr(entry, name))
    item.is_shown = True
    item.is_cut = len(entry.text) > WHOLE
    item.html = _opening(entry.text) if item.is_cut else entry.html
    item.people = [{"id": person.id, "name": person.name, "handle": person.handle} for person in entry.people]


def _opening(text: str) -> str:
    """The first lines of a long text as plain paragraphs."""
    words = text[:CUT].rsplit(" ", 1)[0]
    parts = [part.strip() for part in words.split("\n") if part.strip()]
    return "".join(f"<p>{escape(part)}</p>" for part in parts[:-1]) + f"<p>{escape(parts[-1])}…</p>"
