"""What is kept of a search: words without customers, what came of it, and soon not who it was."""

from datetime import timedelta

from sqlalchemy import select

from hub.core.db import session
from hub.core.features import url_of
from hub.indexing.models import End, Search
from hub.indexing.searches import SETTLED_AFTER, settle_searches
from tests.factories import make_answer, make_question


def kept() -> list[Search]:
    session.remove()
    return list(session().scalars(select(Search).order_by(Search.id)))


def search(who, words: str, place: str = "/search") -> None:
    who.get(place, query_string={"q": words}).close()  # the log is written when the answer has left


def test_keys_are_one_search_that_ends_and_is_nameless_then(ctx, ben, finn, drain, at):
    question = make_question(title="Where do lost umbrellas go?")
    make_answer(question, body="To the umbrella room.")
    drain()
    for typed in ("umb", "umbrel", "umbrella"):
        search(ben, typed, "/palette")
    only = kept()
    assert [(each.words, each.place, each.hits > 0) for each in only] == [("umbrella", "palette", True)]
    assert only[0].person_id == ben.person.id
    ben.post("/searches/opened", to=f"/q/{question.id}-where-do-lost-umbrellas-go").close()
    at(timedelta(minutes=1))
    search(finn, "umbrella ada@tern.example")  # masked, and nothing has all of these words
    make_question(by="finn", title="Has anybody an umbrella?")
    drain()
    at(SETTLED_AFTER + timedelta(minutes=1))
    assert settle_searches() == 2
    first, second = kept()
    assert first.opened.partition(":")[0] in ("question", "answer")
    assert (first.came_to, first.seconds < 60) == (End.OPEN, True)
    assert (second.words, second.hits, second.came_to) == ("umbrella [e-mail]", 0, End.ASK)
    assert {each.person_id for each in kept()} == {None}
    assert {tuple(each.refs) for each in kept()} == {()}


def test_going_on_from_the_page_by_a_link_opens(ctx, ben, drain, at):
    question = make_question(title="Where do lost umbrellas go?")
    drain()
    search(ben, "umbrellas")
    found = ben.get(url_of(question), headers={"Referer": "http://localhost/search?q=umbrellas"})
    found.close()
    assert [each.opened for each in kept()] == [question.ref]
    search(ben, "zeppelin")
    ben.get(url_of(question)).close()  # from elsewhere: says nothing about it
    at(SETTLED_AFTER + timedelta(minutes=1))
    settle_searches()
    assert [(each.words, each.hits, each.came_to) for each in kept()] == [
        ("umbrellas", 1, End.OPEN), ("zeppelin", 0, End.NOTHING),
    ]  # fmt: skip


def test_a_narrowed_or_turned_page_and_a_sign_are_no_new_search(ctx, ben, drain):
    search(ben, "umbrellas")
    ben.get("/search", query_string={"q": "umbrellas", "trust": "vetted"}).close()
    ben.get("/search", query_string={"q": "umbrellas", "from": "20"}).close()
    ben.get("/palette", query_string={"q": "@ada"}).close()
    assert [each.words for each in kept()] == ["umbrellas"]
