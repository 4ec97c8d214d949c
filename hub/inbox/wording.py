"""From notices to sentences, made when they are read and as their reader may see things now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Any

from sqlalchemy import select

from hub.core.db import session
from hub.core.events import FACTS, Event
from hub.core.features import card_of, kind_of, registry, resolve_many, url_of
from hub.core.words import gettext, lazy
from hub.inbox.groups import Group, group_of
from hub.inbox.models import Notice
from hub.people.models import Person

WHY = 140
SOMEBODY = lazy("A colleague")
SOMETHING = lazy("something of yours")


@dataclass(frozen=True)
class Piece:
    """A part of a sentence; names and titles stand out."""

    text: str
    is_strong: bool = False


@dataclass(frozen=True)
class Line:
    """A notice in words: one line what, one line why."""

    id: int
    pieces: tuple[Piece, ...]
    why: str
    reason: str
    url: str
    icon: str
    hue: str
    at: datetime
    is_new: bool
    is_done: bool
    action: str
    group: Group

    @property
    def sentence(self) -> str:
        """The first line as plain text."""
        return "".join(piece.text for piece in self.pieces)


def worded(person: Person, notices: Sequence[Notice]) -> list[Line]:
    """The lines of those notices whose thing `person` may still read; the others are left out."""
    refs = {ref for notice in notices for ref in (notice.about, notice.detail) if ref}
    things = resolve_many(person, refs)
    ids = {notice.actor_id for notice in notices if notice.actor_id}
    actors = _people(ids)
    quotes = _quotes(notices)
    lines = (_line(person, notice, things, actors, quotes.get(notice.event_id, "")) for notice in notices)
    return [line for line in lines if line is not None]


def _line(
    person: Person, notice: Notice, things: Mapping[str, Any], actors: Mapping[int, Person], quote: str
) -> Line | None:
    fact = FACTS.get(notice.kind)
    thing = things.get(notice.about)
    if fact is None or (notice.about and thing is None):
        return None
    says = fact.says_many if notice.count > 1 and fact.says_many else fact.says
    if not says:
        return None
    actor = actors.get(notice.actor_id or 0)
    values = {
        "actor": actor.name if actor else str(SOMEBODY),
        "title": kind_of(notice.about).title(thing) if thing is not None else str(SOMETHING),
        "n": str(notice.count),
    }
    detail = things.get(notice.detail)
    group = group_of(notice.kind, notice.action)
    card = card_of(thing) if thing is not None else None
    is_outside = bool(card and card.channel)
    return Line(
        id=notice.id, pieces=tuple(_pieces(says, values)),
        why=_reminding(notice, _why(notice, detail, quote)),
        reason=gettext(notice.reason), url=_url(person, thing, detail),
        icon=card.icon if card and is_outside else group.icon, hue="out" if is_outside else group.hue,
        at=notice.at, is_new=notice.seen_at is None and notice.done_at is None,
        is_done=notice.done_at is not None, action=notice.action, group=group,
    )  # fmt: skip


def _pieces(says: str, values: Mapping[str, str]) -> Iterable[Piece]:
    for literal, name, _format, _conversion in Formatter().parse(str(says)):
        if literal:
            yield Piece(literal)
        if name is not None and name in values:
            yield Piece(values[name], is_strong=name in ("actor", "title"))


def _why(notice: Notice, detail: Any, quote: str) -> str:
    """The first words of what was said or written; else why the person hears of it."""
    if quote:
        return f"“{_short(quote)}”"
    if detail is not None and (words := _short(card_of(detail).excerpt)):
        return words
    reason = gettext(notice.reason)
    return reason[:1].upper() + reason[1:] + "."


def _reminding(notice: Notice, why: str) -> str:
    if notice.reminded_at is None or notice.done_at is not None:
        return why
    return gettext("This still waits for you. %(why)s", why=why)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= WHY else words[:WHY].rsplit(" ", 1)[0] + "…"


def _quotes(notices: Sequence[Notice]) -> dict[int, str]:
    """Event → the words in it that their fact lets people read: the newest of those that were merged."""
    fields = {kind: fact.quotes for kind, fact in FACTS.items() if fact.quotes}
    ids = {notice.event_id for notice in notices if notice.kind in fields}
    if not ids:
        return {}
    events = session().execute(select(Event.id, Event.kind, Event.data).where(Event.id.in_(ids)))
    return {id: data.get(fields[kind], "") for id, kind, data in events}


def _url(person: Person, thing: Any, detail: Any) -> str:
    if detail is not None:
        return url_of(detail)
    if thing is not None:
        return url_of(thing)
    return registry.kinds[person.ref_kind].url(person)


def _people(ids: set[int]) -> dict[int, Person]:
    if not ids:
        return {}
    return {each.id: each for each in session().scalars(select(Person).where(Person.id.in_(ids)))}
