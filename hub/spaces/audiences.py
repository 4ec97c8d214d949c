"""The keys of the search index that a person holds: for each space they may enter, and for cases."""

from collections.abc import Iterable

from sqlalchemy import select

from hub.core.db import session
from hub.core.permissions import SYSTEM, Actor
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


def enterable_spaces(actor: Actor) -> list[Space]:
    """The spaces themselves: their keys, and the names under which results and counts are shown."""
    return list(session().scalars(select(Space).where(Space.id.in_(readable_space_ids(actor)))))
