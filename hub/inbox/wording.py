"""From notices to sentences, made when they are read and as their reader may see things now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Any

from sqlalchemy.orm import joinedload

from hub.core.events import FACTS, Event, Fact
from hub.core.features import card_of, kind_of, registry, resolve_many, url_of
from hub.core.permissions import can
from hub.core.words import gettext, lazy
from hub.inbox.answering import choice_for, is_talk
from hub.inbox.consumer import opens
from hub.inbox.groups import Group, group_of
from hub.inbox.models import Notice
from hub.people.models import Person
from hub.spaces.rules import ANSWER_IN
from hub.threads.models import Comment
from hub.threads.rules import COMMENT

WHY = 140
SAID = (joinedload(Notice.event), joinedload(Notice.actor))  # with the notices whose lines are wanted
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
    ref: str = ""  # of the thing it is about
    choice: str = ""  # the yes that it asks for, in words
    can_answer: bool = False  # a word of its person can be posted from here

    @property
    def sentence(self) -> str:
        """The first line as plain text."""
        return "".join(piece.text for piece in self.pieces)


def worded(person: Person, notices: Sequence[Notice]) -> list[Line]:
    """The lines of those notices whose thing `person` may still read; the others are left out.

    Many are asked for with `SAID`, so that nothing is asked for each.
    """
    refs = {ref for notice in notices for ref in (notice.about, notice.detail) if ref}
    things = resolve_many(person, refs)
    lines = (_line(person, notice, things) for notice in notices)
    return [line for line in lines if line is not None]


def _line(person: Person, notice: Notice, things: Mapping[str, Any]) -> Line | None:
    fact, event, actor = FACTS.get(notice.kind), notice.event, notice.actor
    thing = things.get(notice.about)
    if fact is None or (notice.about and thing is None):
        return None
    says = fact.says_many if notice.count > 1 and fact.says_many else fact.says
    if not says:
        return None
    values = {
        "actor": actor.name if actor else str(SOMEBODY),
        "title": kind_of(notice.about).title(thing) if thing is not None else str(SOMETHING),
        "n": str(notice.count),
        "rating": str(event.data.get("rating", "…")) if event is not None else "…",
    }
    detail = things.get(notice.detail)
    group = group_of(notice.kind, notice.action)
    card = card_of(thing) if thing is not None else None
    is_outside = bool(card and card.channel)
    choice = choice_for(person, notice, detail)
    return Line(
        id=notice.id, pieces=tuple(_pieces(says, values)),
        why=_reminding(notice, _why(notice, detail, _quote(fact, event))),
        reason=gettext(notice.reason), url=_url(person, thing, detail),
        icon=card.icon if card and is_outside else group.icon, hue="out" if is_outside else group.hue,
        at=notice.at, is_new=notice.seen_at is None and notice.done_at is None,
        is_done=notice.done_at is not None, action=notice.action, group=group,
        ref=notice.about, choice=choice.label if choice else "", can_answer=_can_answer(person, thing, event),
    )  # fmt: skip


def _can_answer(person: Person, thing: Any, event: Event | None) -> bool:
    """As far as it can be told without reading more; the page of the answer looks again."""
    if thing is None or event is None or not event.is_known or opens(event) != event.subject:
        return False
    if isinstance(thing, Comment):  # what it stands under is not read for a list
        return can(person, ANSWER_IN, thing.space)
    return is_talk(thing.ref) and can(person, COMMENT, thing)


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


def _quote(fact: type[Fact], event: Event | None) -> str:
    """The words in an event that its fact lets people read."""
    return fact.quoted(event.data) if event is not None else ""


def _url(person: Person, thing: Any, detail: Any) -> str:
    if detail is not None:
        return url_of(detail)
    if thing is not None:
        return url_of(thing)
    return registry.kinds[person.ref_kind].url(person)
