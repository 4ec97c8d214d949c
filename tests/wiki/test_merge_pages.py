"""Merging two pages: everything goes along, every address leads on, and it can be taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.core.audit import AuditEntry
from hub.core.db import session, transaction
from hub.core.events import record
from hub.core.features import resolve
from hub.core.permissions import SYSTEM
from hub.flags.queries import open_flags
from hub.indexing.consumer import rebuild
from hub.links.actions import link
from hub.links.models import LinkKind
from hub.links.queries import sources_of
from hub.reuse.events import TextSent
from hub.spaces.topics import topics_of
from hub.threads.actions import post_comment
from hub.threads.models import Comment
from hub.threads.watching import watch, watchers
from hub.wiki.actions.keeping import judge_page
from hub.wiki.merge_models import PageMerge
from hub.wiki.pairs import compare_pages, duplicate_pairs
from tests import cast
from tests.factories import make_question
from tests.wiki.pages import facts_about, make_page, page_called


@pytest.fixture
def two(ctx):
    """Lost bags, written by Ben, and Missing luggage, written by Ada; a third page names the first."""
    gone = make_page("Lost bags", "Look at the belt.\n\nAsk the desk.", by="ben", topics=["bags"])
    stays = make_page("Missing luggage", "Look at the belt.\n\nFill in the form.", topics=["luggage"])
    make_page("Index", "See [[Lost bags]].", by="gwen")
    return gone, stays


def merged_form(gone, stays, **more):
    sent = {"into": stays.id, "title": "Missing luggage", "body": "Look, ask, fill in."}
    return {**sent, "base": stays.revision, "source_base": gone.revision, **more}


def hang_things_on(gone, stays):
    """What belongs to the page that goes, in every kind there is."""
    finn, cleo, ada = (cast.person(handle) for handle in ("finn", "cleo", "ada"))
    below = make_page("Prams", "x", parent=gone)
    said = post_comment(finn, gone, "It stood at belt 4")
    with transaction():
        watch(cleo, gone.ref)
        question = make_question()
        link(SYSTEM, question.ref, gone.ref, LinkKind.CREATED)
        gone.sent_count, gone.rated_count, gone.rating_sum = 3, 2, 9
        stays.sent_count, stays.rated_count, stays.rating_sum = 1, 1, 4
        gone.credits = [finn.id]
    judge_page(ada, gone, False, "The number is old")
    return below, said, question


def test_everything_goes_along_and_comes_back(ada, gwen, two, drain):
    gone, stays = two
    _below, said, question = hang_things_on(gone, stays)
    drain()
    gone, stays = page_called("Lost bags"), page_called("Missing luggage")
    shown = gwen.get(f"/wiki/open/lost-bags/merge?into={stays.id}").text
    assert "Only in “Lost bags”" in shown
    assert "Ask the desk." in shown
    answer = gwen.post("/wiki/open/lost-bags/merge", **merged_form(gone, stays))
    assert answer.headers["Location"] == "/wiki/open/missing-luggage"
    drain()
    check_it_all_went(ada, said, question)
    merge = session().scalars(select(PageMerge)).one()
    with transaction():  # used before, sent after: it counts where the page is now
        record(TextSent("message:1", "email", [gone.ref]), SYSTEM, cast.space("open"))
    drain()
    assert page_called("Missing luggage").sent_count == 5
    assert gwen.post(f"/wiki/merges/{merge.id}/undo").headers["Location"] == "/wiki/open/lost-bags"
    drain()
    check_it_all_came_back(ada, said, question)


def check_it_all_went(ada, said, question):
    gone = page_called("Lost bags")
    stays = page_called("Missing luggage")
    assert (stays.body, stays.revision) == ("Look, ask, fill in.", 2)
    assert (stays.sent_count, stays.rated_count, stays.rating_sum) == (4, 3, 13)
    assert set(stays.credits) == {cast.person("finn").id, cast.person("ben").id}
    assert stays.comment_count == 1
    assert session().get(Comment, said.id).about == stays.ref
    assert cast.person("cleo").id in watchers(stays.ref)
    assert watchers(gone.ref) == []
    assert question.ref in sources_of(stays.ref, [LinkKind.CREATED])
    assert {topic.slug for topic in topics_of([stays.ref])[stays.ref]} == {"bags", "luggage"}
    assert [flag.words for flag in open_flags([stays.ref])[stays.ref]] == ["The number is old"]
    assert page_called("Prams").path == "missing-luggage/prams"
    assert ada.get("/wiki/open/lost-bags").headers["Location"] == "/wiki/open/missing-luggage"
    assert "/wiki/open/missing-luggage" in page_called("Index").html
    assert resolve(cast.person("ada"), gone.ref).id == stays.id
    led = ada.get("/wiki/open/lost-bags/history/1", follow_redirects=True).text
    assert "Ask the desk." in led  # the very text that provenance points to
    assert "Lost bags" in ada.get("/wiki/open/missing-luggage/history").text


def check_it_all_came_back(ada, said, question):
    gone, stays = page_called("Lost bags"), page_called("Missing luggage")
    assert (stays.body, stays.sent_count, stays.rating_sum, stays.credits) == (
        "Look at the belt.\n\nFill in the form.", 2, 4, [],
    )  # fmt: skip
    assert (gone.sent_count, gone.comment_count, stays.comment_count) == (3, 1, 0)
    assert session().get(Comment, said.id, populate_existing=True).about == gone.ref
    assert cast.person("cleo").id in watchers(gone.ref)
    assert cast.person("cleo").id not in watchers(stays.ref)
    assert sources_of(gone.ref, [LinkKind.CREATED]) == [question.ref]
    assert list(open_flags([gone.ref, stays.ref])) == [gone.ref]
    assert {topic.slug for topic in topics_of([stays.ref])[stays.ref]} == {"luggage"}
    assert page_called("Prams").path == "lost-bags/prams"
    assert ada.get("/wiki/open/lost-bags").status_code == 200
    assert "/wiki/open/lost-bags" in page_called("Index").html
    acts = list(session().scalars(select(AuditEntry.action)))
    assert acts[-2:] == ["wiki.merge", "wiki.merge_undone"]
    assert facts_about(stays)[-1] == "wiki.page_merge_undone"


def test_a_chain_of_merges_leads_to_its_end(gwen, ada, two):
    gone, stays = two
    last = make_page("Baggage", "x")
    ref, last_id = gone.ref, last.id
    gwen.post("/wiki/open/lost-bags/merge", **merged_form(gone, stays))
    stays, last = page_called("Missing luggage"), page_called("Baggage")
    gwen.post("/wiki/open/missing-luggage/merge", **merged_form(stays, last, title="Baggage"))
    assert ada.get("/wiki/open/lost-bags").headers["Location"] == "/wiki/open/baggage"
    assert resolve(cast.person("ada"), ref).id == last_id
    first, second = session().scalars(select(PageMerge.id).order_by(PageMerge.id)).all()
    assert gwen.post(f"/wiki/merges/{first}/undo").status_code == 404  # it is taken back from its end
    assert gwen.post(f"/wiki/merges/{second}/undo").status_code == 303
    assert ada.get("/wiki/open/lost-bags").headers["Location"] == "/wiki/open/missing-luggage"
    assert gwen.post(f"/wiki/merges/{first}/undo").status_code == 303
    assert ada.get("/wiki/open/lost-bags").status_code == 200


def test_nobody_loses_a_text_nor_gets_one_they_may_not(gwen, ben, cleo, two, at):
    sent = merged_form(*two)
    below = make_page("Below", "x", parent=two[0])
    hidden, mine = (make_page(title, "Only us", space="private", by="ben") for title in ("Inside", "Mine"))
    ids = {"below": below.id, "hidden": hidden.id, "gone": two[0].id}
    of_mine = merged_form(mine, two[1])
    for way in ({"base": 7}, {"source_base": 7}):
        answer = gwen.post("/wiki/open/lost-bags/merge", **{**sent, "body": "My common text", **way})
        assert answer.status_code == 409
        assert "My common text" in answer.text
    assert cleo.post("/wiki/open/lost-bags/merge", **sent).status_code == 403
    assert ben.post("/wiki/open/lost-bags/merge", **{**sent, "title": ""}).status_code == 422
    assert gwen.get(f"/wiki/open/lost-bags/merge?into={ids['hidden']}").status_code == 422
    asked = ben.post("/wiki/private/mine/merge", **of_mine)
    assert asked.status_code == 422
    assert "will be able to read it" in asked.text
    refused = gwen.post("/wiki/open/lost-bags/merge", **{**sent, "into": ids["below"]})
    assert "the other way round" in refused.text
    assert gwen.post("/wiki/open/lost-bags/merge", **sent).status_code == 303
    merge = session().scalars(select(PageMerge.id)).one()
    assert cleo.post(f"/wiki/merges/{merge}/undo").status_code == 403
    assert gwen.post(f"/wiki/removed/{ids['gone']}/restoration").status_code == 422
    at(timedelta(days=8))
    assert gwen.post(f"/wiki/merges/{merge}/undo").status_code == 409


def test_pairs_that_look_alike_are_proposed_to_those_who_read_both(ctx, gwen, cleo, ada, count_queries):
    text = "Whoever misses a suitcase after landing fills in the property report at the arrival desk."
    first = make_page("Missing suitcase after landing", text)
    second = make_page("Suitcase missing after the landing", f"{text} They get a number.")
    hidden = make_page("Missing suitcase after landing", text, space="private")
    make_page("Refund of a ticket", "Tickets are paid back within a week to the card that was used for them.")
    rebuild()
    assert compare_pages() >= 4
    assert compare_pages() == 0
    pair = duplicate_pairs(cast.person("cleo"))[0]
    id = pair.id
    assert (pair.first.id, pair.second.id) == (first.id, second.id)
    reader = cast.person("ada")
    with count_queries() as seen:
        assert len(duplicate_pairs(reader)) == 3
    assert len(seen) == 1
    assert f"/merge?into={first.id}" in gwen.get("/wiki/duplicates").text
    assert f"into={second.id}" in gwen.get("/wiki/open/missing-suitcase-after-landing/merge").text
    assert hidden.ref not in cleo.get("/wiki/duplicates").text
    assert cleo.post(f"/wiki/duplicates/{id}/dismissal", on="1").status_code == 403
    assert gwen.post(f"/wiki/duplicates/{id}/dismissal", on="1").status_code == 303
    assert "look alike" in gwen.get("/wiki/duplicates").text
    assert duplicate_pairs(cast.person("gwen")) == []
    assert f"pair-{id}" in gwen.get("/wiki/duplicates?show=dismissed").text
    assert gwen.post(f"/wiki/duplicates/{id}/proposal").status_code == 303
    assert len(duplicate_pairs(cast.person("gwen"))) == 1
