"""Closing, suggested edits and checks over the API: the same actions and rights as on the pages."""

from hub.core import clock
from hub.core.db import session, transaction
from hub.qa.models import Question, QuestionState
from hub.reuse.check_models import BadResult, Check
from tests.factories import make_answer, make_question


def test_a_question_is_put_aside_and_taken_back(ctx, drain, program):
    gwen, cleo = program("gwen"), program("cleo")
    id, original = make_question(by="ada").id, make_question(by="ben", title="How hot is it?").id
    url = f"/questions/{id}/closing"
    assert cleo.post(url, how="closed", reason="No longer needed").status_code == 403
    assert gwen.get(url).json == {"closing": None}
    for wrong, field in (
        ({"how": "closed", "reason": "Because"}, "reason"), ({"how": "duplicate"}, "original"),
        ({"how": "obsolete"}, "reason"),
    ):  # fmt: skip
        answer = gwen.post(url, **wrong)
        assert (answer.status_code, answer.json["error"]["field"]) == (422, field)
    reason = gwen.get("/closing-reasons").json["reasons"][0]
    assert gwen.post(url, how="closed", reason=reason).json["state"] == "closed"
    found = cleo.get(url).json["closing"]
    assert (found["how"], found["reason"], found["by"]["handle"]) == ("closed", reason, "gwen")
    assert gwen.post(url, how="closed", reason=reason).status_code == 409
    assert gwen.ask("DELETE", url).json["state"] == "open"
    assert gwen.post(url, how="duplicate", original=original).json["state"] == "duplicate"
    assert cleo.get(url).json["closing"]["instead"] == f"question:{original}"
    gwen.ask("DELETE", url)
    answer_id = make_answer(session().get_one(Question, id)).id
    holds = {"reason": "The kiln is new", "instead": f"question:{original}"}
    assert gwen.post(f"/answers/{answer_id}/closing", **holds).status_code == 200
    assert cleo.get(f"/answers/{answer_id}/closing").json["closing"]["reason"] == "The kiln is new"
    assert gwen.ask("DELETE", f"/answers/{answer_id}/closing").status_code == 200
    assert session().get_one(Question, id).state == QuestionState.OPEN


def test_an_edit_is_suggested_listed_taken_over_refused_and_taken_back(ctx, program):
    ada, ben, cleo = program("ada"), program("ben"), program("cleo")
    question = make_question(by="ada", title="How hot?", body="The kiln.")
    answer = make_answer(question, by="ben", body="1,200 degrees.")
    q, a = f"/questions/{question.id}/edit", f"/answers/{answer.id}/edit"
    made = cleo.post(q, title="How hot is it?", body="The new kiln.", note="It is new")
    assert (made.status_code, made.json["may_settle"]) == (201, False)
    assert cleo.post(q, body="Again").status_code == 409, "one waits at a time"
    assert [each["ref"] for each in ada.get("/edits").json["items"]] == [f"question:{question.id}"]
    assert ben.get("/edits").json["items"] == [], "neither theirs nor to be settled by them"
    assert ben.get(q).json == {"edit": None}
    assert cleo.post(f"{q}/approval", body="x", revision=1).status_code == 403
    assert ada.post(f"{q}/approval", body="x", revision=7).status_code == 409
    taken = ada.post(f"{q}/approval", title="How hot is it?", body="The kiln.", revision=1)
    assert (taken.json["title"], taken.json["revision"]) == ("How hot is it?", 2)
    assert cleo.post(a, body="1,250 degrees.").status_code == 201
    assert ben.post(f"{a}/rejection", reason="").status_code == 422
    assert ben.post(f"{a}/rejection", reason="It was measured").json["body"] == "1,200 degrees."
    assert cleo.post(a, body="1,300 degrees.").status_code == 201
    assert ben.ask("DELETE", a).status_code == 403
    assert cleo.ask("DELETE", a).status_code == 200
    assert cleo.get(a).json == {"edit": None}


def test_checks_are_listed_and_settled_by_those_who_may(ctx, program):
    answer = make_answer(make_question(by="ada"), by="ben", customer_text="Please wait.")
    ref = answer.ref
    with transaction() as db:
        check = Check(source=ref, revision=answer.revision, customers=1, opened_at=clock.now())
        db.add(check)
        db.flush()
        row = {"check_id": check.id, "case_ref": "case:1", "customer": "c1", "at": clock.now()}
        db.add(BadResult(words="It did not help.", rating=1, **row))
    gwen, cleo = program("gwen"), program("cleo")
    found = gwen.get("/checks").json["items"]
    assert [(each["ref"], each["customers"], each["results"][0]["words"]) for each in found] == [
        (ref, 1, "It did not help.")
    ]
    assert program("gwen", "read", "write").get("/checks").json["items"][0]["results"] == []
    assert cleo.get("/checks").json["items"] == []
    assert program("ben").get("/checks?own=true").json["items"][0]["ref"] == ref
    assert cleo.post("/checks", ref=ref).status_code == 403
    assert cleo.post("/checks", ref="answer:999").status_code == 404
    assert gwen.post("/checks", ref=ref, note="It is right").json["verdict"] == "kept"
    assert gwen.post("/checks", ref=ref).status_code == 409
    assert gwen.get("/checks").json["items"] == []
