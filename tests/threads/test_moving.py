"""Moving a conversation: who may, who reads it then, who hears of it, and what follows it."""

from datetime import timedelta

from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.people import tokens
from hub.people.models import Watch
from hub.spaces.actions import create_space, edit_space
from hub.spaces.models import Visibility
from hub.threads.actions import post_comment
from hub.threads.watching import watch
from tests import cast
from tests.factories import make_answer, make_post, make_question


def follow(thing, *handles):
    with transaction():
        for handle in handles:
            watch(cast.person(handle), thing.ref)


def found(who, words, place):
    return place in who.get(f"/search?q={words}").text


def key_of(*who):
    until = clock.now() + timedelta(days=1)
    with transaction():
        return [tokens.make_token(each.person, "t", tokens.SCOPES, until).text for each in who]


def test_its_author_moves_it_and_everything_goes_along(ada, ben, cleo, ctx, drain):
    post = make_post(by="ben", title="Glaze calculations", body="Zirconium")
    ref, id = post.ref, post.id
    said = post_comment(cast.person("cleo"), post, "Feldspar is cheaper").id
    follow(post, "cleo", "ada")
    drain()
    assert found(cleo, "Feldspar", f"/comments/{said}")
    assert cleo.get(f"/t/{ref}/move").status_code == 403, "neither its author nor an admin"
    assert cleo.post(f"/t/{ref}/move", community="everybody").status_code == 403
    assert "/c/private" not in cleo.get(f"/p/{id}").text

    moved = ben.post(f"/t/{ref}/move", community="private")
    assert (moved.status_code, moved.location) == (303, f"/p/{id}")
    drain()
    for address in (f"/p/{id}", f"/comments/{said}", f"/p/{id}/history"):
        assert cleo.get(address).status_code == 404, address
    assert not found(cleo, "Feldspar", f"/comments/{said}")
    assert not found(cleo, "Zirconium", f"/p/{id}")
    for page in ("/c/open", "/?tab=all", "/notifications"):
        assert "Glaze calculations" not in cleo.get(page).text, page
    assert "Private Room" not in cleo.get("/c/open").text
    assert "a place you do not know" in cleo.get("/c/open").text
    assert session().get(Watch, (cast.person("cleo").id, ref)) is None

    assert ada.get(f"/comments/{said}").location == f"/p/{id}#c{said}"
    page = ada.get(f"/p/{id}").text
    assert "moved this conversation from" in page
    assert page.index("Feldspar") < page.index("moved this conversation from")
    assert "Glaze calculations" in ada.get("/c/private").text
    assert found(ada, "Feldspar", f"/comments/{said}")
    notices = ada.get("/notifications").text
    assert "moved “" in notices
    assert f"/p/{id}" in ada.get("/c/open").text, "the line on the old side leads to it"
    entry = session().query(AuditEntry).filter_by(action="threads.move").one()
    assert (entry.before, entry.after) == (
        {"space": cast.space("open").ref}, {"space": cast.space("private").ref},
    )  # fmt: skip


def test_more_readers_are_named_and_asked_for(ada, ben, cleo, ctx, drain):
    question = make_question(by="ada", space="private", title="Whose recipe?", body="Secret ash")
    ref, id = question.ref, question.id
    known = make_answer(question, body="Grandmother's cobalt").id
    follow(question, "ben")
    drain()
    first = ada.post(f"/t/{ref}/move", community="open")
    assert first.status_code == 422
    assert "Every colleague will be able to read it" in first.text
    assert "Private Room" in first.text
    count = 6  # eight are active and two of them are in the private room
    assert f'name="agreed" value="{count}"' in first.text
    assert cleo.get(f"/q/{id}").status_code == 404, "nothing was moved yet"
    assert ada.post(f"/t/{ref}/move", community="open", agreed=count - 1).status_code == 422

    assert ada.post(f"/t/{ref}/move", community="open", agreed=count).status_code == 303
    drain()
    page = cleo.get(f"/q/{id}-whose-recipe").text
    assert "cobalt" in page
    assert "a place you do not know" in page
    assert "Private Room" not in page
    assert found(cleo, "cobalt", f"#a{known}")
    assert "Whose recipe?" in cleo.get("/c/open").text
    assert "Whose recipe?" not in ben.get("/c/private").text.partition("moved elsewhere")[0]
    assert cleo.get(f"/t/answer:{known}/comments/new").status_code == 200


def test_a_community_that_keeps_its_conversations(ada, gwen, ctx):
    post = make_post(by="gwen", title="Ours")
    ref, id = post.ref, post.id
    edit_space(SYSTEM, cast.space("open"), keeps_talk=True)
    refused = gwen.post(f"/t/{ref}/move", community="everybody")
    assert refused.status_code == 403
    assert "Open House keeps its conversations" in refused.text
    assert f"/t/{ref}/move" not in gwen.get(f"/p/{id}").text
    form = ada.get("/c/open/edit").text
    assert 'name="keeps_talk" value="1" checked' in form


def test_only_to_where_one_may_post(ada, gwen, ctx):
    post = make_post(by="ben", title="Words")
    ref = post.ref
    edit_space(SYSTEM, cast.space("open"), grid={"post": "admin"})
    elsewhere = create_space(SYSTEM, "Elsewhere", owner=cast.person("cleo"), grid={"post": "owner"})
    assert "Elsewhere" not in gwen.get(f"/t/{ref}/move").text
    refused = gwen.post(f"/t/{ref}/move", community=elsewhere.slug)
    assert refused.status_code == 403
    assert gwen.post(f"/t/{ref}/move", community="private").status_code == 404
    assert gwen.post(f"/t/{ref}/move", community="open").status_code == 422, "it stands there"
    assert gwen.post(f"/t/{ref}/move", community="desk").status_code == 404


def test_taken_back_while_nothing_was_said_since(ada, ben, cleo, ctx, drain, at):
    post = make_post(by="ben", title="To and fro")
    ref, id = post.ref, post.id
    assert ben.post(f"/t/{ref}/move/undo").status_code == 403
    ben.post(f"/t/{ref}/move", community="private")
    assert ada.post(f"/t/{ref}/move/undo").status_code == 403, "who moved it takes it back"
    assert ben.post(f"/t/{ref}/move/undo").status_code == 303
    drain()
    assert "moved this conversation" not in cleo.get(f"/p/{id}").text
    assert "moved elsewhere" not in cleo.get("/c/open").text
    ben.post(f"/t/{ref}/move", community="private")
    at(timedelta(minutes=1))
    ada.post(f"/t/{ref}/comments", body="Only among us")
    assert ben.post(f"/t/{ref}/move/undo").status_code == 422
    assert cleo.get(f"/p/{id}").status_code == 404


def test_the_top_of_one_place_is_not_that_of_another(ada, ben, ctx, drain):
    edit_space(SYSTEM, cast.space("private"), visibility=Visibility.MEMBERS)
    post = make_post(by="ada", title="On top")
    ref, id = post.ref, post.id
    ada.post(f"/feed/{ref}/pin")
    ada.post(f"/t/{ref}/move", community="private")
    drain()
    assert "Take from the top" not in ada.get(f"/p/{id}").text
    assert "Pinned" not in ada.get("/c/private").text


def test_programs_are_asked_too(ada, cleo, ctx, drain):
    post = make_post(by="ada", space="private", title="By a program")
    ref = post.ref
    mine, theirs = key_of(ada, cleo)
    open_id = cast.space("open").id
    body = {"ref": ref, "space_id": open_id}
    assert cleo.api("POST", "/api/v1/moves", theirs, json=body).status_code == 404
    asked = ada.api("POST", "/api/v1/moves", mine, json=body)
    assert (asked.status_code, asked.get_json()["error"]["code"]) == (422, "confirm")
    done = ada.api("POST", "/api/v1/moves", mine, json={**body, "agreed": 6})
    assert (done.status_code, done.get_json()["space_id"]) == (201, open_id)
    drain()
    feed = cleo.api("GET", "/api/v1/feed?space=open", theirs).get_json()
    assert [item["title"] for item in feed["items"]] == ["By a program"]
    pings = cleo.api("GET", "/api/v1/events", theirs).get_json()
    assert "threads.conversation_moved" in {each["kind"] for each in pings["items"]}
    assert "threads.conversation_left" not in {each["kind"] for each in pings["items"]}
