"""Suggesting a change: a text of its own, talked about, taken over with its author's name, or not."""

import pytest
from sqlalchemy import select

from hub.core.db import session
from hub.inbox.models import Notice
from hub.wiki.change_models import ChangeState, PageChange
from hub.wiki.models import PageRevision
from tests import cast
from tests.wiki.pages import let_only_owners_write, make_page, page_called, url_of


@pytest.fixture
def page(ctx):
    """The address of a page of Ada's, in a community where only she writes."""
    made = make_page("Late bags", "They come later.\n\nAsk the desk.")
    let_only_owners_write()
    return url_of(made)


def suggest(someone, page, body="They come tomorrow.\n\nAsk the desk.", **more):
    sent = {"title": "Late bags", "body": body, "base": 1, "note": "Faster now", "do": "ask", **more}
    return someone.post(f"{page}/suggest", **sent)


def the_change():
    found = select(PageChange).execution_options(populate_existing=True).order_by(PageChange.id.desc())
    return session().scalars(found.limit(1)).one()


def heard(handle):
    kinds = select(Notice.kind).where(Notice.person_id == cast.person(handle).id)
    return set(session().scalars(kinds))


def test_from_the_button_to_the_history(ada, cleo, page, drain, count_queries):
    assert cleo.get(f"{page}/edit").headers["Location"] == f"{page}/suggest"
    assert "/wiki/open/late-bags/suggest" in cleo.get(page).text
    made = suggest(cleo, page)
    here = made.headers["Location"]
    drain()
    assert "wiki.change_asked" in heard("ada")
    with count_queries() as seen:
        shown = ada.get(here).text
    assert len(seen) <= 12
    assert "<del>later</del>" in shown
    assert "<ins>tomorrow</ins>" in shown
    assert here in ada.get("/wiki/changes").text
    assert here in ada.get(page).text
    assert ada.post(f"{here}/wish", words="").status_code == 422
    assert ada.post(f"{here}/wish", words="Say at what time").status_code == 303
    drain()
    assert the_change().state == ChangeState.WANTED
    assert "Say at what time" in cleo.get(here).text
    assert "wiki.change_wanted" in heard("cleo")
    body = "They come tomorrow at nine.\n\nAsk the desk."
    again = {"title": "Late bags", "body": body, "base": 1, "note": "Faster now", "do": "ask"}
    assert cleo.post(f"{here}/edit", seen=7, **again).status_code == 409
    assert cleo.post(f"{here}/edit", seen=1, **again).status_code == 303
    assert (
        ada.post(f"{here}/merging", as_it_is=1, base=1, seen=1).status_code == 409
    )  # not what Ada looked at
    assert ada.post(f"{here}/merging", as_it_is=1, base=1, seen=2).status_code == 303
    drain()
    assert page_called("Late bags").body == body
    kept = session().scalars(select(PageRevision).where(PageRevision.number == 2)).one()
    assert (kept.author.handle, kept.note) == ("cleo", "Faster now")
    assert cast.person("cleo").id in page_called("Late bags").credits
    assert the_change().state == ChangeState.MERGED
    assert "wiki.change_merged" in heard("cleo")
    assert cleo.post(f"{here}/edit", seen=2, **again).status_code == 403
    assert here in cleo.get("/wiki/changes?show=mine").text


def test_the_page_moved_on(ada, cleo, page):
    here = suggest(cleo, page).headers["Location"]
    ada.post(f"{page}/edit", title="Late bags", body="They come later.\n\nCall the desk.", base=1)
    assert "The page was changed meanwhile" in ada.get(here).text
    stale = ada.post(f"{here}/merging", title="Late bags", body="My text of both", base=1, seen=1)
    assert stale.status_code == 409
    assert "My text of both" in stale.text
    together = ada.get(f"{here}/merging").text  # what both changed, put together
    assert "They come tomorrow.\n\nCall the desk.</textarea>" in together
    assert "changed by both" not in together
    done = ada.post(f"{here}/merging", title="Late bags", body="They come tomorrow. Call.", base=2, seen=1)
    assert done.status_code == 303
    assert page_called("Late bags").body == "They come tomorrow. Call."
    again = suggest(cleo, page, body="They come on Monday. Call.", base=2).headers["Location"]
    ada.post(f"{page}/edit", title="Late bags", body="They come on Friday. Call.", base=2)
    assert "1 place was changed by both" in ada.get(f"{again}/merging").text


def test_drafts_and_decisions_are_for_those_who_may(ada, ben, cleo, gwen, page, drain):
    unchanged = suggest(cleo, page, body="They come later.\n\nAsk the desk.")
    assert unchanged.status_code == 422
    long = suggest(cleo, page, title="")
    assert long.status_code == 422
    assert "They come tomorrow" in long.text
    here = suggest(cleo, page, do="keep").headers["Location"]
    assert ada.get(here).status_code == 404  # a draft
    assert here not in ada.get("/wiki/changes?show=all").text
    assert cleo.get(here).status_code == 200
    sent = {"title": "Late bags", "body": "Better.", "base": 1, "seen": 1, "do": "ask"}
    assert cleo.post(f"{here}/edit", **sent).status_code == 303
    for way, form in (("merging", {"as_it_is": 1, "base": 1, "seen": 2}), ("rejection", {"words": "No"})):
        assert ben.post(f"{here}/{way}", **form).status_code == 403
    assert ada.post(f"{here}/rejection", words="").status_code == 422
    assert ada.post(f"{here}/rejection", words="It is not so").status_code == 303
    drain()
    assert "It is not so" in cleo.get(here).text
    assert "wiki.change_rejected" in heard("cleo")
    assert ada.post(f"{here}/rejection", words="Again").status_code == 409
    mine = suggest(cleo, page).headers["Location"]
    assert cleo.post(f"{mine}/withdrawal").status_code == 303
    assert the_change().state == ChangeState.REJECTED


def test_it_goes_where_the_page_goes(ada, cleo, page):
    here = suggest(cleo, page).headers["Location"]
    ada.post(f"{here}/wish", words="Words of the review")
    assert ada.post(f"{page}/move", space="private", place="top").status_code == 303
    assert cleo.get(here).status_code == 404
    assert ada.get(here).status_code == 200
    assert "Words of the review" not in cleo.get("/search?q=review").text
    assert ada.post("/wiki/private/late-bags/removal").status_code == 303
    assert ada.get(here).status_code == 404


def test_taking_it_over_and_verifying_is_one_press(ada, cleo, page):
    here = suggest(cleo, page).headers["Location"]
    assert 'name="verified" value="1"' in ada.get(here).text
    ada.post(f"{here}/merging", as_it_is=1, base=1, seen=1, verified=1)
    found = page_called("Late bags")
    assert found.is_validated
    assert (found.verified_by.handle, found.editor.handle, found.revision) == ("ada", "cleo", 2)
