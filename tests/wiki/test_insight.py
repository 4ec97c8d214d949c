"""What became of a page: sums for its readers, no names, forgotten in time."""

from datetime import timedelta

from sqlalchemy import select

from hub.core.db import session, transaction
from hub.indexing.models import End, Search
from hub.reuse.models import Provenance
from hub.threads.actions import post_comment
from hub.wiki.insight import WEEKS, forget_reads
from hub.wiki.insight_models import PageRead
from tests import cast
from tests.wiki.pages import make_page, url_of

START = "Readers in 12 weeks</dt><dd>"


def read(who, url: str) -> None:
    who.get(url).close()  # it is counted when the answer has left


def rows() -> list[PageRead]:
    session.remove()
    return list(session().scalars(select(PageRead)))


def test_each_reader_counts_once_a_day_without_a_name(ctx, ada, ben, cleo, at):
    page, other = make_page(), make_page("Other")
    url, there = url_of(page), url_of(other)
    for who in (ada, ben, ben, ben):
        read(who, url)
    read(ben, there)
    kept = rows()
    assert len(kept) == 3
    assert len({row.reader for row in kept}) == 3, "the same person is somebody else on another page"
    shown = ada.get(f"{url}/insight").text
    assert f"{START}2</dd>" in shown
    assert "2 this week" in shown
    main = shown[shown.index("<main") : shown.index("</main>")]
    assert "Ben Okri" not in main
    at(timedelta(days=7))
    read(ben, url)
    shown = ada.get(f"{url}/insight").text
    assert f"{START}2</dd>" in shown, "who comes back is no other reader"
    assert "1 this week" in shown
    assert f'href="{url}/insight"' in ada.get(url).text
    assert cleo.get(url_of(make_page("Hidden", space="private"), "/insight")).status_code == 404
    at(timedelta(weeks=WEEKS + 2))
    assert forget_reads() == 4
    assert rows() == []


def test_words_replies_and_searches_are_summed(ctx, ada, ben, count_queries):
    page = make_page()
    url = url_of(page)
    post_comment(cast.person("ben"), page, "Right")
    ben.post(f"{url}/opinion", right="1")
    with transaction() as db:
        for reply in ("message:1", None):
            db.add(Provenance(
                case_ref="case:1", reply=reply, person_id=ben.person.id, source=page.ref, source_revision=1,
                source_title="Late bags", authors=[], trust="vetted", audience="customer", text="x",
                inserted_at=page.created_at, sent_at=page.created_at if reply else None,
            ))  # fmt: skip
        for words in ("late luggage", "late luggage", "my secret worry"):
            db.add(Search(words=words, key=words, place="page", hits=3, refs=[], opened=page.ref,
                          came_to=End.OPEN, begun_at=page.created_at, at=page.created_at))  # fmt: skip
    with count_queries() as seen:
        shown = ada.get(f"{url}/insight").text
    assert len(seen) <= 12, "\n".join(seen)
    assert "Copied into replies</dt><dd>1</dd>" in shown
    assert "Comments</dt><dd>1</dd>" in shown
    assert "Found it right</dt><dd>1</dd>" in shown
    assert "late luggage" in shown
    assert "my secret worry" not in shown, "what was typed once may tell who it was"
    assert "3 searches in the last year ended here." in shown
