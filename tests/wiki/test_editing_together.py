"""Writing beside others: who is here, what they saved, taking it in, and a draft that waits."""

from datetime import timedelta

import pytest

from hub.people.queries import drafts_of
from tests.wiki.pages import facts_about, make_page, page_called, url_of


@pytest.fixture
def page(ctx):
    return make_page("Late bags", "One.\n\nTwo.")


def test_others_see_who_writes_and_what_was_saved(ada, ben, page, at):
    edit = url_of(page, "/edit")
    assert "is editing" not in ada.get(edit).text
    ben.get(edit)
    assert facts_about(page)[-2:] == ["wiki.editors_changed"] * 2
    shown = ada.get(f"{edit}/others?base=1").text
    assert "Ben Okri</b> is editing since" in shown
    assert "Ada" not in shown
    before = facts_about(page)
    assert ben.post(f"{edit}/presence", base=1).status_code == 200
    assert facts_about(page) == before  # who is still here is no news
    ben.post(edit, title="Late bags", body="One.\n\nTwo.\n\nThree.", base=1, note="Third")
    shown = ada.get(f"{edit}/others?base=1").text
    assert "is editing" not in shown
    assert "Ben Okri saved version 2 while you write." in shown
    assert f"{url_of(page)}/history/1..2" in shown
    ben.get(edit)
    ben.post(f"{edit}/leaving")
    assert "is editing" not in ada.get(edit).text
    ben.get(edit)
    at(timedelta(minutes=4))  # a window that was closed without a word
    assert "is editing" not in ada.get(edit).text


def test_strangers_and_readers_learn_nothing(ctx, ada, cleo):
    hidden = url_of(make_page("Hidden", "x", space="private"), "/edit")
    ada.get(hidden)
    assert cleo.get(f"{hidden}/others?base=1").status_code == 404
    for door in ("presence", "leaving", "taking", "draft/removal"):
        assert cleo.post(f"{hidden}/{door}", base=1, body="y").status_code == 404


def test_what_was_saved_is_taken_in_beside_the_caret(ada, ben, page):
    edit = url_of(page, "/edit")
    ada.post(edit, title="Late bags", body="Zero.\n\nOne.\n\nTwo.", base=1)
    sent = {"base": 1, "body": "One.\n\nTwo 🧳, mine.", "start": 12, "end": 18}
    taken = ben.post(f"{edit}/taking", **sent).json
    assert taken == {
        "clean": True, "body": "Zero.\n\nOne.\n\nTwo 🧳, mine.", "base": 2, "start": 19, "end": 25,
        "draft": f"{page.ref}:2",
    }  # fmt: skip
    assert page_called("Late bags").revision == 2
    form = {"title": "Late bags", "note": "Kept", "base": 1, "do": "take"}
    plain = ben.post(edit, **form, body="One.\n\nTwo, mine.").text
    assert "Zero.\n\nOne.\n\nTwo, mine.</textarea>" in plain
    assert 'name="base" value="2"' in plain
    assert 'value="Kept"' in plain
    ada.post(edit, title="Late bags", body="Zero.\n\nOne.\n\nTwo, hers.", base=2)
    clash = {"base": 2, "body": "Zero.\n\nOne.\n\nTwo, mine."}
    assert ben.post(f"{edit}/taking", **clash).json == {"clean": False}
    assert ben.post(edit, **{**form, **clash}).status_code == 409


def test_a_draft_waits_with_the_version_it_began_from(ada, ben, page):
    edit = url_of(page, "/edit")
    ben.post("/drafts", place=f"{page.ref}:1", body="One.\n\nTwo, begun.")
    ada.post(edit, title="Late bags", body="Zero.\n\nTwo.", base=1)
    shown = ben.get(edit).text
    assert "You began a change that was never saved." in shown
    assert "on top of version 1" in shown
    assert "Zero.\n\nTwo.</textarea>" in shown
    assert "never saved" not in ada.get(edit).text
    again = ben.get(f"{edit}?draft=1").text
    assert "One.\n\nTwo, begun.</textarea>" in again
    assert 'name="base" value="1"' in again
    ben.post(edit, title="Late bags", body="One.\n\nTwo, begun.", base=1)
    assert page_called("Late bags").body == "Zero.\n\nTwo, begun."
    assert drafts_of(ben.person) == []
    ben.post("/drafts", place=f"{page.ref}:3", body="Not wanted.")
    assert ben.post(f"{edit}/draft/removal").status_code == 303
    assert "never saved" not in ben.get(edit).text


def test_pages_to_lead_to_are_those_that_every_reader_may_know(ada, cleo, page):
    make_page("Late bags in private", "x", space="private")
    make_page("Late arrivals", "x")
    offered = ada.get("/wiki/open/titles?text=LATE b").text
    assert 'data-value="[[Late bags]]"' in offered
    assert "in private" not in offered
    assert "make a new page" in offered
    assert "[[Late arrivals]]" in ada.get("/wiki/private/titles?text=late").text
    assert "make a new page" not in ada.get("/wiki/open/titles?text=late BAGS").text
    assert cleo.get("/wiki/private/titles?text=late").status_code == 404


def test_the_preview_shows_what_a_customer_would_see(ada):
    sent = {"body": "Hello {{first_name}}.\n\n:::internal\nBudget 4410.\n:::"}
    assert "Budget 4410" in ada.post("/wiki/open/preview", **sent).text
    shown = ada.post("/wiki/open/preview", **sent, customer="1").text
    assert "Hello" in shown
    assert "4410" not in shown
