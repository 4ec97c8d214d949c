"""No page without an owner, and pages that nobody needs: lists with one press for many, taken back."""

from datetime import timedelta

from sqlalchemy import select

from hub.core.db import session, transaction
from hub.inbox.models import Notice
from hub.people.actions import deactivate
from hub.wiki.models import PageState
from tests import cast
from tests.wiki.pages import make_page, page_called


def test_the_pages_of_a_leaver_go_to_those_who_run_the_place(
    ctx, dora, ada, gwen, cleo, ben, drain, count_queries
):
    make_page("Bens open page", "x", by="ben")
    make_page("Bens room page", "x", by="ben", space="private")
    make_page("Verified by him", "x", by="gwen", verifier=cast.person("ben"))
    deactivate(cast.person("dora"), cast.person("ben"))
    drain()
    for title in ("Bens open page", "Bens room page"):
        assert page_called(title).owner.handle == "ada"
    assert page_called("Verified by him").verifier is None
    told = select(Notice.kind).where(Notice.person_id == cast.person("ada").id)
    assert "wiki.pages_handed_over" in set(session().scalars(told))
    with count_queries() as seen:
        listed = ada.get("/wiki/handover").text
    assert len(seen) <= 12
    assert "Bens room page" in listed
    outside = gwen.get("/wiki/handover").text
    assert "Bens open page" in outside
    assert "Bens room page" not in outside
    id = page_called("Bens open page").id
    assert cleo.post("/wiki/handover", pages=[id]).status_code == 403
    refused = gwen.post("/wiki/handover", pages=[id], to="nobody")
    assert refused.status_code == 422
    assert "Nobody here is called @nobody" in refused.text
    assert gwen.post("/wiki/handover", pages=[id], to="@cleo").status_code == 303
    assert page_called("Bens open page").owner.handle == "cleo"
    assert "Bens open page" not in ada.get("/wiki/handover").text


def test_what_nobody_needs_is_archived_and_comes_back(ctx, ada, cleo, sign_in, at, count_queries):
    for title in ("Old draft", "Old page", "Opened since", "Used since", "In the room"):
        space = "private" if title == "In the room" else "open"
        state = PageState.WIP if title == "Old draft" else PageState.UNVALIDATED
        make_page(title, "x", state=state, space=space)
    make_page("Right page", "x", by="gwen", state=PageState.VALIDATED)
    at(timedelta(days=170))
    assert "Old page" not in sign_in("ada").get("/wiki/unused").text
    sign_in("cleo").get("/wiki/open/opened-since")
    with transaction():
        page_called("Used since").last_sent_at = page_called("Opened since").opened_at
    at(timedelta(days=20))
    ada, cleo = sign_in("ada"), sign_in("cleo")
    with count_queries() as seen:
        listed = ada.get("/wiki/unused").text
    assert len(seen) <= 12
    assert [title in listed for title in ("Old draft", "Old page", "In the room")] == [True] * 3
    assert [title in listed for title in ("Opened since", "Used since", "Right page")] == [False] * 3
    assert "In the room" not in cleo.get("/wiki/unused").text
    assert "Old page" not in ada.get("/wiki/unused?months=12").text
    ids = [page_called(title).id for title in ("Old draft", "Old page")]
    assert cleo.post("/wiki/unused", pages=ids).status_code == 403
    assert page_called("Old page").state == PageState.UNVALIDATED
    assert ada.post("/wiki/unused").status_code == 422
    asked = {"Referer": "http://localhost/wiki/unused?months=3"}  # the list stays as it was asked for
    assert ada.post("/wiki/unused", pages=ids, headers=asked).location == "/wiki/unused?months=3"
    assert page_called("Old page").state == PageState.ARCHIVED
    undo = f"/wiki/unused/undo/{ids[0]}w-{ids[1]}"
    assert undo in ada.get("/wiki/unused").text
    assert cleo.post(undo).status_code == 403
    assert ada.post(undo).location == "/wiki/unused"
    assert (page_called("Old draft").state, page_called("Old page").state) == (
        PageState.WIP,
        PageState.UNVALIDATED,
    )
