"""The keys of the search index that a person holds: one for each space they may enter."""

from sqlalchemy import select

from hub.core.db import session
from hub.core.permissions import SYSTEM, Actor
from hub.spaces.models import Space
from hub.spaces.rules import readable_space_ids

EVERYONE = "everyone"  # held by every active colleague: people, topics, spaces one may know of


def space_audience(id: int) -> str:
    """The key of what lives in a space."""
    return f"space:{id}"


def audiences_of(actor: Actor) -> frozenset[str] | None:
    """What `actor` may find, as search engines take it. None is the hub itself: everything."""
    if actor is SYSTEM:
        return None
    if not actor.is_active:
        return frozenset()
    ids = session().scalars(readable_space_ids(actor))
    return frozenset(space_audience(id) for id in ids) | {EVERYONE}


def enterable_spaces(actor: Actor) -> list[Space]:
    """The spaces themselves: their keys, and the names under which results and counts are shown."""
    return list(session().scalars(select(Space).where(Space.id.in_(readable_space_ids(actor)))))
