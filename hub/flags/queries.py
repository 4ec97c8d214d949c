"""Open flags of things, those that wait for somebody, and what became of one's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.features import Card, card_of, resolve, resolve_many
from hub.core.permissions import can
from hub.flags.models import Flag
from hub.flags.rules import KEEP_RIGHT
from hub.people.models import Person

MOST = 500  # flags that are looked through
IS_OPEN = Flag.ended_at.is_(None)
WHO = (joinedload(Flag.person), joinedload(Flag.ended_by))


@dataclass(frozen=True)
class Flagged:
    """A flag with the thing it is on."""

    flag: Flag
    thing: Any
    card: Card


def find_flag(actor: Person, id: int) -> Flagged:
    """A flag on something that the actor may read. Raises NotFound."""
    flag = session().get(Flag, id, options=WHO)
    if flag is None:
        raise NotFound
    thing = resolve(actor, flag.about)
    return Flagged(flag, thing, card_of(thing))


def open_flags(refs: Iterable[str]) -> dict[str, list[Flag]]:
    """ref → its open flags, the oldest first, of things that the caller has loaded: one statement."""
    wanted = list(refs)
    if not wanted:
        return {}
    statement = select(Flag).where(Flag.about.in_(wanted), Flag.ended_at.is_(None)).options(*WHO)
    found: dict[str, list[Flag]] = {}
    for flag in session().scalars(statement.order_by(Flag.at, Flag.id)):
        found.setdefault(flag.about, []).append(flag)
    return found


def flags_to_end(actor: Person, size: int = 100) -> list[Flagged]:
    """Open flags on what the actor looks after or curates, the oldest first."""
    waiting = select(Flag).where(Flag.ended_at.is_(None)).options(*WHO).order_by(Flag.at, Flag.id)
    found = _with_things(actor, session().scalars(waiting.limit(MOST)).all())
    return [each for each in found if can(actor, KEEP_RIGHT, each.thing)][:size]


def flags_by(actor: Person, size: int = 50) -> list[Flagged]:
    """What the actor flagged, the newest first; as far as they may still read it."""
    own = select(Flag).where(Flag.person_id == actor.id).options(*WHO)
    return _with_things(
        actor, session().scalars(own.order_by(Flag.at.desc(), Flag.id.desc()).limit(size)).all()
    )


def _with_things(actor: Person, flags: Sequence[Flag]) -> list[Flagged]:
    things = resolve_many(actor, dict.fromkeys(flag.about for flag in flags))
    return [
        Flagged(flag, things[flag.about], card_of(things[flag.about]))
        for flag in flags
        if flag.about in things
    ]
