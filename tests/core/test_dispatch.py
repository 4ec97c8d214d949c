"""The loop of facts: who is woken, and that an idle hub rests."""

import pytest

from hub.core import db, dispatch
from hub.core.db import transaction
from hub.core.deliveries import enqueue
from hub.people.models import Draft
from tests import cast
from tests.factories import make_question


@pytest.fixture
def woken(monkeypatch):
    told = []
    monkeypatch.setattr(db, "_after_commit", [lambda: told.append(1)])
    return told


def test_a_fact_wakes_the_loop(ctx, woken):
    make_question()
    assert woken


def test_a_delivery_wakes_the_workers(ctx, woken):
    with transaction():
        enqueue("mail", "k", {})
    assert woken == [1]


def test_what_nobody_waits_for_wakes_nobody(ctx, woken):
    ada = cast.person("ada")
    with transaction() as session:
        now = ada.created_at
        session.add(Draft(person_id=ada.id, place="x", body="y", title="", url="", changed_at=now))
    assert woken == []


def test_an_idle_round_writes_nothing_and_wakes_nobody(app, drain, woken, count_queries):
    drain()
    woken.clear()
    with app.app_context(), count_queries() as seen:
        assert dispatch.pump_all(app.extensions["consumers"]) == 0
    assert woken == []
    assert not [each for each in seen if not each.startswith("SELECT")]
