"""Statements that are built once and asked often.

Building a statement with its visibility costs more time than the database needs to answer it. So
the hot ones are built for a stand-in with the same roles, whose number is filled in when they are
asked; what else changes from request to request is a `bindparam` with a name.
"""

import functools
from collections.abc import Callable, Hashable
from typing import Any

from sqlalchemy import Executable, Integer, Result, bindparam

from hub.core import clock
from hub.core.db import session
from hub.core.permissions import Actor
from hub.people.models import Person, Role

MOST = 500  # shapes of one statement
KEPT = "a prepared statement is kept: what it asks of the time is a bindparam, filled in when it is asked"


class StandIn:
    """Anybody with these roles; for rules and conditions the same as the person, or as their program."""

    is_active = True

    def __init__(self, roles: frozenset[Role], scopes: frozenset[str] | None) -> None:
        self.roles = roles
        if scopes is not None:
            self.token_scopes = scopes  # where `hub.people.tokens.lacks` looks for them
        self.id: Any = bindparam("me", type_=Integer)

    def has(self, *roles: Role) -> bool:
        """As Person.has."""
        return not self.roles.isdisjoint(roles)


def prepared(build: Callable[..., Executable]) -> Callable[..., Result[Any]]:
    """Make a function that builds a statement for (actor, *shape) into one that asks it.

    @prepared
    def _own(me: Person, tab: str) -> Select[Any]:
        return readable(me, select(Thing)).where(Thing.state == tab, Thing.id > bindparam("after"))

    rows = _own(actor, "open", after=7)

    `shape` is what the statement looks like (few values, hashable), the named values go into it; so does
    the time: the clock is covered while a statement is built.
    """
    built: dict[Hashable, Executable] = {}

    @functools.wraps(build)
    def ask(actor: Actor, *shape: Hashable, **values: Any) -> Result[Any]:
        db = session()
        if not isinstance(actor, Person) or not actor.is_active:  # the hub itself, or nobody
            return db.execute(build(actor, *shape), values)
        scopes: frozenset[str] | None = actor.__dict__.get("token_scopes")
        key = (actor.roles, scopes, db.get_bind().dialect.name, *shape)
        statement = built.get(key)
        if statement is None:
            if len(built) >= MOST:  # somebody tries out addresses
                built.clear()
            with clock.covered(KEPT):
                statement = built[key] = build(StandIn(actor.roles, scopes), *shape)
        return db.execute(statement, {"me": actor.id, **values})

    return ask
