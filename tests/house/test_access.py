"""The access sweep: behind every address with an argument, private things stay private.

The addresses come from the application itself. Whoever adds one adds its door in doors.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from apiflask import APIFlask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from hub.core import clock
from hub.core.db import transaction
from hub.core.deliveries import enqueue
from hub.core.dispatch import ParkedEvent
from hub.people import tokens
from hub.spaces.topics import file_under
from hub.web.guard import is_open
from tests import cast, planted
from tests.bare import bare
from tests.conftest import Someone
from tests.house.bodies import body_for
from tests.house.doors import Door, Values, doors, doors_for
from tests.planted import Planted

Knock = Callable[[str, Rule, Values, str], TestResponse]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def world(ctx: None, drain: object) -> Planted:
    """Everything private, once."""
    made = planted.plant()
    drain()  # type: ignore[operator]
    planted.plant_notices(made)
    with transaction() as db:
        parked = ParkedEvent(consumer="indexing", event_id=1, error="for the sweep", at=clock.now())
        db.add(parked)
        delivery = enqueue("mail", "sweep", {"to": "x@hub.test", "subject": "s", "text": "t"})
        file_under("post:1", ["Kilns"], cast.space("open").id)
    ids = made.ids
    ids.parked, ids.delivery, ids.topic = parked.id, delivery.id if delivery else 0, "kilns"
    ids.ada, ids.room = cast.person("ada").id, cast.space("private").id
    return made


@pytest.fixture
def knock(app: APIFlask, world: Planted) -> Knock:
    """Ask for an address as somebody: a page with a session, the API with a token and a valid body."""
    people = {handle: Someone(app, handle) for handle in cast.PEOPLE if handle != "eli"}
    with transaction():
        until = clock.now() + timedelta(days=1)
        keys = {name: tokens.make_token(one.person, "t", tokens.SCOPES, until).text
                for name, one in people.items()}  # fmt: skip
    spec = people["ada"].api("GET", "/api/v1/openapi.json", keys["ada"]).get_json()

    def ask(handle: str, rule: Rule, values: Values, method: str) -> TestResponse:
        built = rule.build(values, append_unknown=False)
        assert built is not None, f"{rule.rule} cannot be built from {values}"
        if not rule.rule.startswith("/api/"):
            return people[handle].post(built[1]) if method == "POST" else people[handle].get(built[1])
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        body = body_for(spec, path, method)
        return people[handle].api(method, built[1], keys[handle], json=body)

    return ask


@pytest.fixture
def table(world: Planted) -> list[Door]:
    """The doors to all of it."""
    return doors(world)


def guarded_rules(app: APIFlask) -> list[Rule]:
    """Every rule with an argument that needs a sign-in."""
    rules = app.url_map.iter_rules()
    return [rule for rule in rules if rule.arguments and not is_open(app, rule.endpoint)]


def attempts(app: APIFlask, table: list[Door]) -> Iterator[tuple[Rule, Door, str]]:
    """Every rule through each of its doors with each of its methods."""
    for rule in guarded_rules(app):
        for door in doors_for(rule, table):
            for method in sorted((rule.methods or set()) & set(METHODS)):
                yield rule, door, method


def said(response: TestResponse) -> tuple[int, str]:
    """What an answer told."""
    return response.status_code, bare(response.data.decode(errors="replace"))


def test_every_address_has_a_door(app: APIFlask, table: list[Door]) -> None:
    unknown = [rule.rule for rule in guarded_rules(app) if not list(doors_for(rule, table))]
    assert not unknown, (
        f"These addresses take an argument, but the sweep does not know what may stand there: {unknown}. "
        "Add a Door for each in tests/house/doors.py, with a private thing made in tests/planted.py."
    )


def test_every_door_is_used(app: APIFlask, table: list[Door]) -> None:
    used = {door.prefix for rule in guarded_rules(app) for door in doors_for(rule, table)}
    assert {door.prefix for door in table} == used, "A door without an address: take it out of doors.py."


def test_a_stranger_finds_nothing(app: APIFlask, table: list[Door], knock: Knock) -> None:
    leaks = []
    for rule, door, method in attempts(app, table):
        if door.shared:
            continue
        for handle in door.strangers:
            status = knock(handle, rule, door.of(rule, door.values), method).status_code
            if status not in (403, 404):
                leaks.append(f"{handle} {method} {rule.rule} {door.values} → {status}")
    assert not leaks, "\n".join(leaks)


def test_hidden_looks_like_missing(app: APIFlask, table: list[Door], knock: Knock) -> None:
    differ = []
    for rule, door, method in attempts(app, table):
        if door.shared:
            continue
        handle = door.strangers[0]
        hidden = knock(handle, rule, door.of(rule, door.values), method)
        missing = knock(handle, rule, door.of(rule, door.missing), method)
        if said(hidden) != said(missing):
            differ.append(f"{handle} {method} {rule.rule}: {hidden.status_code} or {missing.status_code}")
    assert not differ, "\n".join(differ)


def test_nobody_is_asked_to_sign_in(app: APIFlask, table: list[Door], nobody: Someone) -> None:
    wrong = []
    for rule, door, method in attempts(app, table):
        built = rule.build(door.of(rule, door.values), append_unknown=False)
        response = nobody._alone(nobody.client.open, built[1] if built else "", method=method)
        to_sign_in = response.status_code == 302 and response.headers["Location"].startswith("/sign-in")
        if not to_sign_in and response.status_code != 401:
            wrong.append(f"{method} {rule.rule} → {response.status_code}")
    assert not wrong, "\n".join(wrong)


def test_an_insider_finds_it(app: APIFlask, table: list[Door], knock: Knock) -> None:
    """Else the sweep would prove nothing."""
    closed = []
    for rule, door, method in attempts(app, table):
        if method == "GET":
            status = knock(door.insider, rule, door.of(rule, door.values), method).status_code
            if status in (404, 405) or status >= 500:
                closed.append(f"{door.insider} {rule.rule} {door.values} → {status}")
    assert not closed, "\n".join(closed)
