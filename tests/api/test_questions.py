"""Questions and answers over the API: the same actions and rights as the pages."""

from typing import Any

import pytest
from sqlalchemy import delete

from hub.core.db import session, transaction
from hub.core.events import Event
from hub.qa.models import Question
from hub.spaces.models import Membership
from tests import cast
from tests.factories import make_answer, make_question

pytestmark = pytest.mark.usefixtures("ctx")


def test_it_works(program: Any) -> None:
    ada, ben = program("ada"), program("ben")
    asked = ada.post("/questions", space_id=cast.space("open").id, title="How hot?", topics=["ovens"])
    assert asked.status_code == 201
    question = asked.json
    assert question["author"] == {"id": cast.person("ada").id, "handle": "ada", "name": "Ada Lovelace"}
    assert question["topics"] == ["ovens"]
    answered = ben.post(f"/questions/{question['id']}/answers", body="1,200 **degrees**")
    assert answered.status_code == 201
    assert "<strong>degrees</strong>" in answered.json["html"]
    assert ada.post(f"/answers/{answered.json['id']}/acceptance").json["is_accepted"] is True
    assert ada.get(f"/questions/{question['id']}").json["state"] == "solved"
    listed = ada.get(f"/questions/{question['id']}/answers").json
    assert [each["id"] for each in listed["items"]] == [answered.json["id"]]


def test_a_stranger_gets_404(program: Any) -> None:
    question = make_question(space="private").id
    cleo = program("cleo")
    for path in (f"/questions/{question}", f"/questions/{question}/answers", "/questions/999999"):
        answer = cleo.get(path)
        assert answer.status_code == 404
        assert answer.json["error"]["code"] == "not_found"
    assert cleo.post(f"/questions/{question}/answers", body="Hello").status_code == 404
    assert cleo.get("/questions").json["items"] == []


def test_it_needs_the_right(program: Any) -> None:
    answer = make_answer(make_question()).id
    refused = program("cleo").post(f"/answers/{answer}/acceptance")
    assert refused.status_code == 403
    assert "Accepting is for" in refused.json["error"]["message"]


def test_it_refuses_bad_input(program: Any) -> None:
    ada = program("ada")
    place = cast.space("open").id
    for body, field in (
        ({"space_id": place}, "title"),
        ({"space_id": place, "title": " "}, "title"),
        ({"space_id": place, "title": "x" * 251}, "title"),
        ({"space_id": place, "title": "Good", "colour": "red"}, "colour"),
        ({"space_id": "here", "title": "Good"}, "space_id"),
        ({"space_id": place, "title": "Good", "topics": ["t"] * 11}, "topics"),
    ):
        refused = ada.post("/questions", **body)
        assert refused.status_code == 422, body
        assert refused.json["error"]["code"] == "invalid"
        assert field in refused.json["error"]["fields"], refused.json


def test_it_records_the_fact(program: Any) -> None:
    program("ada").post("/questions", space_id=cast.space("open").id, title="How hot?")
    event = session().query(Event).order_by(Event.id.desc()).first()
    assert event is not None
    assert (event.kind, event.actor_id) == ("qa.question_asked", cast.person("ada").id)


def test_a_repeated_key_asks_once(program: Any) -> None:
    ada = program("ada")
    body = {"space_id": cast.space("open").id, "title": "Only once?"}
    first = ada.ask("POST", "/questions", body, idempotency_key="abc")
    again = ada.ask("POST", "/questions", body, idempotency_key="abc")
    other = ada.ask("POST", "/questions", body, idempotency_key="def")
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 201)
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    assert other.json["id"] != first.json["id"]
    assert session().query(Question).filter(Question.title == "Only once?").count() == 2


def test_a_refused_request_does_not_use_up_its_key(program: Any) -> None:
    ada = program("ada")
    place = cast.space("open").id
    assert ada.ask("POST", "/questions", {"space_id": place}, idempotency_key="k").status_code == 422
    body = {"space_id": place, "title": "Now whole"}
    assert ada.ask("POST", "/questions", body, idempotency_key="k").status_code == 201


def test_pages_go_on_behind_the_last_one(program: Any) -> None:
    made = [make_question(title=f"Question {number}").id for number in range(5)]
    ada = program("ada")
    seen, path = [], "/questions?limit=2"
    for _ in range(3):
        page = ada.get(path).json
        seen += [each["id"] for each in page["items"]]
        path = f"/questions?limit=2&after={page['next']}"
    assert seen == sorted(made, reverse=True)
    assert page["next"] is None


def test_votes_count_once(program: Any) -> None:
    question = make_question().id
    ben = program("ben")
    for _ in range(2):
        assert ben.put(f"/questions/{question}/vote", value=1).json["vote_count"] == 1
    assert ben.put(f"/questions/{question}/vote", value=0).json["vote_count"] == 0


def test_nothing_is_replayed_to_who_may_not_see_it_any_more(program: Any) -> None:
    ada, place = program("ada"), cast.space("private").id
    sent = {"space_id": place, "body": "Only among us."}
    assert ada.ask("POST", "/posts", sent, Idempotency_Key="k-9").status_code == 201
    assert ada.ask("POST", "/posts", sent, Idempotency_Key="k-9").status_code == 201
    with transaction() as db:
        mine = (Membership.space_id == place, Membership.person_id == cast.person("ada").id)
        db.execute(delete(Membership).where(*mine))
    again = ada.ask("POST", "/posts", sent, Idempotency_Key="k-9")
    assert again.status_code == 404
    assert "among us" not in again.text


def test_a_program_that_saw_an_earlier_text_overwrites_nothing(program: Any) -> None:
    ben = program("ben")
    asked = ben.post("/questions", space_id=cast.space("open").id, title="How cold is it?").json
    path, seen = f"/questions/{asked['id']}", asked["revision"]
    assert ben.put(path, title="How warm is it?", revision=seen).status_code == 200
    assert ben.put(path, title="How wet is it?", revision=seen).status_code == 409
    unsaid = ben.put(path, title="How wet is it?")
    assert (unsaid.status_code, unsaid.json["error"]["field"]) == (422, "revision")
    assert ben.get(path).json["title"] == "How warm is it?"
