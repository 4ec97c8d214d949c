"""Quiet hours are kept by whoever brings a notice, whenever it was asked for: on a real mail server."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, work_once
from hub.core.features import url_of
from hub.inbox import mail
from hub.inbox.actions import choose_quiet
from hub.inbox.digest import due_digests
from hub.inbox.models import Digest, Every
from hub.inbox.push import sending as push
from hub.inbox.urgent.repeating import repeat
from hub.people.hours import mask_of
from hub.people.rhythm import Quiet
from tests import cast
from tests.channels.test_mail_smtp import Postbox, serving
from tests.factories import make_answer, make_post, make_question

EVENING = datetime(2026, 3, 24, 18, 50, tzinfo=UTC)  # a Tuesday
NIGHT, MORNING = EVENING.replace(hour=20), EVENING.replace(day=25, hour=7, minute=0)
TO_ADA = ["ada@hub.test"]


@pytest.fixture
def postbox(app, ctx, monkeypatch):
    """A server that takes what it is given. Ada wants to be left alone from seven to seven."""
    with serving(kept := Postbox()) as smtp:
        config = replace(app.config["HUB"], smtp_url=f"smtp+plain://127.0.0.1:{smtp.port}")
        monkeypatch.setitem(app.config, "HUB", config)
        with transaction():
            cast.person("ada").timezone = "UTC"
        choose_quiet(cast.person("ada"), Quiet(19, 7, tuple(range(7))))
        yield kept


@pytest.fixture
def queued(postbox, drain):
    """Ten minutes before her evening there is a mail for Ada."""
    with clock.at(EVENING):
        question = make_question(by="ada", space="private")
        make_answer(question, by="ben")
        drain()
    return question


def mailed(postbox, at: datetime | None = None) -> int:
    """How many mails Ada has when the worker looked, now or at a moment."""
    with clock.at(at) if at else nullcontext():
        work_once({"mail": mail.deliver})
    return sum(each.rcpt_tos == TO_ADA for each in postbox.taken)


def the_mail() -> Delivery:
    return session().scalars(select(Delivery).where(Delivery.queue == "mail")).one()


def test_what_was_queued_before_them_waits_until_they_end(postbox, queued):
    assert the_mail().run_at < NIGHT, "it was due in the evening, and nobody was there to send it"
    assert mailed(postbox, NIGHT) == 0
    held = the_mail()
    assert (held.state, held.run_at, held.attempts, held.last_error) == ("waiting", MORNING, 0, None)
    assert mailed(postbox, MORNING - timedelta(minutes=1)) == 0
    assert mailed(postbox, MORNING) == 1
    assert mailed(postbox, MORNING + timedelta(days=1)) == 1


def test_before_they_begin_it_goes(postbox, queued):
    assert mailed(postbox, EVENING.replace(minute=59)) == 1


def test_those_that_were_chosen_meanwhile_hold_too(postbox, queued):
    choose_quiet(cast.person("ada"), Quiet(18, 8, tuple(range(7))))
    assert mailed(postbox, EVENING.replace(minute=56)) == 0
    assert mailed(postbox, MORNING) == 0
    assert mailed(postbox, MORNING.replace(hour=8)) == 1


def test_what_is_seen_in_the_night_is_not_mailed_in_the_morning(postbox, queued, ada, at):
    assert mailed(postbox, NIGHT) == 0
    at(NIGHT)
    assert ada.get(url_of(queued)).status_code == 200
    at(MORNING)
    assert mailed(postbox) == 0
    assert the_mail().state == "done"


def test_what_may_call_them_as_urgent_is_not_held(postbox, hugo, drain, at):
    with transaction():
        ada = cast.person("ada")
        ada.work_days, ada.work_begins, ada.work_ends = mask_of(range(7)), 18, 23
    at(NIGHT)
    post = make_post(by="ben", title="Belt 5 burns")
    drain()
    assert hugo.post(f"/t/post:{post.id}/urgent", people="@ada", words="Smoke").status_code == 303
    drain()
    at(timedelta(minutes=6))
    assert repeat() == 1
    assert mailed(postbox) == 1


def test_letters_that_somebody_waits_for_are_not_held(postbox, nobody, at):
    at(NIGHT)
    nobody.post("/sign-in/forgot", email="ada@hub.test")
    assert mailed(postbox) == 1


@pytest.mark.parametrize("every", [Every.HOUR, Every.DAY])
def test_a_digest_waits_and_then_tells_of_the_night(postbox, queued, every):
    with transaction() as db:
        db.delete(the_mail())  # or it would have been told
        db.add(Digest(person_id=cast.person("ada").id, every=every, hour=20, next_at=NIGHT,
                      told_until=EVENING - timedelta(hours=1)))  # fmt: skip
    for moment in (NIGHT, MORNING - timedelta(minutes=1)):
        with clock.at(moment):
            due_digests()
        assert mailed(postbox, moment) == 0
    with clock.at(MORNING):
        due_digests()
    assert mailed(postbox, MORNING) == 1


def test_devices_are_left_alone_as_well(postbox, queued):
    payload = the_mail().payload
    with transaction() as db:
        db.add(Delivery(queue="push", key="push:1", payload=payload, run_at=EVENING, created_at=EVENING,
                        state="waiting", attempts=0))  # fmt: skip
    with clock.at(NIGHT):
        work_once({"push": push.fan_out})
    row = session().scalars(select(Delivery).where(Delivery.queue == "push")).one()
    assert (row.state, row.run_at) == ("waiting", MORNING)
