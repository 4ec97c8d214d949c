"""What changed since one looked last: marked in the tree, shown on the page, known to oneself alone."""

from sqlalchemy import select

from hub.core.db import session
from hub.wiki.actions.writing import edit_page
from hub.wiki.insight_models import PageSeen
from tests import cast
from tests.wiki.pages import make_page, page_called, url_of

MARK = "Changed since you read it"


def read(who, url: str) -> str:
    found = who.get(url)
    text = found.text
    found.close()  # it is written when the answer has left
    return text


def change(body: str, by: str = "ada") -> None:
    page = page_called("Late bags")
    edit_page(cast.person(by), page, title=page.title, body=body, base=page.revision)


def test_a_page_says_what_changed_since_one_read_it(ctx, ada, ben, cleo, count_queries):
    top = make_page("Baggage", "x")
    page = make_page(parent=top)
    url = url_of(page)
    assert MARK not in read(ben, url), "what was never read is not changed"
    change("They come much later.")
    change("They come by train.")
    assert MARK in read(ben, "/wiki/open"), "marked where the pages stand"
    assert MARK not in read(cleo, "/wiki/open"), "it is nobody else's"
    read(ben, url_of(top))
    with count_queries() as seen:
        found = ben.get(url)
        shown = found.text
    assert len(seen) <= 12, "\n".join(line[:150] for line in seen)
    found.close()
    assert "There are 2 newer versions than the one you read." in shown
    assert f'href="{url}/history/1..3"' in shown
    changed = shown.partition("What changed</summary>")[2].partition("</details>")[0]
    assert "<del>later</del>" in changed
    assert "<ins>by train</ins>" in changed
    again = read(ben, url)
    assert MARK not in again
    assert MARK not in read(ben, "/wiki/open")
    # one's own change is no news to oneself
    ben.post(f"{url}/edit", title="Late bags", body="They come by boat.", base=3)
    assert MARK not in read(ben, url).partition("<article")[2]
    session.remove()
    rows = session().scalars(select(PageSeen).where(PageSeen.page_id == page.id)).all()
    assert [(row.person_id, row.revision) for row in rows] == [(ben.person.id, 4)]
