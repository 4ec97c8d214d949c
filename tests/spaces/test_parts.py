"""The official mark, and parts of a community that are switched off: out of reach, and not lost."""

from datetime import timedelta

from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.people import tokens
from hub.threads.actions import post_comment
from tests import cast
from tests.factories import make_answer, make_post, make_question

ALL = ("feed", "questions", "wiki", "cases")


def key_of(who):
    with transaction():
        until = clock.now() + timedelta(days=1)
        return tokens.make_token(who.person, "t", tokens.SCOPES, until).text


def switch(who, *on):
    form = {"name": "Open House", "parts_chosen": "1", "parts": list(on)}
    assert who.post("/c/open/edit", **form).status_code == 303


def test_administrators_mark_what_is_official(dora, gwen, cleo, ctx, drain):
    assert gwen.post("/c/open/official", on="1").status_code == 403, "its admin is no administrator"
    assert "Mark as official" not in gwen.get("/c/open").text
    assert "Mark as official" in dora.get("/c/open").text
    assert dora.post("/c/open/official", on="1").status_code == 303
    drain()
    for page in ("/c/open", "/c", "/search?q=Open+House", "/expand?key=@&text=ope"):
        assert "fficial" in cleo.get(page).text, page
    assert "Official" in gwen.get("/people").text, "beside its name among one's own"
    entry = session().query(AuditEntry).filter_by(action="spaces.mark_official").one()
    assert entry.after == {"official": True}
    dora.post("/c/open/official", on="0")
    assert "Official" not in cleo.get("/c").text


def test_without_a_feed_posts_are_out_of_reach_and_come_back(gwen, cleo, ctx, drain):
    post = make_post(by="ada", title="Feldspar news", body="Potash")
    said = post_comment(cast.person("cleo"), post, "Feldspar again").id
    id, ref = post.id, post.ref
    question = make_question(title="Still here?").id
    drain()
    assert "Feldspar news" in cleo.get("/?tab=all").text
    switch(gwen, "questions", "wiki", "cases")
    drain()
    for address in (f"/p/{id}", f"/comments/{said}", f"/t/{ref}/comments/new", f"/p/{id}/history"):
        assert cleo.get(address).status_code == 404, address
    assert cleo.post(f"/t/{ref}/comments", body="Anybody?").status_code == 404
    for page in ("/?tab=all", "/c/open", "/search?q=Feldspar"):
        assert "Feldspar news" not in cleo.get(page).text, page
    page = gwen.get("/c/open").text
    assert ">Posts" not in page
    assert "Still here?" in page, "its address shows the first part that is on"
    for kind in ("discussion", "poll"):
        refused = cleo.post("/p", kind=kind, community="open", body="My words", choices="a\nb")
        assert (refused.status_code, "My words</textarea>" in refused.text) == (403, True)
        assert "Posts are switched off in Open House" in refused.text
    assert cleo.post("/p", kind="question", community="open", body="Why though?").status_code == 303

    key = key_of(cleo)
    assert cleo.api("GET", f"/api/v1/posts/{id}", key).status_code == 404
    body = {"space_id": cast.space("open").id, "body": "By a program"}
    assert cleo.api("POST", "/api/v1/posts", key, json=body).status_code == 403
    items = cleo.api("GET", "/api/v1/feed?space=open&tab=all", key).get_json()["items"]
    assert {item["face"] for item in items} == {"question"}

    switch(gwen, *ALL)
    drain()
    assert "Potash" in cleo.get(f"/p/{id}").text
    assert "Feldspar news" in cleo.get("/?tab=all").text
    assert question


def test_without_questions(ada, gwen, cleo, ctx, drain):
    question = make_question(title="What is cobalt?")
    answer = make_answer(question, body="A blue one")
    ids = question.id, answer.id
    post = make_post(by="ada", space="private", title="Elsewhere")
    asked = make_question(by="ada", space="private", title="To be moved?").ref
    ref = post.ref
    drain()
    switch(gwen, "feed", "wiki", "cases")
    drain()
    for address in (f"/q/{ids[0]}-what-is-cobalt", f"/t/answer:{ids[1]}/comments/new", "/c/open/questions"):
        assert cleo.get(address).status_code == 404, address
    for page in ("/q", "/?tab=unanswered", "/search?q=cobalt", "/c/open"):
        assert "What is cobalt?" not in cleo.get(page).text, page
    refused = cleo.post("/p", kind="question", community="open", body="And zinc?")
    assert refused.status_code == 403
    assert "And zinc?</textarea>" in refused.text
    composer = cleo.get("/c/open").text
    assert 'value="discussion"' in composer
    assert 'value="question"' not in composer
    assert 'value="open"' not in ada.get(f"/t/{asked}/move").text
    assert ada.post(f"/t/{asked}/move", community="open", agreed="6").status_code == 422
    assert 'value="open"' in ada.get(f"/t/{ref}/move").text


def test_without_a_wiki(gwen, cleo, ctx):
    made = gwen.post("/wiki/new", space="open", title="Kilns", body="Hot.")
    assert made.status_code == 303, made.text[:300]
    where = made.location
    assert cleo.get(where).status_code == 200
    switch(gwen, "feed", "questions", "cases")
    for address in (where, f"{where}/history", f"{where}/edit", "/wiki/open", "/c/open/wiki"):
        assert cleo.get(address).status_code == 404, address
    assert "Kilns" not in cleo.get("/wiki").text
    refused = gwen.post("/wiki/new", space="open", title="More", body="Kept words")
    assert refused.status_code in (403, 404, 422)
    switch(gwen, *ALL)
    assert cleo.get(where).status_code == 200


def test_a_form_without_the_boxes_switches_nothing_off(gwen, hugo, ctx):
    assert gwen.post("/c/open/edit", name="Open House").status_code == 303
    assert all(cast.space("open").has(part) for part in ALL)
    form = {"name": "Social Care", "visibility": "hidden", "joining": "invitation", "parts_chosen": "1"}
    refused = hugo.post("/c/desk/edit", **form, parts=["feed"])
    assert refused.status_code == 422
    assert "A desk is there for cases" in refused.text
