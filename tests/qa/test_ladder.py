"""What nobody answers climbs by itself; what was answered and left open is asked about."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from hub.cases.actions import inside
from hub.core.db import session
from hub.inbox.models import Notice
from hub.qa import actions
from hub.qa.ladder import ask_whether_solved, climb
from hub.qa.models import Question
from hub.qa.promised import after_working
from tests import cast
from tests.cases.desk import customer_writes, record_channel
from tests.factories import make_answer, make_question

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def expert(ctx) -> None:
    """Ben's answer about kilns was accepted once."""
    old = make_question(by="ada", title="How hot was it?", topics=["kilns"])
    actions.accept_answer(cast.person("ada"), make_answer(old, by="ben"))


def now(id: int) -> Question:
    session.remove()
    return session().get_one(Question, id)


def told(kind: str = "qa.nobody_answered") -> list[tuple[str, str]]:
    statement = select(Notice).where(Notice.kind == kind).order_by(Notice.person_id)
    people = {cast.person(name).id: name for name in ("ada", "ben", "cleo", "finn", "gwen", "hugo")}
    return [(people[each.person_id], each.action) for each in session().scalars(statement)]


def test_working_hours_are_counted_over_the_night_and_the_weekend(ctx):
    friday = datetime(2026, 12, 4, 15, 30, tzinfo=UTC)
    assert after_working(MONDAY, 4 * HOUR) == MONDAY + 4 * HOUR
    assert after_working(friday, 4 * HOUR) == datetime(2026, 12, 7, 11, 30, tzinfo=UTC)
    assert after_working(datetime(2026, 12, 5, 3, 0, tzinfo=UTC), HOUR) == datetime(
        2026, 12, 7, 10, 0, tzinfo=UTC
    )


def test_it_climbs_to_experts_then_admins_then_knowledge_managers(expert, at, ada, cleo, drain):
    at(MONDAY)
    id = make_question(by="cleo", title="How hot may it get?", topics=["kilns"]).id
    page = cleo.get(f"/q/{id}", follow_redirects=True).text
    assert "Those who know about it" in page
    assert climb() == 0
    at(MONDAY + 4 * HOUR)
    assert climb() == 1
    drain()
    assert told() == [("ben", "answer")]
    assert climb() == 0, "once"
    at(MONDAY + 8 * HOUR)
    climb()
    drain()
    assert told() == [("ada", "answer"), ("ben", "answer"), ("gwen", "answer")], "those who run the place"
    page = cleo.get(f"/q/{id}", follow_redirects=True).text.partition('id="s-ladder"')[2]
    assert "Ben Okri" in page
    assert "Ada Lovelace" in page
    make_answer(now(id), by="ben")
    assert now(id).promised_at is None
    at(MONDAY + 10 * timedelta(days=1))
    assert climb() == 0, "somebody answered"


def test_a_waiting_customer_halves_it_and_the_agent_finds_a_truthful_reply(
    expert, at, finn, drain, monkeypatch
):
    at(MONDAY)
    _recorder, channel = record_channel(monkeypatch)
    channel.first_reply_minutes = 600
    case = customer_writes(channel, "My oven is cold. I am Marta Kowalczyk.")
    case_id = case.id
    ref = inside.ask_inside(
        cast.person("finn"), case, cast.space("open"), "How hot may it get?", "Help", ("kilns",)
    )
    drain()
    id = int(ref.split(":")[1])
    assert now(id).promised_at == MONDAY + 2 * HOUR
    assert "Tell Marta that it goes on" not in finn.get(f"/cases/{case_id}/inside").text
    at(MONDAY + 2 * HOUR)
    assert climb() == 1
    drain()
    assert told() == [("ben", "answer")]
    assert told("cases.holding_due") == [("finn", "answer")]
    page = finn.get(f"/cases/{case_id}/inside").text
    assert "Tell Marta that it goes on" in page
    assert "I do not have their answer" in page
    make_answer(now(id), by="ben")
    drain()
    assert "Tell Marta that it goes on" not in finn.get(f"/cases/{case_id}/inside").text


def test_an_urgent_promise_to_the_customer_comes_first(at, drain, monkeypatch, ctx):
    at(MONDAY)
    _recorder, channel = record_channel(monkeypatch)
    channel.first_reply_minutes = 30
    case = customer_writes(channel, "My oven is cold.")
    ref = inside.ask_inside(cast.person("finn"), case, cast.space("open"), "How hot?", "Help")
    drain()
    assert now(int(ref.split(":")[1])).promised_at == MONDAY + timedelta(minutes=30)


def test_a_quiet_day_after_the_last_answer_its_asker_says_whether_it_helped(at, ada, ben, drain, ctx):
    at(MONDAY)
    question = make_question(by="ada")
    kept = SimpleNamespace(id=question.id, answer=make_answer(question, by="ben").id)
    drain()
    assert ask_whether_solved() == 0
    at(MONDAY + timedelta(days=1))
    assert ask_whether_solved() == 1
    assert ask_whether_solved() == 0, "once for each answer"
    drain()
    (notice,) = session().scalars(select(Notice).where(Notice.kind == "qa.asked_whether_solved"))
    assert (notice.person_id, notice.action) == (cast.person("ada").id, "decide")
    number = notice.id
    assert "That solved it" in ada.get("/notifications").text
    assert ada.post(f"/notifications/{number}/choice").status_code == 303
    assert now(kept.id).accepted_id == kept.answer
    assert "Ask anew" in ben.get(f"/q/{kept.id}", follow_redirects=True).text
    assert ben.post(f"/q/{kept.id}/answers", body="And mind the door.").status_code == 303, "it stays open"
