"""Links seen from either end, and what is at the other end for this reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Integer, Select, String, and_, bindparam, cast, func, literal, or_, select
from sqlalchemy.orm import joinedload

from hub.core import refs as ref_names
from hub.core.db import session
from hub.core.features import Card, Kind, card_of, registry, resolve_many
from hub.core.permissions import Actor, condition
from hub.core.words import lazy
from hub.links.models import Link, LinkKind

LOCKED = Card(
    ref="", title=lazy("A linked item you cannot open"), url="", kind="", icon="lock", is_locked=True
)

_REF = bindparam("ref", type_=String)
_AROUND = (
    select(Link)
    .where(or_(Link.source == _REF, Link.target.in_(bindparam("targets", expanding=True))))
    .where(Link.removed_at.is_(None))
    .order_by(Link.id.desc())
    .limit(200)
)


@dataclass(frozen=True)
class Linked:
    """One link with the card of its other end, as this reader may see it."""

    link: Link
    card: Card


def targets_of(source: str, kinds: Iterable[LinkKind]) -> list[str]:
    """The refs that `source` is linked to in these ways."""
    wanted = set(kinds)
    return [target for target, kind in pointed_at(source) if kind in wanted]


def pointed_at(source: str) -> Sequence[tuple[str, LinkKind]]:
    """What `source` is linked to and how, oldest first: many panels ask for it, the database is asked once.

    An action asks anew: what it decides has to rest on what is there now.
    """
    db = session()
    if db.info.get("writing"):
        return _pointed_at(source)
    known: dict[str, Sequence[tuple[str, LinkKind]]] = db.info.setdefault("pointed_at", {})
    if source not in known:
        known[source] = _pointed_at(source)
    return known[source]


def _pointed_at(source: str) -> Sequence[tuple[str, LinkKind]]:
    statement = select(Link.target, Link.kind).where(Link.source == source, Link.removed_at.is_(None))
    return [(row.target, row.kind) for row in session().execute(statement.order_by(Link.id))]


def forget_pointed_at() -> None:
    """A link came or went: ask again at the next look."""
    session().info.pop("pointed_at", None)


def targets_of_any(sources: Sequence[str], kinds: Iterable[LinkKind]) -> list[str]:
    """The refs that any of `sources` is linked to in these ways."""
    statement = select(Link.target).where(
        Link.source.in_(sources), Link.kind.in_(list(kinds)), Link.removed_at.is_(None)
    )
    return list(dict.fromkeys(session().scalars(statement.order_by(Link.id))))


def sources_of(target: str, kinds: Iterable[LinkKind]) -> list[str]:
    """The refs that are linked to `target` in these ways."""
    statement = select(Link.source).where(
        Link.target == target, Link.kind.in_(list(kinds)), Link.removed_at.is_(None)
    )
    return list(session().scalars(statement.order_by(Link.id)))


def linked_from(actor: Actor, targets: Sequence[str], kinds: Iterable[LinkKind]) -> dict[str, list[Linked]]:
    """target → what points at it: one query for the links and two for each kind of source."""
    links = links_at(targets, kinds)
    cards = cards_for(actor, {link.source for link in links})
    found: dict[str, list[Linked]] = {}
    for each in with_cards(links, cards):
        found.setdefault(each.link.target, []).append(each)
    return found


def cards_from(
    actor: Actor, targets: Sequence[str], kinds: Iterable[LinkKind], name: str
) -> dict[str, list[Card]]:
    """target → cards of the things of one kind that point at it, for long lists: one statement."""
    kind = registry.kinds[name]
    number = cast(func.substr(Link.source, len(name) + 2), Integer)
    statement = (
        _with_right(actor, kind)
        .add_columns(Link)
        .join(Link, and_(Link.source.startswith(f"{name}:"), number == kind.model.id))
        .where(Link.target.in_(targets), Link.kind.in_(list(kinds)), Link.removed_at.is_(None))
        .order_by(Link.id.desc())
        .limit(500)
    )
    found: dict[str, list[Card]] = {}
    for thing, may_open, link in session().execute(statement).unique():
        card = _full_or_masked(kind, thing, may_open=may_open)
        found.setdefault(link.target, []).append(_with_released(card or LOCKED, link))
    return found


def links_at(targets: Sequence[str], kinds: Iterable[LinkKind]) -> Sequence[Link]:
    """What points at these refs, the latest first, for a page that asks for cards of other things as well."""
    statement = (
        select(Link)
        .where(Link.target.in_(targets), Link.kind.in_(list(kinds)), Link.removed_at.is_(None))
        .options(joinedload(Link.author))
        .order_by(Link.id.desc())
        .limit(500)
    )
    return session().scalars(statement).all()


def with_cards(links: Iterable[Link], cards: Mapping[str, Card]) -> list[Linked]:
    """Links with the cards of their sources, as `cards_for` made them for the reader."""
    return [Linked(link, _with_released(cards.get(link.source, LOCKED), link)) for link in links]


def linked_to(actor: Actor, source: str, kinds: Iterable[LinkKind] = tuple(LinkKind)) -> list[Linked]:
    """What `source` points at."""
    statement = (
        select(Link)
        .where(Link.source == source, Link.kind.in_(list(kinds)), Link.removed_at.is_(None))
        .options(joinedload(Link.author))
        .order_by(Link.id)
        .limit(200)
    )
    links = session().scalars(statement).all()
    cards = cards_for(actor, {link.target for link in links})
    return [Linked(link, cards.get(link.target, LOCKED)) for link in links]


def ends_around(ref: str, parts: Sequence[str] = ()) -> dict[str, Link]:
    """The ref at the other end → the link, for what points at `ref` or at one of its parts and for
    what `ref` points at; newest first. A thing that is linked twice is there once."""
    found: dict[str, Link] = {}
    for link in session().scalars(_AROUND, {"ref": ref, "targets": [ref, *parts]}):
        found.setdefault(link.target if link.source == ref else link.source, link)
    return found


def linked(ends: Mapping[str, Link], cards: Mapping[str, Card]) -> list[Linked]:
    """Links with the cards of their other ends, as `cards_for` made them for the reader."""
    return [Linked(link, _with_released(cards.get(end, LOCKED), link)) for end, link in ends.items()]


def _with_released(card: Card, link: Link) -> Card:
    """Who may not open it reads the words that were released with the link, and no others."""
    return replace(card, excerpt=link.excerpt) if card.is_locked and link.excerpt else card


def cards_for(actor: Actor, refs: Iterable[str]) -> dict[str, Card]:
    """ref → card: the full one for readers, the masked one where the kind has it, else nothing.

    A link gives no access: of what the reader may not open, the masked card shows no more than
    what was released with the link. One query for each kind.
    """
    by_kind: dict[str, set[int]] = {}
    for ref in refs:
        name, id = ref_names.parse(ref)
        by_kind.setdefault(name, set()).add(id)
    cards: dict[str, Card] = {}
    for name, ids in by_kind.items():
        kind = registry.kinds.get(name)
        if kind is not None and kind.masked_card is not None:
            cards.update(_masked_or_full(actor, kind, ids))
        elif kind is not None:
            own = resolve_many(actor, [f"{name}:{id}" for id in ids])
            cards.update({ref: card_of(thing) for ref, thing in own.items()})
    return cards


def _masked_or_full(actor: Actor, kind: Kind, ids: set[int]) -> dict[str, Card]:
    """Whether the reader may open each one comes from the database together with it."""
    cards = {}
    statement = _with_right(actor, kind).where(kind.model.id.in_(ids))
    for thing, may_open in session().execute(statement).unique():
        made = _full_or_masked(kind, thing, may_open=may_open)
        if made:
            cards[thing.ref] = made
    return cards


def _with_right(actor: Actor, kind: Kind) -> Select[Any]:
    """Things of a kind, each with whether the reader may open it."""
    limit = condition(actor, kind.model)
    readable = literal(value=True) if limit is None else limit
    return select(kind.model, readable).options(*kind.eager)


def _full_or_masked(kind: Kind, thing: Any, *, may_open: bool) -> Card | None:
    if may_open:
        return card_of(thing)
    return kind.masked_card(thing) if kind.masked_card is not None else None
