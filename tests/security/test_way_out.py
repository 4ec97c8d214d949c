"""What is internal has no way out: not in replies, mails, pings, public pages or what adapters get."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from flask_socketio.test_client import SocketIOTestClient
from sqlalchemy import select

from hub.cases.actions import handling, outcomes, replies
from hub.cases.models import Case, Message
from hub.channels.email.smtp import SendResult, State
from hub.core import clock, deliveries
from hub.core.db import session
from hub.inbox import mail
from hub.live.sockets import listeners, socketio
from hub.threads.actions import post_comment
from tests import cast
from tests.cases.conftest import *  # noqa: F403 (the line to customers, a case and a vetted answer)
from tests.conftest import Someone
from tests.factories import make_question
from tests.planted import Planted

INTERNAL = ("Refund limit is €180", "budget 4410", "She always asks for the manager")


@pytest.fixture
def mails(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A mail server is set; what would go to it is collected."""
    config = replace(app.config["HUB"], smtp_url="smtp://mail.test")
    monkeypatch.setitem(app.config, "HUB", config)
    collected: list[Any] = []
    result = SendResult(State.SENT, 250, "OK")
    monkeypatch.setattr(mail, "send", lambda _config, message: collected.append(message) or result)
    return collected


def test_mails_to_colleagues_hold_only_what_is_theirs(
    mails: list[Any], world: Planted, drain: Callable[[], None]
) -> None:
    with clock.at(clock.now() + timedelta(minutes=6)):
        while deliveries.work_once({"mail": mail.deliver}):
            pass
    assert len(mails) > 3
    for each in mails:
        handle = str(each["To"]).partition("<")[2].partition("@")[0]
        parts = [part.get_content() for part in each.walk() if part.get_content_maintype() == "text"]
        text = f"{each.as_string()}\n{' '.join(parts)}"
        assert not world.found_in(text) & world.hidden_from(handle), handle


def test_internal_parts_and_notes_never_leave(
    case_id: int, answer_id: int, recorder: Any, work: Any, drain: Any, nobody: Someone
) -> None:
    """The whole loop, then everything that a customer was given or can open."""
    finn = cast.person("finn")
    handling.add_note(finn, the_case(case_id), INTERNAL[2])  # noqa: F405
    source = replies.insert_source(finn, the_case(case_id), f"answer:{answer_id}")  # noqa: F405
    replies.send_reply(finn, the_case(case_id), source.text)  # noqa: F405
    work()
    outcomes.solve(finn, the_case(case_id), lesson="existing")  # noqa: F405
    work()
    drain()
    outside = [repr(each) for each in recorder.sent]
    outside += [repr((row.body, row.html, row.extra)) for row in session().scalars(select(Message))]
    address = recorder.sent[-1].reply.body.partition("/r/")[2].split()[0]
    outside.append(nobody.get(f"/r/{address}").text)
    outside.append(nobody.post(f"/r/{address}", rating="5", words="Thank you").text)
    assert len(outside) >= 6
    assert not [text for text in outside for words in INTERNAL if words.lower() in text.lower()]


@pytest.mark.parametrize(
    "text", ["The refund limit is €180 without approval.", "She always asks for the manager."]
)
def test_a_reply_with_an_internal_passage_is_refused(
    app: APIFlask, case_id: int, answer_id: int, recorder: Any, work: Any, finn: Someone, text: str,
    token: Callable[..., str],
) -> None:  # fmt: skip
    """By the page and by the API, with the passage named; the text stays, and nothing is sent."""
    handling.add_note(finn.person, the_case(case_id), INTERNAL[2])  # noqa: F405
    shown = finn.post(f"/cases/{case_id}/replies", body=f"Hello! {text} Best, Finn")
    assert shown.status_code == 422
    assert "Best, Finn" in shown.text
    assert "internal" in shown.text
    answer = finn.api("POST", f"/api/v1/cases/{case_id}/replies", token("finn"), json={"body": text})
    assert answer.status_code == 422
    error = answer.get_json()["error"]
    assert error["code"] == "guard_stopped"
    assert any(words in error["message"] for words in (text[4:20], text[:20], text.rstrip(".")[-20:])), error
    work()
    assert recorder.sent == []


def test_pings_name_nothing_hidden(
    app: APIFlask, world: Planted, drain: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socketio, "start_background_task", lambda *_task: None)
    lines = {handle: _listening(app, handle) for handle in ("ada", "ben", "cleo", "dora", "finn", "iris")}
    case = session().get_one(Case, world.ids.case)
    question = make_question("ada", "private")
    post_comment(cast.person("ben"), question, "Look.")
    handling.add_note(cast.person("finn"), case, "Look.")
    drain()
    heard = {handle: _refs(line) for handle, line in lines.items()}
    for each in listeners.all():
        listeners.remove(each.sid)
    assert question.ref in heard["ben"]
    assert case.ref in heard["finn"]
    for handle in ("cleo", "dora", "iris"):
        assert {ref for ref in heard[handle] if not ref.startswith("person:")} == set(), handle
    for handle in ("ada", "ben"):
        assert case.ref not in heard[handle]


def _listening(app: APIFlask, handle: str) -> SocketIOTestClient:
    return socketio.test_client(app, flask_test_client=Someone(app, handle).client)


def _refs(line: SocketIOTestClient) -> set[str]:
    pings = [each["args"][0] for each in line.get_received() if each["name"] == "ping"]
    return {ref for ping in pings for ref in (ping["ref"], *ping["topics"])}
