"""Who may call the API at all: tokens, scopes, limits, and the one shape of errors."""

from typing import Any

import pytest
from sqlalchemy import select

from hub.conversations.actions import start
from hub.core.db import session
from hub.feed.drafts import keep_draft
from hub.threads.models import Comment
from hub.web import api
from tests import cast
from tests.factories import make_question

pytestmark = pytest.mark.usefixtures("ctx")


def test_without_a_token_nothing_is_told(app: Any) -> None:
    client = app.test_client()
    for path in ("/api/v1/questions", "/api/v1/me", "/api/v1/openapi.json", "/api/v1/cases/1"):
        answer = client.get(path)
        assert answer.status_code == 401, path
        assert answer.json["error"]["code"] == "unauthorized"


def test_a_session_is_no_token(ada: Any) -> None:
    assert ada.get("/api/v1/me").status_code == 401


def test_a_token_is_no_session(program: Any) -> None:
    ada = program("ada")
    answer = ada.client.get("/q", headers={"Authorization": f"Bearer {ada.token}"})
    assert answer.status_code == 302


def test_me_names_person_and_scopes(program: Any) -> None:
    me = program("gwen", "read").get("/me").json
    assert (me["handle"], me["scopes"]) == ("gwen", ["read"])
    assert "knowledge_manager" in me["roles"]
    assert "email" not in me


def test_reading_does_not_allow_writing(program: Any) -> None:
    reader = program("ada", "read")
    refused = reader.post("/questions", space_id=cast.space("open").id, title="May I?")
    assert refused.status_code == 403
    assert "“write”" in refused.json["error"]["message"]


def test_writing_does_not_allow_reading(program: Any) -> None:
    assert program("ada", "write").get("/questions").status_code == 403


def test_cases_need_their_own_scope(program: Any) -> None:
    assert program("finn", "read", "write").get("/cases").status_code == 403
    assert program("finn", "read", "cases").get("/cases").status_code == 200


def test_conversations_need_their_own_scope(program: Any, drain: Any) -> None:
    """Else every key that was made for reading reads what its person and a colleague say to each other."""
    ada, pair = cast.person("ada"), start(cast.person("ben"), [cast.person("ada")], "the quagga, @ada?")
    keep_draft(ada, f"comment:{pair.ref}", "half an answer about the quagga")
    drain()
    said = session().scalars(select(Comment.id)).one()
    doors = (
        "/conversations", f"/conversations/{pair.id}", f"/comments?about={pair.ref}",
        f"/links?ref={pair.ref}", f"/reactions?ref=comment:{said}", "/search?q=quagga", "/notices",
        "/events", "/me/drafts",
    )  # fmt: skip
    without, with_it = program("ada", "read", "write", "cases"), program("ada", "read", "write", "messages")
    marks = ("quagga", "conversation", "/messages", "Ben Okri", f"comment:{said}")
    for door in doors:
        answer, same = without.get(door), with_it.get(door)
        if answer.status_code == 200:
            assert not [mark for mark in marks if mark in answer.text], door
        else:
            assert answer.status_code in (403, 404), door
        assert same.status_code == 200, door
        assert "reactions" in door or "links" in door or [mark for mark in marks if mark in same.text], door
    about = {"about": pair.ref, "body": "by a program"}
    assert without.post("/comments", **about).status_code == 404
    assert without.put(f"/comments/{said}", body="x").status_code == 404
    assert without.put("/reactions", ref=f"comment:{said}", mood="thanks").status_code == 404
    assert without.post("/conversations", people=["ben"], body="hi").status_code == 403
    assert with_it.post("/comments", **about).status_code == 201


def test_errors_have_one_shape(program: Any) -> None:
    ada = program("ada")
    answers = [
        ada.get("/nothing/here"),
        ada.get("/questions/999999"),
        ada.get("/questions?limit=0"),
        ada.get("/questions?colour=red"),
        ada.ask("DELETE", "/questions"),
        ada.client.post("/api/v1/questions", data="{", headers={"Authorization": f"Bearer {ada.token}"}),
        ada.client.post(
            "/api/v1/questions", data="[" * 50_000, headers={"Authorization": f"Bearer {ada.token}"}
        ),
        ada.ask("POST", "/questions", ["not", "an", "object"]),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 422, 422, 405, 400, 422, 422]
    for answer in answers:
        assert set(answer.json) == {"error"}
        api.ErrorOut.model_validate(answer.json)


def test_limits_are_told_and_kept(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "PER_MINUTE", 3)
    cleo = program("cleo")
    left = [cleo.get("/me").headers["X-RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = cleo.get("/me")
    assert refused.status_code == 429
    assert refused.json["error"]["code"] == "too_many_requests"
    assert int(refused.headers["Retry-After"]) > 0
    assert program("ben").get("/me").status_code == 200


def test_pages_have_no_limit_of_the_api(ada: Any) -> None:
    make_question()
    assert "X-RateLimit-Limit" not in ada.get("/q").headers
