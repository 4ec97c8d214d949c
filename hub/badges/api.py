"""Badges over the API: what a colleague holds, as far as they share it."""

from typing import Any

from flask import g

from hub.badges.queries import badges_of
from hub.core.permissions import load
from hub.people.models import Person
from hub.web.api import Out, api_blueprint, listed, operation

bp = api_blueprint("badges")


class BadgeOut(Out):
    """The highest level of a badge that somebody reached, and how it is called."""

    badge: str
    level: int
    words: str


@operation(bp, "GET", "/people/<int:id>/badges", verb="list", thing="badges", out=listed(BadgeOut))
def list_badges(id: int) -> dict[str, Any]:
    """Somebody's badges: one's own always, others' when they show them."""
    held = badges_of(g.actor, load(g.actor, Person, id))
    return {"items": held, "next": None}
