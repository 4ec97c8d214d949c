"""Posts, comments, reactions, pages, notices, drafts, events: written and read over the API."""

from typing import Any

import pytest

from tests import cast
from tests.factories import make_question

pytestmark = pytest.mark.usefixtures("ctx")


def test_a_post_is_written_edited_and_removed(program: Any) -> None:
    ada = program("ada")
    made = ada.post("/posts", space_id=cast.space("open").id, body="The kiln is on.").json
    assert [item["ref"] for item in ada.get("/feed?tab=all").json["items"]] == [made["ref"]]
    edited = ada.put(f"/posts/{made['id']}", body="The kiln is off.", revision=1).json
    assert (edited["body"], edited["revision"]) == ("The kiln is off.", 2)
    stale = ada.put(f"/posts/{made['id']}", body="The kiln is new.", revision=1)
    assert stale.status_code == 409
    assert program("cleo").ask("DELETE", f"/posts/{made['id']}").status_code == 403
    assert ada.ask("DELETE", f"/posts/{made['id']}").json == {"done": True}
    assert program("ben").get(f"/posts/{made['id']}").status_code == 404


def test_a_thread_is_talked_in(program: Any) -> None:
    question = make_question().ref
    ben, cleo = program("ben"), program("cleo")
    first = ben.post("/comments", about=question, body="Which oven?").json
    reply = cleo.post("/comments", about=question, body="The old one", parent_id=first["id"]).json
    assert reply["parent_id"] == first["id"]
    page = ben.get(f"/comments?about={question}&limit=1").json
    assert [each["body"] for each in page["items"]] == ["Which oven?"]
    rest = ben.get(f"/comments?about={question}&limit=1&after={page['next']}").json
    assert [each["body"] for each in rest["items"]] == ["The old one"]
    assert cleo.put(f"/comments/{first['id']}", body="Mine now").status_code == 403
    assert ben.ask("DELETE", f"/comments/{first['id']}").status_code == 200
    removed = ben.get(f"/comments?about={question}").json["items"][0]
    assert (removed["is_removed"], removed["body"], removed["html"]) == (True, "", "")


def test_a_reaction_counts_once(program: Any) -> None:
    question = make_question().ref
    ben = program("ben")
    for _ in range(2):
        assert ben.put("/reactions", ref=question, mood="thanks").status_code == 200
    given = ben.get(f"/reactions?ref={question}").json["items"]
    assert [(each["person"]["handle"], each["mood"]) for each in given] == [("ben", "thanks")]
    ben.put("/reactions", ref=question, mood="thanks", on=False)
    assert ben.get(f"/reactions?ref={question}").json["items"] == []
    assert ben.put("/reactions", ref=question, mood="rage").status_code == 422


def test_two_editors_of_a_page_overwrite_nothing(program: Any) -> None:
    ben, gwen = program("ben"), program("gwen")
    made = ben.post("/pages", space_id=cast.space("open").id, title="Kilns", body="Hot.")
    assert made.status_code == 201
    path = f"/pages/{made.json['id']}"
    assert gwen.put(path, title="Kilns", body="Very hot.", revision=1).json["revision"] == 2
    refused = ben.put(path, title="Kilns", body="Cold.", revision=1)
    assert refused.status_code == 409
    details = refused.json["error"]["details"]
    assert details == {"revision": 2, "title": "Kilns", "theirs": "Very hot.", "mine": "Cold."}
    assert ben.get(path).json["body"] == "Very hot."
    numbers = [each["number"] for each in ben.get(f"{path}/revisions").json["items"]]
    assert numbers == [2, 1]
    assert ben.get(f"{path}/revisions/1").json["body"] == "Hot."
    assert ben.get(f"{path}/revisions/9").status_code == 404
    assert program("cleo").post(f"{path}/verification", revision=2).status_code == 403
    assert gwen.post(f"{path}/verification", revision=2).json["state"] == "validated"


def test_changes_in_different_places_are_put_together(program: Any) -> None:
    ben, gwen = program("ben"), program("gwen")
    body = "First, heat it.\n\nThen, wait.\n\nLast, open it."
    path = f"/pages/{ben.post('/pages', space_id=cast.space('open').id, title='Kilns', body=body).json['id']}"
    gwen.put(path, title="Kilns and ovens", body=body.replace("heat", "slowly heat"), revision=1)
    saved = ben.put(path, title="Kilns", body=body.replace("open", "carefully open"), revision=1)
    assert saved.status_code == 200
    both = body.replace("heat", "slowly heat").replace("open", "carefully open")
    assert (saved.json["revision"], saved.json["title"], saved.json["body"]) == (3, "Kilns and ovens", both)
    assert "Gwen Curator" in ben.get(f"{path}/revisions/3").json["note"]


def test_a_notice_is_read_and_put_aside(program: Any, drain: Any) -> None:
    question = make_question().id
    program("ben").post(f"/questions/{question}/answers", body="1,200 degrees")
    drain()
    ada = program("ada")
    notice = ada.get("/notices").json["items"][0]
    assert "Ben Okri answered" in notice["sentence"]
    assert program("ben").put(f"/notices/{notice['id']}", done=True).status_code == 404
    assert ada.put(f"/notices/{notice['id']}", done=True).status_code == 200
    assert ada.get("/notices").json["items"] == []


def test_drafts_are_for_oneself_alone(program: Any) -> None:
    ada = program("ada")
    ada.put("/me/drafts", place="new-post", body="Not yet")
    assert [each["body"] for each in ada.get("/me/drafts").json["items"]] == ["Not yet"]
    assert program("ben").get("/me/drafts").json["items"] == []
    ada.put("/me/drafts", place="new-post", body="")
    assert ada.get("/me/drafts").json["items"] == []


def test_events_tell_what_one_may_see(program: Any) -> None:
    cleo, ben = program("cleo"), program("ben")
    start = cleo.get("/events").json["last"]
    hidden, shown = make_question(space="private").ref, make_question().ref
    told = [each["ref"] for each in cleo.get(f"/events?after={start}").json["items"]]
    assert shown in told
    assert hidden not in told
    assert hidden in [each["ref"] for each in ben.get(f"/events?after={start}").json["items"]]


def test_search_finds_what_one_may_read(program: Any, drain: Any) -> None:
    make_question(title="A thermocouple in the open")
    make_question(space="private", title="A thermocouple in private")
    drain()
    titles = [each["title"] for each in program("cleo").get("/search?q=thermocouple").json["items"]]
    assert titles == ["A thermocouple in the open"]
    assert len(program("ben").get("/search?q=thermocouple").json["items"]) == 2


def test_a_space_is_joined_and_left(program: Any) -> None:
    cleo, place = program("cleo"), cast.space("open").id
    assert cleo.post(f"/spaces/{place}/membership").json == {"is_member": True}
    members = cleo.get(f"/spaces/{place}/members").json["items"]
    assert "cleo" in [each["person"]["handle"] for each in members]
    assert cleo.ask("DELETE", f"/spaces/{place}/membership").json == {"done": True}
    assert cleo.post(f"/spaces/{cast.space('private').id}/membership").status_code == 404


def test_a_space_is_opened_changed_and_filled(program: Any) -> None:
    dora, ben = program("dora"), program("ben")
    sent = {"name": "Baggage", "grid": {"post": "moderator"}}
    first = dora.ask("POST", "/spaces", sent, Idempotency_Key="k-1")
    assert first.status_code == 201
    assert dora.ask("POST", "/spaces", sent, Idempotency_Key="k-1").json == first.json
    path = f"/spaces/{first.json['id']}"
    assert ben.post("/spaces", name="Mine").status_code == 403
    assert ben.put(path, name="Mine").status_code == 403
    assert ben.post("/posts", space_id=first.json["id"], body="Hello").status_code == 403
    admitted = dora.put(f"{path}/members", handle="ben", role="moderator").json
    assert (admitted["person"]["handle"], admitted["role"]) == ("ben", "moderator")
    assert ben.post("/posts", space_id=first.json["id"], body="Hello").status_code == 201
    assert dora.put(path, about="What travels.", grid={"answer": "admin"}).json["name"] == "Baggage"
    assert dora.put(path, is_archived=True).json["is_archived"] is True
    assert dora.put(path, grid={"post": "king"}).status_code == 422
    desk = dora.post("/spaces", name="Claims", kind="desk")
    assert desk.status_code == 422
    assert "visibility" in desk.json["error"]["fields"]


def test_a_page_is_moved_and_an_earlier_text_comes_back(program: Any) -> None:
    ben, place = program("ben"), cast.space("open").id
    above = ben.post("/pages", space_id=place, title="Ovens", body="All of them.").json
    page = ben.post("/pages", space_id=place, title="Kilns", body="Hot.").json
    moved = program("gwen").put(f"/pages/{page['id']}/place", space_id=place, parent_id=above["id"])
    assert (moved.json["parent_id"], moved.json["url"]) == (above["id"], "/wiki/open/ovens/kilns")
    ben.put(f"/pages/{page['id']}", title="Kilns", body="Cold.", revision=1)
    back = ben.post(f"/pages/{page['id']}/revisions/1/restoration", revision=2).json
    assert (back["body"], back["revision"]) == ("Hot.", 3)
