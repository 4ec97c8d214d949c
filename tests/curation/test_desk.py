"""The front page of the desk: who comes in, what stands there, and that its figures are true."""

import re
from html import unescape

from hub.core.db import session
from hub.curation.queries import count_anew
from hub.wiki.models import Page, PageState
from tests import cast
from tests.curation.knowledge import make_page, make_solved, said


def test_it_works(ctx, gwen, drain, count_queries):
    count_anew()
    make_page("Lost umbrellas", ago=39)
    make_page("Found items", ago=26)
    make_page("Pets")
    make_solved("Who pays for lost umbrellas after the last train?", uses=5)
    make_solved("Taxi after the last train: who pays?", uses=9)
    make_solved("Used twice only", uses=2)
    gwen.get("/search", query_string={"q": "scooter battery letter"}).close()
    drain()
    with count_queries() as seen:
        page = gwen.get("/curate")
    assert page.status_code == 200
    assert len(seen) <= 12, "\n".join(seen)
    words = said(page.text)
    assert "4 things want your eye." in words
    assert re.search(r"Pages verified 67% ", words)
    assert re.search(r"Review due 2 1 is late", words)
    assert re.search(r"Searches that found nothing 1 1 more", words)
    assert words.index("Taxi after the last train") < words.index("Who pays for lost umbrellas")
    assert "Add to Lost umbrellas" in words
    assert "Used twice only" not in words
    assert "9 days late" in words
    assert "in 3 days" in words
    assert "“scooter battery letter”" in words
    assert 'aria-label="Share of verified pages: Open House 67 %"' in page.text
    assert re.search(r"Open House 3 67 % 1 1", said(gwen.get("/curate?as=table").text))
    assert re.search(r'href="/curate".*?<span class="count">4<', page.text, re.S)


def test_it_needs_the_right(ctx, ada, ben, nobody):
    assert ben.get("/curate").status_code == 403
    assert "/curate" not in ben.get("/").text.partition("<main")[0]
    assert nobody.get("/curate").status_code == 302
    assert ada.get("/curate").status_code == 200  # who owns a community curates it


def test_a_curator_sees_what_they_curate_alone(ctx, ada, gwen):
    make_page("The hidden rule", space="private", ago=40)
    make_solved("What is behind the blue door?", uses=4, space="private")
    assert "The hidden rule" in ada.get("/curate").text
    for shown in (gwen.get("/curate").text, gwen.get("/curate?as=table").text):
        assert "hidden rule" not in shown
        assert "blue door" not in shown
        assert "Private Room" not in shown


def test_several_are_verified_at_once_and_taken_back(ctx, gwen, ben):
    late, soon = make_page("Found items", ago=39), make_page("Pets", ago=29)
    id, before = late.id, late.verified_at
    chosen = [f"{late.id}:1", f"{soon.id}:1"]
    assert ben.post("/curate/review/verified", page=chosen).status_code == 403
    assert gwen.post("/curate/review/verified").status_code == 422
    assert gwen.post("/curate/review/verified", page=chosen).status_code == 303
    shown = gwen.get("/curate").text
    assert "2 pages are verified." in shown
    assert "No review is due" in shown
    undo = re.search(r'action="(/curate/review/verified/undo\?[^"]+)"', shown)
    assert undo is not None
    assert ben.post(undo[1]).status_code == 403
    gwen.post(unescape(undo[1]))
    session.remove()
    again = session().get_one(Page, id)
    assert (again.verified_at, again.verified_by_id) == (before, cast.person("ada").id)
    assert again.state == PageState.VALIDATED
    assert "9 days late" in gwen.get("/curate").text


def test_what_was_changed_since_it_was_read_is_left(ctx, gwen):
    page = make_page("Found items", ago=39)
    assert gwen.post("/curate/review/verified", page=[f"{page.id}:7"]).status_code == 303
    assert "Left as it is, changed since or not yours to verify: “Found items”." in gwen.get("/curate").text
