"""Comparing any two versions; a page with hundreds of them stays fast."""

from hub.core import clock
from hub.core.db import session, transaction
from hub.wiki.models import Page, PageRevision
from tests.wiki.pages import make_page


def test_any_two_of_five_hundred(ctx, ada, ben, count_queries):
    page = make_page("Late bags", "line 1")
    with transaction() as db:
        kept = {"space_id": page.space_id, "html": "", "state": page.state, "author_id": page.author_id}
        db.add_all(
            PageRevision(page_id=page.id, number=number, title="Late bags", body=f"line {number}",
                         note=f"Change {number}", at=clock.now(), **kept)
            for number in range(2, 501)
        )  # fmt: skip
        session().get_one(Page, page.id).revision = 500
    with count_queries() as seen:
        first = ben.get("/wiki/open/late-bags/history").text
    assert len(seen) <= 12
    assert not [statement for statement in seen if "page_revision.body" in statement]
    assert first.count('name="old"') == 50
    assert "Change 451" in first
    assert "Change 450" not in first
    second = ben.get("/wiki/open/late-bags/history?after=451&old=499&new=500").text
    assert "Change 450" in second
    assert '<input type="hidden" name="new" value="500">' in second
    led = ben.get("/wiki/open/late-bags/history?old=500&new=7&compare=1")
    assert led.headers["Location"] == "/wiki/open/late-bags/history/7..500"
    compared = ben.get("/wiki/open/late-bags/history/7..500").text
    assert "<del>7</del>" in compared
    assert "<ins>500</ins>" in compared
    assert ben.get("/wiki/open/late-bags/history/7..501").status_code == 404
    assert ben.get("/wiki/open/late-bags/history?old=x&new=7&compare=1").status_code == 200
