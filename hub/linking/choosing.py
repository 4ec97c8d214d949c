"""What can be chosen: seen lately, of the same customer, found, pasted. Only what the actor may read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import String, cast, literal, or_, select, union_all
from sqlalchemy.orm import joinedload

from hub.cases.models import Case
from hub.core.db import session
from hub.core.features import Card, card_of, refs_at, resolve_many
from hub.core.index import index
from hub.core.limits import LIMITS
from hub.core.permissions import readable
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.indexing.asking import asked
from hub.indexing.results import standing
from hub.linking.pairs import LINKABLE, SHORT
from hub.links.models import Link, LinkKind
from hub.links.queries import LOCKED, cards_for
from hub.people.models import Person, Reading
from hub.spaces.audiences import audiences_of
from hub.wiki.insight_models import PageSeen
from search.engine import IndexUnusable
from search.query import Filter, Query

TABS = {"recent": lazy("Seen lately"), "customer": lazy("Same customer"), "find": lazy("Search")}
MOST = 12
NUMBER = re.compile(r"(?:no\.?|nr\.?|#)?\s*(\d{1,18})", re.IGNORECASE)


@dataclass(frozen=True)
class Choices:
    """What one tab offers; `trouble` says in words why nothing."""

    cards: Sequence[Card] = ()
    trouble: str = ""


@dataclass(frozen=True)
class Standing:
    """A link that is there: what is at the other end, as what, by whom and why."""

    link: Link
    card: Card
    word: str
    may_go: bool = field(default=False)


def choices(actor: Person, thing: Any, tab: str, words: str, host: str) -> Choices:
    """The cards of a tab. host: under which name this hub was asked, for addresses that are pasted."""
    if tab == "find":
        return _found(actor, thing, words, host) if words else Choices()
    refs = _same_customer(actor, thing) if tab == "customer" else _recent(actor)
    cards = _cards(actor, refs, thing)
    return Choices(cards, "" if cards else _("Nothing here that could be linked."))


def with_chosen(actor: Person, thing: Any, found: Choices, chosen: str) -> Choices:
    """The same, with what was chosen before on top: a refused form comes back as it was."""
    if not chosen or any(card.ref == chosen for card in found.cards):
        return found
    return Choices([*_cards(actor, [chosen], thing), *found.cards], found.trouble)


def links_of(actor: Person, thing: Any) -> list[Standing]:
    """The links at a thing, the newest first; what is at the other end may be locked."""
    statement = (
        select(Link)
        .where(or_(Link.source == thing.ref, Link.target == thing.ref))
        .where(Link.removed_at.is_(None), Link.kind.in_(SHORT))
        .options(joinedload(Link.author))
        .order_by(Link.id.desc())
        .limit(100)
    )
    rows = session().scalars(statement).all()
    other = {row.id: row.target if row.source == thing.ref else row.source for row in rows}
    cards = cards_for(actor, set(other.values()))
    shown = [(row, cards.get(other[row.id], LOCKED)) for row in rows]
    return [Standing(row, card, str(SHORT[row.kind]), not card.is_locked) for row, card in shown]


def at_address(words: str, host: str) -> list[str]:
    """The refs that an address of this hub, a path or a number may stand for."""
    words = words.strip()
    if number := NUMBER.fullmatch(words):
        id = int(number[1])
        return [f"{kind}:{id}" for kind in LINKABLE] if id <= LIMITS.highest_id else []
    parts = urlsplit(words)
    if parts.scheme not in ("", "http", "https") or not parts.path.startswith("/"):
        return []
    if parts.netloc not in ("", host):
        return []
    path = f"{parts.path}#{parts.fragment}" if parts.fragment else parts.path
    return list(refs_at([path]).values())


def _found(actor: Person, thing: Any, words: str, host: str) -> Choices:
    named = at_address(words, host)
    cards = _cards(actor, named, thing)
    is_address = words.startswith("/") or "://" in words
    if not cards and not is_address:
        cards = _cards(actor, _searched(actor, words), thing)
    if cards:
        return Choices(cards)
    if is_address:  # the same for what is not there and for what is not theirs
        return Choices(trouble=_("Nothing that you can open and link is at this address."))
    return Choices(trouble=_("Nothing was found. Try other words, a number or an address."))


def _searched(actor: Person, words: str) -> list[str]:
    query = asked(words, {}).typed
    if query.is_empty:
        return []
    narrowed = Query(query.terms, (*query.filters, Filter("kind", tuple(sorted(LINKABLE)))), query.dates)
    try:
        hits = index().engine.find(narrowed, audiences_of(actor), limit=2 * MOST).hits
    except IndexUnusable:
        return []
    there = standing(actor, hits)
    return [hit.key for hit in hits if hit.key in there]


def _recent(actor: Person) -> list[str]:
    read = select(Reading.ref.label("ref"), Reading.at.label("at")).where(Reading.person_id == actor.id)
    page = literal("page:") + cast(PageSeen.page_id, String)
    seen = select(page.label("ref"), PageSeen.at.label("at")).where(PageSeen.person_id == actor.id)
    both = union_all(read, seen).subquery()
    return list(session().scalars(select(both.c.ref).order_by(both.c.at.desc()).limit(4 * MOST)))


def _same_customer(actor: Person, thing: Any) -> list[str]:
    """The customer's other cases, and what these were linked with."""
    if not isinstance(thing, Case):
        return []
    others = select(Case).where(Case.customer_id == thing.customer_id, Case.id != thing.id)
    cases = session().scalars(readable(actor, others).order_by(Case.active_at.desc()).limit(MOST)).all()
    refs = [case.ref for case in cases]
    kinds = [kind for kind in SHORT if kind != LinkKind.REJECTED]
    linked = select(Link.target).where(Link.source.in_(refs), Link.kind.in_(kinds), Link.removed_at.is_(None))
    return [*refs, *dict.fromkeys(session().scalars(linked.order_by(Link.id.desc()).limit(2 * MOST)))]


def _cards(actor: Person, refs: Iterable[str], thing: Any) -> list[Card]:
    """Of those that can be linked, exist for the actor, and are not the thing itself."""
    wanted = [ref for ref in dict.fromkeys(refs) if ref.partition(":")[0] in LINKABLE and ref != thing.ref]
    there = resolve_many(actor, wanted)
    alive = [ref for ref in wanted if ref in there and getattr(there[ref], "removed_at", None) is None]
    return [card_of(there[ref]) for ref in alive[:MOST]]
