"""Narrowing the feed: filters combine, live in the address, and find nothing that is not the reader's."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import text

from hub.core import clock
from hub.core.db import is_postgres, session, transaction
from hub.core.permissions import SYSTEM
from hub.feed.filters import filters_of
from hub.feed.models import StreamItem
from hub.feed.pins import pin
from hub.feed.queries import statement
from hub.links.actions import link
from hub.links.models import LinkKind
from tests.cases.desk import customer_writes, record_channel
from tests.cast import person
from tests.factories import make_post, make_question

pytestmark = pytest.mark.usefixtures("ctx")


def titles(someone, query: str, tab: str = "all") -> set[str]:
    """What a person sees under an address."""
    page = BeautifulSoup(someone.get(f"/?tab={tab}&{query}").data, "html.parser")
    return {each.h2.get_text(strip=True) for each in page.select("article.post")}


@pytest.fixture
def things(drain):
    """Four things of two people, one of them in a private place."""
    make_post(by="ada", title="Kiln news", topics=["Kilns"])
    make_post(by="ben", title="Clay news", topics=["Clay"])
    make_question(by="ben", title="How hot?", topics=["Kilns"])
    make_question(by="ada", title="Secret?", space="private", topics=["Kilns"])
    drain()


@pytest.mark.parametrize("tab", ["all", "following"])
def test_they_combine(things, ben, tab):
    assert titles(ben, "", tab) >= {"Kiln news", "Clay news", "How hot?", "Secret?"}
    assert titles(ben, "topic=Kilns", tab) == {"Kiln news", "How hot?", "Secret?"}
    assert titles(ben, "topic=kilns&by=@ada", tab) == {"Kiln news", "Secret?"}
    assert titles(ben, "topic=kilns&by=ada&type=question", tab) == {"Secret?"}
    assert titles(ben, "type=question&open=1", tab) == {"How hot?", "Secret?"}
    assert titles(ben, "type=question", "unanswered") == {"How hot?", "Secret?"}
    assert titles(ben, "type=discussion", "unanswered") == set()


def test_polls_are_a_kind_of_their_own(things, ada, ben, drain):
    ada.post("/p", kind="poll", community="open", body="Which clay?", choices="Red\nWhite", results="voted")
    drain()
    page = BeautifulSoup(ben.get("/?tab=all&type=poll").data, "html.parser")
    assert ["Which clay?" in each.get_text() for each in page.select("article.post")] == [True]
    assert titles(ben, "type=discussion") == {"Kiln news", "Clay news"}


def test_they_find_nothing_that_is_private(things, cleo):
    assert titles(cleo, "topic=kilns") == {"Kiln news", "How hot?"}


def test_days_are_whole_and_the_readers_own(ada, at, drain):
    with transaction():
        ada.person.timezone = "Pacific/Auckland"
    tomorrow = clock.now() + timedelta(days=1)
    at(tomorrow.replace(hour=13, minute=0))  # the day after over there
    make_post(by="ada", title="Then")
    here, there = tomorrow.date(), (tomorrow + timedelta(days=1)).date()
    assert titles(ada, f"from_day={there}&to_day={there}") == {"Then"}
    assert titles(ada, f"from_day={here}&to_day={here}") == set()


def test_what_is_pinned(things, gwen):
    with transaction():
        item = session().query(StreamItem).filter_by(title="Clay news").one()
        pin(gwen.person, item, clock.now() + timedelta(days=1))
    assert titles(gwen, "pinned=1") == {"Clay news"}


def test_a_case_is_found_by_those_alone_who_may_open_it(things, finn, ben, monkeypatch):
    question = session().query(StreamItem).filter_by(title="How hot?").one().ref
    case = customer_writes(record_channel(monkeypatch)[1], "My kiln is cold.")
    with transaction():
        link(SYSTEM, case.ref, question, LinkKind.ASKED)
    assert titles(finn, "case=1") == {"How hot?"}
    assert titles(ben, "case=1") == set()
    assert "Asked from a case" in finn.get("/").text
    assert 'name="case"' not in ben.get("/").text


def test_pages_stay_within_the_filter(things, ada):
    for number in range(45):
        make_post(by="ben" if number % 2 else "ada", title=f"Post {number}")
    seen, url = [], "/?tab=all&by=ben&type=discussion"
    while url:
        page = BeautifulSoup(ada.get(url).data, "html.parser")
        seen += [each.h2.get_text(strip=True) for each in page.select("article.post")]
        onward = page.select_one("[data-pager] a")
        url = onward["href"] if onward else ""
    assert seen == [f"Post {number}" for number in range(43, 0, -2)] + ["Clay news"]


def test_a_chip_takes_its_filter_back(things, ben):
    page = BeautifulSoup(ben.get("/?tab=all&topic=kilns&by=ada").data, "html.parser")
    chips = {chip.get_text(strip=True): chip["href"] for chip in page.select("a.chip")}
    assert chips["#Kilns"] == "/?tab=all&by=ada"
    assert chips["By Ada Lovelace"] == "/?tab=all&topic=kilns"
    assert "topic=kilns&amp;by=ada" in str(page.select_one('[data-live-url^="/feed/new"]'))


def test_the_empty_feed_says_what_to_drop(things, cleo):
    page = BeautifulSoup(cleo.get("/?tab=all&topic=clay&by=ada&type=discussion").data, "html.parser")
    offered = {each.get_text(strip=True): each["href"] for each in page.select(".empty a")}
    assert offered["Without “#Clay”"] == "/?tab=all&type=discussion&by=ada"
    assert offered["Without “By Ada Lovelace”"] == "/?tab=all&type=discussion&topic=clay"
    assert "Without “Updates”" not in offered


def test_new_posts_are_counted_within_it(things, ada):
    assert "2 new posts" in ada.get("/feed/new?since=0&tab=all&by=ben").text
    assert "1 new post" in ada.get("/feed/new?since=0&tab=all&by=ben&topic=clay").text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("topic=unheard", "There is no topic “unheard”."),
        ("by=nobody", "There is no colleague @nobody."),
        ("from_day=soon", "This cannot be read"),
        ("from_day=2026-03-02&to_day=2026-03-01", "This day is before the first one."),
        ("type=song", "Please choose one of the offered values."),
    ],
)
def test_what_cannot_be_meant_is_explained(ada, query, words):
    answer = ada.get(f"/?{query}")
    assert answer.status_code == 422
    assert words in answer.text


def test_it_costs_what_the_feed_costs(things, finn, count_queries):
    finn.get("/?tab=all")
    with count_queries() as seen:
        finn.get("/?tab=all&topic=kilns&open=1&case=1&type=question&from_day=2020-01-01")
    assert len(seen) <= 12, "\n".join(seen)


@pytest.mark.parametrize(("chosen", "index"), [("type=loop", "face"), ("open=1", "open")])
def test_a_filter_that_finds_little_does_not_look_at_everything(app, things, chosen, index):
    if is_postgres():
        pytest.skip("PostgreSQL plans by what the tables hold, which here is next to nothing")
    with app.test_request_context("/"):
        ben = person("ben")
        name, _is, value = chosen.partition("=")
        wanted = statement(ben, "all", only=filters_of(ben, {name: value}).where)
        said = str(wanted.compile(session().get_bind(), compile_kwargs={"literal_binds": True}))
        plan = " ".join(row[-1] for row in session().execute(text(f"EXPLAIN QUERY PLAN {said}")))
    assert f"ix_stream_item_{index}" in plan
