"""Links between pages: resolved when saved, resolved again when a page appears, goes or is renamed."""

import pytest

from hub.core.db import session
from hub.core.features import refs_at
from hub.qa.actions import ask_question
from hub.wiki import queries
from hub.wiki.actions.moving import remove_page, restore_page
from hub.wiki.actions.writing import edit_page
from hub.wiki.models import Page
from tests import cast
from tests.wiki.pages import make_page, page_called, url_of

WANTED = 'href="/wiki/new?space=open&amp;title=Late%20bags"'
FOUND = 'href="/wiki/open/late-bags"'


@pytest.fixture
def naming(ctx):
    return make_page("Found items", "See [[Late bags]] and [[late  BAGS|those]]. `[[Late bags]]`")


def test_a_wanted_page_can_be_written_and_is_then_found(ben, naming, drain):
    assert naming.html.count(WANTED.split("title", maxsplit=1)[0]) == 2
    assert [each.title for each in queries.wanted(ben.person)] == ["Late bags"]
    assert "Late bags" in ben.get("/wiki").text
    ben.post("/wiki/new", space="open", title="Late bags", body="x")
    drain()
    assert page_called("Found items").html.count(FOUND) == 2
    assert "<code>[[Late bags]]</code>" in page_called("Found items").html
    assert queries.wanted(ben.person) == []


def test_it_is_linked_from(ben, naming, drain):
    late = make_page("Late bags", "x")
    drain()
    shown = ben.get(url_of(late)).text
    assert "Linked from" in shown
    assert "Found items" in shown


def test_links_follow_a_new_title(ada, naming, drain):
    make_page("Late bags", "x")
    drain()
    edit_page(ada.person, page_called("Late bags"), title="Delayed bags", body="x", base=1)
    drain()
    renewed = page_called("Found items")
    assert 'href="/wiki/open/delayed-bags">Delayed bags</a>' in renewed.html
    assert "[[Late bags]]" in renewed.body


def test_a_removed_page_is_wanted_again(ctx, naming, drain):
    late = make_page("Late bags", "x")
    drain()
    remove_page(cast.person("ada"), page_called("Late bags"))
    drain()
    assert "/wiki/new?" in page_called("Found items").html
    restore_page(cast.person("ada"), session().get_one(Page, late.id))
    drain()
    assert FOUND in page_called("Found items").html


def test_a_private_page_is_not_named_to_others(ctx, ada, cleo):
    make_page("Late bags", "x", space="private")
    outside = make_page("Outside", "See [[Late bags]]", by="ada")
    assert WANTED in outside.html
    inside = make_page("Inside", "See [[Late bags]]", by="ada", space="private")
    assert 'href="/wiki/private/late-bags"' in inside.html
    assert "private" not in cleo.get(url_of(outside)).text
    assert [page.title for page in queries.backlinks(cleo.person, page_called("Late bags"))] == []


def test_the_nearest_page_of_a_title_wins(ctx):
    make_page("Late bags", "x", space="private")
    make_page("Late bags", "x", space="open")
    assert "/wiki/private/late-bags" in make_page("Here", "[[Late bags]]", space="private").html
    assert FOUND in make_page("There", "[[Late bags]]").html


def test_questions_may_name_pages(ctx):
    make_page("Late bags", "x")
    asked = ask_question(cast.person("ada"), cast.space("open"), "When?", "See [[Late bags]] and [[Nothing]]")
    assert FOUND in asked.html
    assert "[[Nothing]]" in asked.html


def test_pages_that_nothing_leads_to(ctx, ben):
    alone, top = make_page("Alone", "See [[Named]]"), make_page("Top", "x")
    make_page("Below", "x", parent=top)
    make_page("Named", "x")
    edit_page(ben.person, alone, title="Alone", body="See [[Named]] now", base=1)
    assert [page.title for page in queries.orphans(ben.person)] == ["Alone"]
    assert "Alone" in ben.get("/wiki/attention").text


def test_addresses_are_known_by_ref(ctx):
    page = make_page("Late bags", "x")
    edit_page(cast.person("ada"), page, title="Delayed", body="x", base=1)
    known = refs_at(["/wiki/open/late-bags", "/wiki/open/delayed#p-x", "/wiki/open/nothing", "/wiki/../x"])
    assert known.pop("/wiki/open/nothing") == "page:0"  # nobody can open it
    assert known == {"/wiki/open/late-bags": page.ref, "/wiki/open/delayed#p-x": page.ref}


def test_a_short_link_leads_on(ctx, ben, cleo):
    make_page("Strollers", "x", parent=make_page("Damage", "x"))
    make_page("Secret", "x", space="private")
    assert ben.get("/wiki/find/strollers").headers["Location"] == "/wiki/open/damage/strollers"
    assert ben.get("/wiki/find/secret").status_code == 302
    assert cleo.get("/wiki/find/secret").status_code == 404
