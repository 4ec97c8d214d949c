"""Moving pages: everything under them goes along, every old address leads on."""

import re

import pytest
from sqlalchemy import select

from hub.core.db import session
from hub.threads.actions import post_comment
from hub.threads.models import Comment
from hub.wiki.models import PageRevision
from tests import cast
from tests.wiki.pages import facts_about, let_only_owners_write, make_page, page_called, url_of


@pytest.fixture
def family(ctx):
    """Baggage / Damage / Strollers, and Bags beside it."""
    top = make_page("Baggage", "x")
    damage = make_page("Damage", "x", parent=top)
    strollers = make_page("Strollers", "x", parent=damage)
    return top, damage, strollers, make_page("Bags", "x")


def test_it_works(ben, family):
    bags = family[3]
    answer = ben.post("/wiki/open/baggage/damage/move", space="open", place=f"under:{bags.id}")
    assert answer.headers["Location"] == "/wiki/open/bags/damage"
    for old in ("/wiki/open/baggage/damage/strollers", "/wiki/open/baggage/damage"):
        led = ben.get(old)
        assert led.status_code == 302
        assert led.headers["Location"] == old.replace("baggage", "bags")
        assert ben.get(old, follow_redirects=True).status_code == 200
    led = ben.get("/wiki/open/baggage/damage/strollers/history/1")
    assert led.headers["Location"] == "/wiki/open/bags/damage/strollers/history/1"
    assert page_called("Damage").parent_id == bags.id


def test_a_stranger_gets_404(ctx, cleo):
    hidden = make_page("Hidden", "x", space="private")
    assert cleo.post(url_of(hidden, "/move"), space="open").status_code == 404


def test_it_needs_the_right(ben, family):
    assert ben.post("/wiki/open/bags/move", space="desk", place="top").status_code == 404
    let_only_owners_write()
    assert ben.get("/wiki/open/bags/move").status_code == 403
    assert ben.post("/wiki/open/bags/move", space="open", place="top").status_code == 403


def test_it_refuses_bad_input(ben, family):
    top, damage, strollers, _ = family
    for place in (f"under:{top.id}", f"under:{strollers.id}", f"after:{damage.id}"):
        answer = ben.post("/wiki/open/baggage/move", space="open", place=place)
        assert answer.status_code == 422, place
    assert "cannot be put under itself" in answer.text
    assert page_called("Baggage").path == "baggage"


def test_it_records_the_fact(ben, family):
    ben.post("/wiki/open/baggage/damage/move", space="open", place="top")
    assert facts_about(family[1])[-1] == "wiki.page_moved"


def test_there_and_back_again(ben, family):
    ben.post("/wiki/open/baggage/damage/move", space="open", place="top")
    ben.post("/wiki/open/damage/move", space="open", place=f"under:{family[0].id}")
    assert ben.get("/wiki/open/baggage/damage/strollers").status_code == 200
    assert ben.get("/wiki/open/damage").headers["Location"] == "/wiki/open/baggage/damage"


def test_the_order_is_ours(ben, family):
    bags = family[3]
    first = make_page("First", "x")
    ben.post("/wiki/open/first/move", space="open", place="top")
    assert page_called("First").position == 0
    ben.post("/wiki/open/baggage/move", space="open", place=f"after:{bags.id}")
    order = sorted((page_called(title).position, title) for title in ("First", "Bags", "Baggage"))
    assert [title for _, title in order] == ["First", "Bags", "Baggage"]
    assert page_called("First").path == first.path == "first"


def test_into_another_community_its_comments_and_versions_go_along(ctx, ben, cleo, family):
    damage, strollers = family[1], family[2]
    post_comment(cast.person("ada"), strollers, "Seen at the desk")
    assert ben.post("/wiki/open/baggage/damage/move", space="private", place="top").status_code == 303
    private = cast.space("private").id
    assert cleo.get("/wiki/open/baggage/damage/strollers").status_code == 404
    assert cleo.get("/wiki/private/damage").status_code == 404
    assert ben.get("/wiki/open/baggage/damage").headers["Location"] == "/wiki/private/damage"
    assert set(session().scalars(select(Comment.space_id))) == {private}
    moved = (damage.id, strollers.id)
    spaces = select(PageRevision.space_id).where(PageRevision.page_id.in_(moved))
    assert set(session().scalars(spaces)) == {private}


def test_a_new_title_brings_a_new_address(ben, family):
    ben.post("/wiki/open/baggage/edit", title="Luggage", body="x", base=1)
    assert ben.get("/wiki/open/luggage/damage/strollers").status_code == 200
    led = ben.get("/wiki/open/baggage/damage/strollers")
    assert led.headers["Location"] == "/wiki/open/luggage/damage/strollers"


def test_a_new_page_takes_an_address_that_was_left(ben, family):
    ben.post("/wiki/open/bags/edit", title="Sacks", body="x", base=1)
    make_page("Bags", "Another one")
    assert "Another one" in ben.get("/wiki/open/bags").text


def test_the_form_offers_every_place(ben, family):
    shown = ben.get("/wiki/open/bags/move").text
    assert f'value="under:{family[2].id}"' in shown
    assert f'value="under:{family[3].id}"' not in shown
    assert ben.get("/wiki/open/bags/move?space=private").status_code == 200
    for page in family:  # pressing the button at once moves nothing
        path = page.path
        chosen = re.search(
            r'value="([^"]+)" selected>', ben.get(url_of(page, "/move")).text.partition('"f-place"')[2]
        )
        ben.post(url_of(page, "/move"), space="open", place=chosen[1] if chosen else "top")
        assert page_called(page.title).path == path


def test_eight_deep_and_no_deeper(ctx, ben):
    page = None
    for number in range(8):
        page = make_page(f"Level {number}", "x", parent=page)
    sent = {"space": "open", "title": "Too deep", "body": "x", "parent": page.id}
    assert ben.post("/wiki/new", **sent).status_code == 422


def test_the_order_is_changed_on_a_page_of_its_own(ben, cleo, family):
    top, damage, _strollers, bags = family
    shown = ben.get("/wiki/open/arrange")
    assert shown.text.index('data-title="Baggage"') < shown.text.index('data-title="Bags"')
    assert 'href="/wiki/open/baggage/damage/move"' in shown.text, (
        "without a script the form of each page moves it"
    )
    assert ben.post("/wiki/open/arrange", page=bags.id, place="top").status_code == 303
    assert (page_called("Bags").position, page_called("Baggage").position) == (0, 1)
    ben.post("/wiki/open/arrange", page=damage.id, place=f"under:{bags.id}")
    assert page_called("Strollers").path == "bags/damage/strollers"
    assert (
        ben.get("/wiki/open/baggage/damage/strollers").headers["Location"]
        == "/wiki/open/bags/damage/strollers"
    )
    refused = ben.post("/wiki/open/arrange", page=bags.id, place=f"under:{damage.id}")
    assert refused.status_code == 422
    assert "cannot be put under itself" in refused.text
    # both ends are asked: where it is taken from, and where it goes
    hidden = make_page("Hidden", "x", space="private")
    assert cleo.post("/wiki/open/arrange", page=hidden.id, place="top").status_code == 404
    assert cleo.post("/wiki/private/arrange", page=top.id, place="top").status_code == 404
    let_only_owners_write()
    assert ben.get("/wiki/open/arrange").status_code == 403
    assert ben.post("/wiki/open/arrange", page=bags.id, place="top").status_code == 422
    assert page_called("Bags").position == 0
