"""From hits to what a page shows. Two gates: the engine looks only where the reader may enter, and
the database has the last word on each hit. What it does not give back is not shown, not counted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import or_, select, true

from hub.core import refs
from hub.core.db import session
from hub.core.features import Card, CustomerText, card_of, registry, resolve_many
from hub.core.permissions import Actor, condition, readable
from hub.core.words import language
from hub.people.models import Person
from hub.reuse.proof import proofs_of
from hub.reuse.proof_models import Proof
from hub.spaces.audiences import Places
from hub.spaces.models import Space, Topic
from search.engine import Hit
from search.snippets import excerpt_html, highlighted_html

CONFIDENT = 3  # a vetted answer among so many of the first hits is the best answer
KNOWING = 3
AT_ONCE = ("person", "topic", "space")  # kinds that a page of results shows in other places, too
BY = ("author_id", "vetted_by_id", "verified_by_id")
SURE = ("vetted", "verified", "validated")


@dataclass(frozen=True)
class Shown:
    """A hit, ready for the page."""

    ref: str
    kind: str
    title: Markup
    plain_title: str
    url: str
    excerpt: Markup
    icon: str
    label: str
    card: Card
    author: Person | None
    place: str
    at: datetime
    is_outside: bool  # a customer's thing
    proof: Proof | None = None  # what results say of it, when they say something


@dataclass(frozen=True)
class Best:
    """One answer that may be given to a customer as it stands."""

    shown: Shown
    wording: CustomerText
    vetted_by: Person | None


@dataclass(frozen=True)
class Knows:
    """A colleague who has answered about this, and the evidence."""

    person: Person
    answers: int
    helped: int = 0


@dataclass
class Readable:
    """The things behind hits that the reader may see, with their people loaded."""

    things: Mapping[str, Any]
    people: dict[int, Person] = field(default_factory=dict)
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    topics: Sequence[Topic] = ()  # those that were found, and those that only name something


def standing(actor: Actor, hits: Sequence[Hit]) -> dict[str, Any]:
    """ref → thing of the hits that the reader may see. What was removed is none, whatever the index says."""
    things = resolve_many(actor, [hit.key for hit in hits])
    return {ref: thing for ref, thing in things.items() if getattr(thing, "removed_at", None) is None}


def readable_hits(actor: Actor, hits: Sequence[Hit], places: Places, handles: Any, slugs: Any) -> Readable:
    """The second gate: one query for each kind.

    People and topics are asked for once, whether they were found, wrote what was, or are only named beside
    it by their `handles` and `slugs`; spaces are at hand already.
    """
    own: dict[str, set[str]] = {name: set() for name in AT_ONCE}
    for hit in hits:
        own.get(hit.kind, set()).add(hit.key)
    things = standing(actor, [hit for hit in hits if hit.kind not in own])
    things |= {ref: places.known[ref] for ref in own["space"] if ref in places.known}
    topics = _topics(actor, own["topic"], slugs)
    things |= {topic.ref: topic for topic in topics if topic.ref in own["topic"]}
    by = {id for thing in things.values() for name in BY if (id := getattr(thing, name, None))}
    people = _people(actor, by | _ids(own["person"]), handles)
    things |= {who.ref: who for who, may_be_found in people if may_be_found and who.ref in own["person"]}
    return Readable(things, {who.id: who for who, _ in people}, proofs_of(things), topics)


def in_own_language(readable: Readable, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits in their order; of one thing in several languages the reader's comes first."""
    places: dict[object, list[int]] = {}
    for number, hit in enumerate(hits):
        group = getattr(readable.things.get(hit.key), "version_group", None)
        if group is not None:
            places.setdefault((hit.kind, group), []).append(number)
    out = list(hits)
    for numbers in places.values():
        own = sorted(numbers, key=lambda number: not _is_own(readable.things[hits[number].key]))
        for number, taken in zip(numbers, own, strict=True):
            out[number] = hits[taken]
    return out


def _is_own(thing: Any) -> bool:
    return getattr(thing, "language", "") == language()


def shown_hits(
    readable: Readable, hits: Sequence[Hit], marks: Collection[str], spaces: Mapping[int, Space]
) -> list[Shown]:
    """The hits in their order. A question and its answers are one place: the best answer stands for it."""
    places: dict[str, Shown] = {}
    for hit in hits:
        thing = readable.things.get(hit.key)
        if thing is None:
            continue
        made = _shown(hit, thing, readable, marks, spaces)
        address, _, part = made.url.partition("#")
        before = places.get(address)
        if before is None or (part and "#" not in before.url):
            places[address] = made
    return list(places.values())


def best_of(readable: Readable, shown: Sequence[Shown]) -> Best | None:
    """The first of the top hits with wording that somebody vetted; None when we are not sure."""
    for each in shown[:CONFIDENT]:
        kind = registry.kinds[each.kind]
        wording = kind.customer_text(readable.things[each.ref]) if kind.customer_text else None
        if wording is not None and wording.trust in SURE:
            return Best(each, wording, _vetted_by(readable, wording.vetted_by))
    return None


def _vetted_by(readable: Readable, id: int | None) -> Person | None:
    if id is None:
        return None
    return readable.people.get(id) or session().get(Person, id)


def who_knows(shown: Sequence[Shown]) -> list[Knows]:
    """Those whose answers and pages were found, the most helpful first."""
    found: dict[int, Knows] = {}
    for each in shown:
        if each.author is None or each.kind not in ("answer", "page") or not each.author.is_active:
            continue
        before = found.get(each.author.id, Knows(each.author, 0))
        found[each.author.id] = Knows(each.author, before.answers + 1, before.helped + each.card.helped)
    ordered = sorted(found.values(), key=lambda knows: (-knows.helped, -knows.answers, knows.person.name))
    return ordered[:KNOWING]


def _shown(
    hit: Hit, thing: Any, readable: Readable, marks: Collection[str], spaces: Mapping[int, Space]
) -> Shown:
    kind = registry.kinds[thing.ref_kind]
    card = card_of(thing)
    text = kind.text(thing) if kind.text else getattr(thing, "text", "") or card.excerpt
    space = spaces.get(getattr(thing, "space_id", None) or 0)
    return Shown(
        ref=hit.key, kind=kind.name, title=highlighted_html(card.title, marks), plain_title=card.title,
        url=card.url, excerpt=excerpt_html(text, marks), icon=card.icon or "link", label=card.kind,
        card=card, author=readable.people.get(getattr(thing, "author_id", None) or 0),
        place=space.name if space is not None else "", at=hit.at, is_outside=bool(card.channel),
        proof=readable.proofs.get(hit.key),
    )  # fmt: skip


def _ids(found: Collection[str]) -> set[int]:
    return {refs.parse(ref).id for ref in found}


def _people(actor: Actor, ids: Collection[int], handles: Collection[str]) -> list[tuple[Person, bool]]:
    """Each with whether the actor may find them: who wrote something is named to its readers anyway."""
    if not ids and not handles:
        return []
    limit = condition(actor, Person)
    statement = select(Person, true() if limit is None else limit)
    found = session().execute(statement.where(or_(Person.id.in_(ids), Person.handle.in_(handles))))
    return [(person, bool(may_be_found)) for person, may_be_found in found]


def _topics(actor: Actor, found: Collection[str], slugs: Collection[str]) -> Sequence[Topic]:
    if not found and not slugs:
        return []
    either = or_(Topic.id.in_(_ids(found)), Topic.slug.in_(slugs))
    return session().scalars(readable(actor, select(Topic)).where(either)).all()
