"""What the desk does with a case: every state, snoozing, giving away, solving, opening by hand."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.cases.actions import intake
from hub.cases.actions.intake import Doubtful
from hub.cases.models import Case, CaseState, Identity
from hub.channels.contract import Author, ChannelKind, Incoming
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import session, transaction
from tests import cast
from tests.cases.conftest import the_case
from tests.cases.desk import customer_writes


@pytest.mark.parametrize("state", list(CaseState))
def test_it_works(finn, case_id, state):
    if state == CaseState.NEW:
        finn.post(f"/cases/{case_id}/state", state="open")
    assert finn.post(f"/cases/{case_id}/state", state=state.value).status_code == 303
    case = the_case(case_id)
    assert case.state == state
    assert (case.solved_at is not None) == case.is_over
    assert (case.closed_at is not None) == (state == CaseState.CLOSED)
    waits_for_us = not case.is_over and state != CaseState.WAITING_CUSTOMER
    assert (case.waiting_since is not None) == waits_for_us


def test_an_over_case_can_be_opened_again(finn, case_id):
    finn.post(f"/cases/{case_id}/state", state="closed")
    assert "opens by itself" in finn.get(f"/cases/{case_id}").text
    finn.post(f"/cases/{case_id}/state", state="open")
    case = the_case(case_id)
    assert (case.state, case.closed_at, case.solved_at) == (CaseState.OPEN, None, None)


@pytest.mark.parametrize(
    ("verb", "form"),
    [("state", {"state": "asleep"}), ("priority", {"priority": "huge"}), ("snooze", {"date": "2001-01-01"}),
     ("snooze", {"date": "soon"}), ("assignee", {"to": "nobody-here"}), ("assignee", {"to": "cleo"}),
     ("solution", {"lesson": "everything"}), ("lesson", {"lesson": ""})],
)  # fmt: skip
def test_it_refuses_bad_input(finn, case_id, verb, form):
    before = the_case(case_id).active_at
    assert finn.post(f"/cases/{case_id}/{verb}", **form).status_code == 422
    assert the_case(case_id).active_at == before


def test_it_is_given_to_somebody_and_back(finn, case_id, drain):
    finn.post(f"/cases/{case_id}/assignee", to="me")
    assert the_case(case_id).assignee_id == cast.person("finn").id
    assert the_case(case_id).state == CaseState.OPEN
    finn.post(f"/cases/{case_id}/assignee", to="hugo")
    assert "You gave it to Hugo Lead" in finn.get(f"/cases/{case_id}").text
    finn.post(f"/cases/{case_id}/assignee", to="")
    assert the_case(case_id).assignee_id is None


@pytest.mark.parametrize("until", ["tomorrow", "week", "reply"])
def test_a_snoozed_case_wakes_when_the_customer_writes(finn, case_id, writes, until):
    assert finn.post(f"/cases/{case_id}/snooze", until=until).status_code == 303
    assert the_case(case_id).snoozed_until > clock.now()
    writes("Are you there?", external_id="again")
    assert the_case(case_id).snoozed_until is None


def test_a_snoozed_case_is_taken_up_by_hand(finn, case_id):
    day = (clock.now() + timedelta(days=3)).date().isoformat()
    finn.post(f"/cases/{case_id}/snooze", date=day)
    assert the_case(case_id).snoozed_until.date().isoformat() == day
    finn.post(f"/cases/{case_id}/snooze", until="wake")
    assert the_case(case_id).snoozed_until is None


def test_solving_keeps_what_was_learned(finn, case_id):
    finn.post(f"/cases/{case_id}/solution", lesson="new", note="Strollers are lent.")
    case = the_case(case_id)
    assert (case.state, case.lesson, case.lesson_note) == (CaseState.SOLVED, "new", "Strollers are lent.")
    assert "Strollers are lent." in finn.get(f"/cases/{case_id}/inside").text


def test_the_lesson_may_come_later(finn, case_id):
    finn.post(f"/cases/{case_id}/state", state="solved")
    assert "What did this case teach us?" in finn.get(f"/cases/{case_id}/inside").text
    finn.post(f"/cases/{case_id}/lesson", lesson="nothing", note="")
    assert the_case(case_id).lesson == "nothing"


def test_a_message_on_a_solved_case_opens_it_again(finn, case_id, writes):
    finn.post(f"/cases/{case_id}/state", state="solved")
    assert writes("One more thing", external_id="more") == case_id
    assert the_case(case_id).state == CaseState.OPEN
    assert "Marta wrote again: the case is open again" in finn.get(f"/cases/{case_id}").text


def test_long_after_it_a_message_opens_a_linked_case(finn, sign_in, case_id, writes, at):
    finn.post(f"/cases/{case_id}/state", state="closed")
    at(timedelta(days=20))
    second = writes("Back again", external_id="later")
    assert second != case_id
    assert the_case(second).follows_id == case_id
    assert f"case {case_id}" in sign_in("finn").get(f"/cases/{second}").text


def test_what_follows_gathers_in_one_case(finn, case_id, line, at):
    """Two answers to an old mail, which names the old case, do not open two new ones."""
    finn.post(f"/cases/{case_id}/state", state="closed")
    at(timedelta(days=20))
    channel, marta = session().get_one(Channel, line[1]), Author("marta@example.net", "Marta Kowalczyk")
    found = [
        intake.receive(channel, Incoming(f"late-{n}", marta, f"Again {n}", clock.now(), case_id=case_id))
        for n in (1, 2)
    ]
    assert found[0].case_id == found[1].case_id != case_id
    assert the_case(found[0].case_id).follows_id == case_id


def test_another_customer_cannot_write_into_a_case(line, case_id):
    channel = session().get_one(Channel, line[1])
    thief = Incoming("stolen", Author("thief@example.net"), "It is me", clock.now(), case_id=case_id)
    with pytest.raises(Doubtful):
        intake.receive(channel, thief)
    assert the_case(case_id).message_count == 1
    other = customer_writes(channel, "It is me", address="thief@example.net", external_id="stolen-2")
    assert other.id != case_id


def test_one_customer_is_one_customer(case_id, writes):
    second = writes("Again", thread="t-9")
    assert the_case(second).customer_id == the_case(case_id).customer_id
    other = writes("Hi", thread="t-10", address="martha@example.net")
    assert the_case(other).customer_id != the_case(case_id).customer_id
    assert len(session().scalars(select(Identity)).all()) == 2


@pytest.fixture
def phone(line):
    with transaction() as db:
        channel = Channel(kind=ChannelKind.MANUAL, name="Telephone", slug="phone", created_at=clock.now(),
                          space_id=cast.space("desk").id)  # fmt: skip
        db.add(channel)
    return channel.id


def test_a_case_is_opened_by_hand(finn, phone):
    form = {
        "channel": phone,
        "name": "Åse Lund",
        "address": "+47 400 00 000",
        "subject": "Lost hat",
        "body": "A red hat.",
    }
    answer = finn.post("/cases", **form, once="x1")
    again = finn.post("/cases", **form, once="x1")
    assert answer.status_code == again.status_code == 303
    case = session().scalars(select(Case)).one()
    assert (case.customer.name, case.subject, case.assignee_id) == (
        "Åse Lund",
        "Lost hat",
        cast.person("finn").id,
    )
    assert "A red hat." in finn.get(answer.location).text


def test_two_callers_of_one_name_are_two_customers(finn, phone):
    for n in (1, 2):
        finn.post("/cases", channel=phone, name="Anna Berg", subject=f"Call {n}", body="Please call back.")
    first, second = session().scalars(select(Case).order_by(Case.id))
    assert first.customer_id != second.customer_id
    assert "Call 1" not in finn.get(f"/cases/{second.id}/inside").text


def test_a_channel_that_replies_needs_to_know_where_to(finn, line):
    form = {"channel": line[1], "name": "Anna Berg", "subject": "A call", "body": "Please write back."}
    refused = finn.post("/cases", **form)
    assert refused.status_code == 422
    assert "give their address there" in refused.text
    assert "Please write back." in refused.text
    assert finn.post("/cases", **form, address="anna").status_code == 303


def test_a_hand_made_case_needs_words_and_the_right(finn, ada, phone):
    refused = finn.post("/cases", channel=phone, name="Åse", subject="", body="A red hat.")
    assert refused.status_code == 422
    assert "A red hat." in refused.text
    assert ada.post("/cases", channel=phone, name="x", subject="x", body="x").status_code == 404
    assert session().scalars(select(Case)).all() == []
