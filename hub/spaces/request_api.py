"""Requests to be let into a community over the API, for those who look after it."""

from datetime import datetime
from typing import Any

from flask import g

from hub.core.permissions import load, require
from hub.people.api import PersonName
from hub.people.models import Person
from hub.spaces import actions, queries
from hub.spaces.api import bp
from hub.spaces.models import Space
from hub.spaces.rules import ENTER_PEOPLE
from hub.web.api import NothingOut, Out, listed, operation


class JoinRequestOut(Out):
    """Somebody who asks to be let in, with their words. `PUT /spaces/{id}/members` lets them in."""

    person: PersonName
    words: str
    at: datetime


@operation(bp, "GET", "/spaces/<int:id>/requests", verb="list", thing="requests", out=listed(JoinRequestOut))
def list_requests(id: int) -> dict[str, Any]:
    """Who waits to be let in, the longest first."""
    space = load(g.actor, Space, id)
    require(g.actor, ENTER_PEOPLE, space)
    return {"items": queries.requests_of(space), "next": None}


@operation(
    bp, "DELETE", "/spaces/<int:id>/requests/<handle>", verb="refuse", thing="request", out=NothingOut,
    scopes=("write",),
)  # fmt: skip
def refuse_request(id: int, handle: str) -> dict[str, bool]:
    """Turn down a request to join."""
    space = load(g.actor, Space, id)
    actions.decline(g.actor, space, load(g.actor, Person, handle, by=Person.handle))
    return {"done": True}
