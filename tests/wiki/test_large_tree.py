"""A community with five thousand pages: its tree opens only where somebody reads."""

from hub.core import clock
from hub.core.db import transaction
from hub.wiki.models import Page
from tests.wiki.pages import make_page


def test_five_thousand_pages(ctx, ben, count_queries):
    first = make_page("Top 0", "x")
    made = {
        "space_id": first.space_id, "kind": first.kind, "state": first.state, "audience": first.audience,
        "author_id": first.author_id, "editor_id": first.author_id, "owner_id": first.author_id,
        "created_at": clock.now(), "edited_at": clock.now(), "body": "x", "html": "<p>x</p>", "text": "x",
        "revision": 1, "headings": [], "credits": [],
    }  # fmt: skip
    with transaction() as db:
        ids, paths = [first.id], [first.path]
        for number in range(1, 5_000):
            parent = number // 10
            slug = f"page-{number}"
            paths.append(f"{paths[parent]}/{slug}" if number > 9 else slug)
            db_row = Page(
                parent_id=ids[parent] if number > 9 else None, slug=slug, path=paths[-1], position=number,
                title=f"Page {number}", title_key=f"page {number}", **made,
            )  # fmt: skip
            db.add(db_row)
            if number in (9, 99, 999):
                db.flush()
            ids.append(first.id + number)
    for url, most in (("/wiki/open", 60), (f"/wiki/open/{paths[4_999]}", 120)):
        ben.get(url)
        with count_queries() as seen:
            shown = ben.get(url)
        assert len(seen) <= 13, url  # one more than in a small community
        assert shown.text.count('href="/wiki/open/') <= most
    assert "Page 499" in shown.text  # the branch that leads here is open
    assert ">Page 4998 <" in shown.text
    assert ">Page 2500 <" not in shown.text
    assert 'class="shut"' in shown.text
    _its_order_opens_branch_by_branch(ben, ids)


def _its_order_opens_branch_by_branch(ben, ids: list[int]) -> None:
    order = ben.get("/wiki/open/arrange").text
    assert order.count("data-page=") == 10
    number = ids[4]
    assert f'href="?at={number}"' in order
    opened = ben.get(f"/wiki/open/arrange?at={number}").text
    assert opened.count("data-page=") == 20
    assert f'name="at" value="{number}"' in opened
    put = ben.post("/wiki/open/arrange", page=ids[45], place=f"after:{ids[47]}", at=number)
    assert put.headers["Location"] == f"/wiki/open/arrange?at={number}"
