"""Drafts: kept for their person alone, listed, restored, thrown away."""

from sqlalchemy import select

from hub.core.db import session
from hub.feed.drafts import keep_draft
from hub.people.models import Draft
from tests import cast
from tests.factories import make_question


def test_it_works(ada):
    answer = ada.post(
        "/drafts", headers={"Referer": "http://localhost/c/open"}, place="new-post:open", body="Half a"
    )
    assert answer.status_code == 204
    page = ada.get("/drafts").text
    assert "Half a" in page
    assert 'href="/c/open"' in page
    assert "Half a" in ada.get("/c/open").text, "restored where it was begun"


def test_another_device_asks_for_what_was_begun(ada, ben):
    ada.post("/drafts", place="comment:question:7", body="Half <b>a</b> sentence")
    begun = ada.get("/drafts/begun?place=comment:question:7")
    assert (begun.text, begun.mimetype) == ("Half <b>a</b> sentence", "text/plain")
    assert ada.get("/drafts/begun?place=comment:question:8").text == ""
    assert ben.get("/drafts/begun?place=comment:question:7").text == ""


def test_typing_on_changes_the_same_draft(ada):
    ada.post("/drafts", place="new-post", body="Half")
    ada.post("/drafts", place="new-post", body="Half a sentence")
    assert session().scalars(select(Draft.body)).all() == ["Half a sentence"]


def test_an_emptied_text_is_forgotten(ada):
    ada.post("/drafts", place="new-post", body="Half")
    ada.post("/drafts", place="new-post", body=" ")
    assert session().scalars(select(Draft)).all() == []


def test_a_stranger_gets_404(ada, ben):
    ada.post("/drafts", place="new-post", body="Only mine")
    id = session().scalars(select(Draft.id)).one()
    assert "Only mine" not in ben.get("/drafts").text
    assert ben.post(f"/drafts/{id}/removal").status_code == 404
    assert session().scalars(select(Draft.id)).one() == id


def test_it_can_be_thrown_away(ada):
    ada.post("/drafts", place="new-post", body="Half")
    id = session().scalars(select(Draft.id)).one()
    assert ada.post(f"/drafts/{id}/removal").status_code == 303
    assert session().scalars(select(Draft)).all() == []


def test_it_refuses_bad_input(ada):
    assert ada.post("/drafts", place="", body="x").status_code == 422
    assert ada.post("/drafts", place="p" * 121, body="x").status_code == 422
    assert ada.post("/drafts", place="new-post", body="x" * 70_001).status_code == 422


def test_an_address_elsewhere_is_not_kept(ada):
    ada.post("/drafts", headers={"Referer": "http://evil.example/x"}, place="new-post", body="Half")
    assert session().scalars(select(Draft.url)).one() == "/"


def test_each_says_what_it_is_and_for_what(ctx, ada):
    asked = make_question()
    ada.post(
        "/drafts", headers={"Referer": "http://localhost/c/note"}, place="new-post:note", body="In a place"
    )
    ada.post(
        "/drafts",
        headers={"Referer": f"http://localhost/q/{asked.id}"},
        place=f"comment:{asked.ref}",
        body="So",
    )
    page = ada.get("/drafts").text
    assert '<a href="/c/note">A new post</a>' in page
    assert f'<a href="/q/{asked.id}">How hot?</a>' in page
    assert "A comment · " in page


def test_what_one_may_not_read_any_more_is_not_named(ctx, cleo):
    closed = make_question(space="private", title="Only for some")
    place = f"{closed.ref}:answer"
    keep_draft(cast.person("cleo"), place, "My words", url=f"/q/{closed.id}", title="Only for some")
    page = cleo.get("/drafts").text
    assert "My words" in page
    assert "An answer" in page
    assert "Only for some" not in page
    assert f'href="/q/{closed.id}"' not in page
