"""A hub in which everything is planted, and readers who open all they can."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from apiflask import APIFlask

from hub.core import clock
from hub.core.db import transaction
from hub.people import tokens
from hub.spaces.topics import file_under
from tests import cast, planted
from tests.conftest import Someone
from tests.planted import Planted
from tests.security.reading import read_all

Reader = Callable[..., dict[str, str]]


@pytest.fixture
def world(ctx: None, drain: Callable[[], None]) -> Planted:
    """Everything private, once, and all that follows from it."""
    made = planted.plant()
    with transaction():
        file_under(f"post:{made.ids.open_post}", ["Kilns"], cast.space("open").id)
    drain()
    planted.plant_notices(made)
    ids = made.ids
    ids.parked, ids.delivery, ids.topic = 1, 1, "kilns"
    ids.ada, ids.room = cast.person("ada").id, cast.space("private").id
    return made


@pytest.fixture
def token(ctx: None) -> Callable[..., str]:
    """A token of somebody with all scopes unless they are named."""

    def make(handle: str, scopes: tuple[str, ...] = tokens.SCOPES) -> str:
        with transaction():
            until = clock.now() + timedelta(days=1)
            return tokens.make_token(cast.person(handle), "for programs", scopes, until).text

    return make


@pytest.fixture
def reads(app: APIFlask, world: Planted, token: Callable[..., str]) -> Reader:
    """All that somebody can open now, pages and API, or what is `under` an address: address → answer."""

    def read(handle: str | None, scopes: tuple[str, ...] = tokens.SCOPES, under: str = "/") -> dict[str, str]:
        key = token(handle, scopes) if handle else ""
        return read_all(app, Someone(app, handle), world, key, under)

    return read
