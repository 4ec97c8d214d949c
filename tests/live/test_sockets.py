"""Sockets: who may listen to what, and who is let go."""

from collections.abc import Iterator
from typing import Any

import pytest
from apiflask import APIFlask
from flask_socketio.test_client import SocketIOTestClient
from sqlalchemy import select

from hub.core.db import session, transaction
from hub.core.events import Event
from hub.core.permissions import SYSTEM
from hub.live import sockets
from hub.live.publishing import LiveConsumer
from hub.live.sockets import let_go_of_strangers, listeners, socketio
from hub.people import actions as people
from hub.people.sessions import end_sessions
from hub.spaces import actions as spaces
from hub.spaces.models import Visibility
from tests import cast
from tests.conftest import Someone
from tests.factories import make_answer, make_question


@pytest.fixture(autouse=True)
def _no_watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests look by themselves whether sockets may still listen."""
    monkeypatch.setattr(socketio, "start_background_task", lambda *_task: None)
    yield
    for each in listeners.all():
        listeners.remove(each.sid)
    listeners.end_watch()


@pytest.fixture
def connect(app: APIFlask) -> Any:
    """Open a socket with somebody's browser."""

    def opened(who: Someone) -> SocketIOTestClient:
        return socketio.test_client(app, flask_test_client=who.client)

    return opened


def refs_heard(client: SocketIOTestClient) -> list[str]:
    return [message["args"][0]["ref"] for message in client.get_received() if message["name"] == "ping"]


def test_a_visitor_is_not_let_in(connect, nobody):
    assert not connect(nobody).is_connected()


def test_a_closed_account_is_not_let_in(connect, ben, ctx):
    with transaction():
        ben.person.deactivated_at = ben.person.created_at
    assert not connect(ben).is_connected()


def test_nobody_is_looked_for_while_nobody_listens(connect, ben, ctx, count_queries):
    make_answer(make_question(by="ada"), by="ben")
    events = session().scalars(select(Event)).all()
    with count_queries() as alone:
        LiveConsumer().handle(events)
    assert not alone
    client = connect(ben)
    with count_queries() as heard:
        LiveConsumer().handle(events)
    assert heard
    assert client.get_received()


def test_members_hear_and_strangers_do_not(connect, ben, cleo, ctx, drain):
    inside, outside = connect(ben), connect(cleo)
    question = make_question(by="ada", space="private")
    drain()
    assert question.ref in refs_heard(inside)
    assert refs_heard(outside) == []


def test_a_ping_carries_no_content(connect, ben, ctx, drain):
    client = connect(ben)
    make_question(by="ada", space="private", title="A secret word")
    drain()
    pings = [message["args"][0] for message in client.get_received()]
    assert pings
    assert all(set(ping) == {"event", "kind", "ref", "topics"} for ping in pings)
    assert "secret" not in repr(pings)


def test_who_gets_a_notice_is_pinged_alone(connect, ada, ben, ctx, drain):
    question = make_question(by="ada", space="open")
    drain()
    asker, other = connect(ada), connect(ben)
    make_answer(question, by="cleo")
    drain()
    assert f"person:{ada.person.id}" in refs_heard(asker)
    assert not [ref for ref in refs_heard(other) if ref.startswith("person:")]


def test_a_removed_member_is_let_go(connect, ben, ctx, drain):
    client = connect(ben)
    spaces.remove_member(SYSTEM, cast.space("private"), ben.person)
    assert let_go_of_strangers() == 1
    assert not client.is_connected()
    again = connect(ben)
    make_question(by="ada", space="private")
    drain()
    assert refs_heard(again) == []


def end_in_transaction(person: Any) -> None:
    with transaction():
        end_sessions(person)


@pytest.mark.parametrize(
    "turn",
    [
        pytest.param(lambda person: people.deactivate(SYSTEM, person), id="account closed"),
        pytest.param(lambda person: people.give_roles(SYSTEM, person, frozenset()), id="other roles"),
        pytest.param(end_in_transaction, id="session ended"),
    ],
)
def test_a_right_taken_away_cuts_the_socket(connect, ben, cleo, ctx, turn):
    client, other = connect(ben), connect(cleo)
    turn(ben.person)
    assert let_go_of_strangers() == 1
    assert not client.is_connected()
    assert other.is_connected()


def test_a_space_that_is_closed_lets_everybody_decide_anew(connect, cleo, ctx, drain):
    client = connect(cleo)
    spaces.edit_space(SYSTEM, cast.space("open"), visibility=Visibility.HIDDEN)
    assert let_go_of_strangers() == 1
    again = connect(cleo)
    make_question(by="ada", space="open")
    drain()
    assert not client.is_connected()
    assert refs_heard(again) == []


def test_nothing_happens_without_a_reason(connect, ben, ctx):
    client = connect(ben)
    make_question(by="ada", space="open")
    assert let_go_of_strangers() == 0
    assert client.is_connected()


def test_one_person_has_a_bounded_number(connect, ben, monkeypatch):
    monkeypatch.setattr(sockets, "SOCKETS_PER_PERSON", 2)
    assert [connect(ben).is_connected() for _ in range(3)] == [True, True, False]


def test_what_a_browser_sends_means_nothing(connect, ben):
    client = connect(ben)
    for name in ("join", "__proto__", "message", "ping", "enter_room"):
        client.emit(name, {"room": f"space:{cast.space('desk').id}"})
    session.remove()
    manager = socketio.server.manager
    rooms = manager.get_rooms(manager.sid_from_eio_sid(client.eio_sid, "/"), "/")  # his, of all that are open
    assert f"person:{ben.person.id}" in rooms
    assert f"space:{cast.space('desk').id}" not in rooms


def test_foreign_origins_are_refused(app, ben):
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Origin": "https://evil.example"}
    answer = ben.get("/socket.io/?EIO=4&transport=websocket", headers=upgrade)
    assert answer.status_code == 400
    assert "origin" in answer.text.lower()
