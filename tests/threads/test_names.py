"""Completing names while typing, and live cards for links: never more than the reader may see."""

import pytest
from bs4 import BeautifulSoup

from hub.core.db import session
from hub.core.permissions import SYSTEM
from hub.spaces.actions import edit_space
from hub.spaces.models import Visibility
from hub.threads import actions
from hub.threads.cards import LOCKED, cards_in
from hub.wiki.actions.writing import create_page
from tests import cast
from tests.cases.desk import customer_writes, record_channel
from tests.factories import make_answer, make_post, make_question


def offered(someone, key: str, text: str, about: str = "") -> str:
    answer = someone.get("/expand", query_string={"key": key, "text": text, "about": about})
    assert answer.status_code == 200
    return answer.text


def test_people_are_found_by_the_beginning_of_a_name(ada):
    assert "Ben Okri" in offered(ada, "@", "be")
    assert "Ben Okri" in offered(ada, "@", "okr")
    assert "Ben Okri" not in offered(ada, "@", "kri")


def test_who_left_is_not_offered(ada):
    assert "Eli" not in offered(ada, "@", "el")


def test_whoever_calls_somebody_who_cannot_read_there_is_told(ada, cleo, drain):
    words = "Cleo Ñandú cannot read here and hears nothing of it."
    written = ada.post("/p", kind="discussion", community="private", body="@cleo and @ben, look")
    assert written.status_code == 303
    place = written.headers["Location"]
    assert words in ada.get(place).text
    number = place.rpartition("/")[2]
    said = ada.post(f"/t/post:{number}/comments", body="@cleo?", headers={"HX-Request": "true"}).text
    assert words in said
    assert words not in ada.post(f"/t/post:{number}/comments", body="@ben?", follow_redirects=True).text
    ada.post("/p", kind="discussion", community="open", body="@cleo, look")
    drain()
    assert words not in ada.get("/").text
    assert "/p/1" not in cleo.get("/notifications").text


def test_who_cannot_read_there_is_shown_but_not_offered(ada):
    found = offered(ada, "@", "cl", f"space:{cast.space('private').id}")
    assert "no access here" in found
    assert 'aria-disabled="true"' in found
    assert "no access" not in offered(ada, "@", "be", f"space:{cast.space('private').id}")
    assert "no access" not in offered(ada, "@", "cl", f"space:{cast.space('open').id}")


def test_a_place_one_cannot_see_is_404(cleo):
    place = f"space:{cast.space('private').id}"
    assert cleo.get("/expand", query_string={"key": "@", "text": "a", "about": place}).status_code == 404


def test_who_is_in_a_closed_place_is_not_told_to_those_outside(cleo, ctx):
    room = cast.space("private")
    edit_space(SYSTEM, room, visibility=Visibility.MEMBERS)
    shown = cleo.get(f"/expand?key=@&text=b&about={room.ref}").text
    assert "Ben Okri" in shown
    assert "no access" not in cleo.get(f"/expand?key=@&text=f&about={room.ref}").text
    assert "no access" not in shown


def test_about_a_person_there_is_no_place_to_check(ada, ben):
    assert "Ben Okri" in offered(ada, "@", "be", f"person:{ben.person.id}")


def test_hidden_communities_are_offered_to_members_only(ada, cleo):
    assert "Private Room" in offered(ada, "@", "priv")
    assert "Private Room" not in offered(cleo, "@", "priv")


def test_topics_are_found(ada, ctx):
    make_question(topics=["Strollers"])
    assert "#strollers" in offered(ada, "#", "stro")


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "\x00"])
def test_signs_of_the_database_are_letters(ada, text):
    assert "Ben Okri" not in offered(ada, "@", text)


@pytest.mark.parametrize("key", ["", "?", "<"])
def test_other_keys_offer_nothing(ada, key):
    assert 'role="option"' not in offered(ada, key, "a")


def test_cases_are_offered_to_their_desk_only(ada):
    assert 'role="option"' not in offered(ada, "!", "1")


class TestCards:
    def test_a_link_shows_title_and_state(self, cleo, ctx):
        target = make_question(title="Where is the depot?")
        asked = make_question(body=f"As in /q/{target.id}-where-is-the-depot asked before")
        page = cleo.get(f"/q/{asked.id}", follow_redirects=True).text
        assert 'class="chip"' in page
        assert "Where is the depot?" in page

    def test_without_access_there_is_a_lock_and_nothing_else(self, cleo, ctx):
        hidden = make_question(space="private", title="Secret title")
        asked = make_question(body=f"As in /q/{hidden.id}-secret and /q/999999")
        page = cleo.get(f"/q/{asked.id}", follow_redirects=True).text
        assert "Secret title" not in page
        assert page.count(LOCKED.title) == 2, "absent and hidden must look the same"

    def test_comments_have_them_too(self, ada, ctx):
        target = make_question(title="Where is the depot?")
        asked = make_question()
        actions.post_comment(cast.person("ada"), asked, f"See /q/{target.id}")
        assert "Where is the depot?" in ada.get(f"/q/{asked.id}", follow_redirects=True).text

    def test_many_links_are_one_query_a_kind(self, ctx, count_queries):
        ids = [make_question(title=f"Number {number}").id for number in range(5)]
        html = "".join(f'<a class="ref" href="/q/{id}">x</a>' for id in ids)
        session.remove()
        reader = cast.person("cleo")
        with count_queries() as seen:
            cards = cards_in(reader, [html])
        assert {card.title for card in cards.values()} == {f"Number {number}" for number in range(5)}
        assert len(seen) == 1

    def test_a_link_to_an_answer_works(self, ada, ctx):
        answer = make_answer(make_question(title="How hot?"))
        assert ada.get(f"/a/{answer.id}").headers["Location"].endswith(f"#a{answer.id}")
        assert cards_in(ada.person, [f'<a class="ref" href="/a/{answer.id}">x</a>'])

    def test_everything_of_ours_is_one(self, app, ada, ctx):
        post = make_post(title="Kiln news")
        page = create_page(cast.person("ada"), cast.space("open"), "Kilns", "Hot.")
        said = actions.post_comment(cast.person("ben"), post, "I think so.")
        answer = make_answer(make_question(title="How hot?"), by="cleo")
        own = app.config["HUB"].public_url
        titles = {
            "/people/ben": "Ben Okri",
            "/c/open": "Open House",
            f"/wiki/open/{page.path}": "Kilns",
            f"/p/{post.id}": "Kiln news",
            f"/comments/{said.id}": "Comment by Ben Okri",
            f"{own}/p/{post.id}#c{said.id}": "Comment by Ben Okri",
            f"{own}/q/{answer.question_id}-how-hot#a{answer.id}": "How hot?",
            f"{own}/c/open": "Open House",
        }
        for path, title in titles.items():
            shown = make_post(body=f"See {path} for more.")
            chip = BeautifulSoup(ada.get(f"/p/{shown.id}").text, "html.parser").select_one(".body a.chip")
            assert chip is not None, path
            assert chip.text.strip().startswith(title), path

    def test_what_is_hidden_looks_like_what_is_not_there(self, cleo, ctx):
        page = create_page(cast.person("ada"), cast.space("private"), "Secret page", "x")
        hidden = make_post(space="private", title="Secret post")
        said = actions.post_comment(cast.person("ada"), hidden, "Secret, too.")
        there = ("/c/private", f"/wiki/private/{page.path}", f"/p/{hidden.id}", f"/comments/{said.id}")
        absent = ("/c/nothing", "/wiki/private/nothing", "/p/99999", "/comments/99999")
        for path in (*there, *absent):
            shown = make_post(body=f"See {path} for more.")
            body = BeautifulSoup(cleo.get(f"/p/{shown.id}").text, "html.parser").select_one(".post .body")
            assert body.text.split() == ["See", *LOCKED.title.split(), "for", "more."], path

    def test_places_that_are_no_things_stay_links(self, ada, ctx):
        shown = make_post(body="At /c/new or /people/ben/following or /wiki/new you can.")
        page = BeautifulSoup(ada.get(f"/p/{shown.id}").text, "html.parser")
        assert page.select(".body .chip") == []

    def test_notes_have_them_too(self, finn, ctx, monkeypatch):
        target = make_question(title="Where is the depot?")
        _recorder, channel = record_channel(monkeypatch)
        case = customer_writes(channel, "My stroller is damaged.")
        finn.post(f"/cases/{case.id}/notes", body=f"See /q/{target.id}")
        assert "Where is the depot?" in finn.get(f"/cases/{case.id}/inside").text
