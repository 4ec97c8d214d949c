"""Answering a question."""

import pytest

from hub.core.db import session
from hub.core.events import Event
from tests.factories import make_question


@pytest.fixture
def url(ctx) -> str:
    question = make_question(by="ada", space="private")
    return f"/q/{question.id}/answers"


def test_it_works(ben, url):
    assert ben.post(url, body="The **thermocouple** is loose").status_code == 303
    page = ben.get(url.removesuffix("/answers"), follow_redirects=True)
    assert "thermocouple" in page.text


def test_a_stranger_gets_404(cleo, url):
    assert cleo.post(url, body="hi").status_code == 404


def test_it_refuses_bad_input(ben, url):
    answer = ben.post(url, body="  ")
    assert answer.status_code == 422


def test_it_records_the_fact(ben, url):
    ben.post(url, body="Yes.")
    event = session().query(Event).order_by(Event.id.desc()).first()
    assert event.kind == "qa.answer_posted"
    assert event.actor_id == ben.person.id


def test_sent_twice_it_is_one_answer(ben, url):
    first = ben.post(url, body="Yes.", once="abc")
    second = ben.post(url, body="Yes.", once="abc")
    assert first.headers["Location"] == second.headers["Location"]
