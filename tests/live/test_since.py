"""What a page missed: only what its person may know of."""

import re
from datetime import timedelta

from hub.core.dispatch import newest_event_id
from hub.core.permissions import SYSTEM
from hub.live import queries
from hub.spaces.actions import remove_member
from tests import cast
from tests.factories import make_question


def refs(answer) -> list[str]:
    return [ping["ref"] for ping in answer.json["pings"] if ping["kind"] != "inbox.notice"]


def test_it_works(ben, ctx):
    before = newest_event_id()
    question = make_question(by="ada", space="private")
    answer = ben.get(f"/live/since?after={before}")
    assert refs(answer) == [question.ref]
    assert answer.json["last"] == newest_event_id()
    assert "How hot" not in answer.text


def test_a_stranger_hears_nothing(cleo, ctx):
    before = newest_event_id()
    make_question(by="ada", space="private")
    assert refs(cleo.get(f"/live/since?after={before}")) == []


def test_a_removed_member_hears_nothing_of_before(ben, ctx):
    before = newest_event_id()
    make_question(by="ada", space="private")
    remove_member(SYSTEM, cast.space("private"), ben.person)
    heard = refs(ben.get(f"/live/since?after={before}"))
    assert not [ref for ref in heard if ref.startswith("question:")]


def test_nothing_new_is_an_empty_answer(ben, ctx):
    last = newest_event_id()
    assert ben.get(f"/live/since?after={last}").json == {"last": last, "pings": [], "reset": False}


def test_too_much_is_told_as_one_word(ben, ctx, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 2)
    before = newest_event_id()
    for _ in range(3):
        make_question(by="ada", space="open")
    answer = ben.get(f"/live/since?after={before}").json
    assert answer["reset"] is True
    assert answer["pings"] == []


def test_it_refuses_bad_input(ben):
    for wrong in ("x", "-1", "9" * 30, "1.5"):
        assert ben.get(f"/live/since?after={wrong}").status_code == 422


def test_a_visitor_gets_the_sign_in(nobody):
    assert nobody.get("/live/since?after=0").status_code == 302


def test_a_page_says_what_it_shows_already(ben, ctx, at):
    make_question(by="ada", space="private")
    shown = newest_event_id()
    at(timedelta(minutes=1))
    make_question(by="ada", space="private")  # while the page is made, perhaps after it was read
    said = re.search(r'name="live-after" content="(\d+)"', ben.get("/people").text)
    assert said is not None
    assert int(said[1]) == shown
    assert len(refs(ben.get(f"/live/since?after={said[1]}"))) == 1
