"""Links seen from either end, and what is at the other end for this reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core import refs as ref_names
from hub.core.db import session
from hub.core.features import Card, card_of, registry, resolve_many
from hub.core.permissions import SYSTEM, Actor
from hub.links.models import Link, LinkKind

LOCKED = Card(ref="", title="A linked item you cannot open", url="", kind="", icon="lock", is_locked=True)


@dataclass(frozen=True)
class Linked:
    """One link with the card of its other end, as this reader may see it."""

    link: Link
    card: Card


def targets_of(source: str, kinds: Iterable[LinkKind]) -> list[str]:
    """The refs that `source` is linked to in these ways."""
    statement = select(Link.target).where(
        Link.source == source, Link.kind.in_(list(kinds)), Link.removed_at.is_(None)
    )
    return list(session().scalars(statement.order_by(Link.id)))


def sources_of(target: str, kinds: Iterable[LinkKind]) -> list[str]:
    """The refs that are linked to `target` in these ways."""
    statement = select(Link.source).where(
        Link.target == target, Link.kind.in_(list(kinds)), Link.removed_at.is_(None)
    )
    return list(session().scalars(statement.order_by(Link.id)))


def linked_from(actor: Actor, targets: Sequence[str], kinds: Iterable[LinkKind]) -> dict[str, list[Linked]]:
    """target → what points at it: one query for the links and two for each kind of source."""
    statement = (
        select(Link)
        .where(Link.target.in_(targets), Link.kind.in_(list(kinds)), Link.removed_at.is_(None))
        .options(joinedload(Link.author))
        .order_by(Link.id.desc())
        .limit(500)
    )
    links = session().scalars(statement).all()
    cards = cards_for(actor, {link.source for link in links})
    found: dict[str, list[Linked]] = {}
    for link in links:
        found.setdefault(link.target, []).append(Linked(link, cards.get(link.source, LOCKED)))
    return found


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


def cards_for(actor: Actor, refs: Iterable[str]) -> dict[str, Card]:
    """ref → card: the full one for readers, the masked one where the kind has it, else nothing.

    A link gives no access: of what the reader may not open, the masked card shows no more than
    what was released.
    """
    wanted = list(refs)
    if not wanted:
        return {}
    own = resolve_many(actor, wanted)
    cards = {ref: card_of(thing) for ref, thing in own.items()}
    hidden = [
        ref
        for ref in wanted
        if ref not in own and (kind := registry.kinds.get(ref_names.parse(ref).kind)) and kind.masked_card
    ]
    for ref, thing in resolve_many(SYSTEM, hidden).items():
        masked = registry.kinds[thing.ref_kind].masked_card
        if masked is not None:
            cards[ref] = masked(thing)
    return cards
