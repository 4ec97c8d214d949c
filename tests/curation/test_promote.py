"""From a solved thread to an article: what is proposed, two presses, adding to a page, setting aside."""

import re

from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.links.models import Link, LinkKind
from hub.threads.models import Mood, Reaction
from hub.wiki.models import Page
from tests import cast
from tests.curation.knowledge import make_page, make_solved, said
from tests.factories import make_post


def press_book(ref: str, *handles: str) -> None:
    with transaction() as db:
        for handle in handles:
            db.add(Reaction(ref=ref, person_id=cast.person(handle).id, mood=Mood.BOOK, at=clock.now()))


def value_of(form: str, name: str) -> str:
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', form)
    assert tag is not None
    value = re.search(r'value="([^"]*)"', tag[0])
    assert value is not None
    return value[1]


def test_two_presses_make_an_article_of_what_is_used(ctx, gwen, drain, count_queries):
    answer = make_solved("Taxi after the last train: who pays?", uses=9, body="We do, ask marta@example.org.")
    booked = make_solved("Do we lend umbrellas?", uses=1)
    press_book(booked.question.ref, "ben", "cleo")
    post = make_post(body="How I calm people down")
    press_book(post.ref, "ben", "cleo")
    with count_queries() as seen:
        shown = gwen.get("/curate/promote").text
    assert len(seen) <= 12, "\n".join(seen)
    words = said(shown)
    assert words.index("Taxi after") < words.index("Do we lend") < words.index("How I calm")
    press = re.search(rf'href="(/wiki/new\?from={answer.ref})"', shown)  # the first press
    assert press is not None
    form = gwen.get(press[1]).text
    assert "marta@example.org" not in form.partition("<textarea")[2].partition("</textarea>")[0]
    filled = {name: value_of(form, name) for name in ("title", "source")}
    assert filled["title"] == "Taxi after the last train: who pays?"
    gwen.post("/wiki/new", space="open", body="We do.", **filled)  # the second
    page = session().scalars(select(Page)).one()
    assert cast.person("ben").id in page.credits
    assert "Taxi after" not in said(gwen.get("/curate/promote").text)


def test_it_is_added_to_a_page_that_is_there(ctx, gwen, ben, cleo):
    answer = make_solved("Who pays for lost umbrellas?", uses=4, body="The umbrella room.")
    page = make_page("Lost umbrellas")
    url = f"/curate/promote/{answer.id}/page/{page.id}"
    assert f'href="{url}"' in gwen.get("/curate/promote").text
    assert "The umbrella room." in gwen.get(url).text
    assert ben.get(url).status_code == 403
    assert gwen.post(url, body="", base="1").status_code == 422
    stale = gwen.post(url, body="My words.", base="7")
    assert stale.status_code == 409
    assert "My words." in stale.text
    assert gwen.post(url, body="The rule. The umbrella room.", base="1").status_code == 303
    session.remove()
    again = session().get_one(Page, page.id)
    assert (again.body, cast.person("ben").id in again.credits) == ("The rule. The umbrella room.", True)
    link = session().scalars(select(Link).where(Link.kind == LinkKind.IMPROVED)).one()
    assert (link.source, link.target) == (answer.ref, again.ref)
    assert "Who pays" not in said(gwen.get("/curate/promote").text)


def test_it_is_set_aside_with_a_reason_for_everybody(ctx, gwen, ada, ben):
    answer = make_solved("Taxi after the last train: who pays?", uses=9)
    hidden = make_solved("What is behind the blue door?", uses=9, space="private")
    url, closed = (f"/curate/promote/{each.ref}/aside" for each in (answer, hidden))
    assert ben.post(url).status_code == 403
    assert gwen.post(closed).status_code == 404
    assert gwen.post(url, reason="Is in the wiki already").status_code == 303
    assert "Taxi after" not in ada.get("/curate/promote").text
    gwen.post(f"{url}/undo")
    assert "Taxi after" in ada.get("/curate/promote").text
