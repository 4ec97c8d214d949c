"""The keys of the search index that a person holds: for each space they may enter, and for cases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select, true

from hub.core.db import session
from hub.core.permissions import SYSTEM, Actor, condition
from hub.spaces.models import Space
from hub.spaces.rules import readable_space_ids, sees_cases

EVERYONE = "everyone"  # held by every active colleague: people, topics, spaces one may know of


def space_audience(id: int) -> str:
    """The key of what lives in a space."""
    return f"space:{id}"


def case_audience(id: int) -> str:
    """The key of the cases of a desk: not everybody on it needs to see them."""
    return f"cases:{id}"


def audiences_of(actor: Actor) -> frozenset[str] | None:
    """What `actor` may find, as search engines take it. None is the hub itself: everything."""
    if actor is SYSTEM:
        return None
    if not actor.is_active:
        return frozenset()
    return keys_of(actor, enterable_spaces(actor))


def keys_of(actor: Actor, spaces: Iterable[Space]) -> frozenset[str]:
    """The keys to spaces that the actor may enter, to the cases of desks where they see them, to the open."""
    held = {EVERYONE}
    for space in spaces:
        held.add(space_audience(space.id))
        if sees_cases(actor, space):
            held.add(case_audience(space.id))
    return frozenset(held)


@dataclass(frozen=True)
class Places:
    """The spaces that somebody may enter, and those that they may find, by ref."""

    enterable: Mapping[int, Space]
    known: Mapping[str, Space]


def places_of(actor: Actor) -> Places:
    """Both in one statement."""
    limit = condition(actor, Space)
    enters = Space.id.in_(readable_space_ids(actor))
    knows = true() if limit is None else limit
    rows = session().execute(select(Space, enters, knows).where(or_(enters, knows))).all()
    return Places(
        {space.id: space for space, may_enter, _ in rows if may_enter},
        {space.ref: space for space, _, may_know in rows if may_know},
    )


def enterable_spaces(actor: Actor) -> list[Space]:
    """The spaces themselves: their keys, and the names under which results and counts are shown."""
    return list(session().scalars(select(Space).where(Space.id.in_(readable_space_ids(actor)))))
