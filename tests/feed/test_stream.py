"""The stream: who sees what in which tab, in which order, in how many statements."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.cases.actions.inside import ask_inside
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.events import Event, record
from hub.core.permissions import SYSTEM
from hub.feed.models import StreamItem
from hub.feed.queries import could_answer, count_new, feed
from hub.feed.stream import StreamConsumer
from hub.qa import actions as qa
from hub.reuse.events import CustomersWaiting
from hub.spaces.actions import create_space, join, remove_member
from hub.spaces.models import Visibility
from tests import cast
from tests.cases.desk import customer_writes, record_channel
from tests.factories import make_answer, make_post, make_question

TABS = ("for-you", "following", "unanswered", "all")


def titles(who, tab="following", **more) -> list[str]:
    return [item.title for item in feed(cast.person(who), tab, **more).items]


def test_a_private_post_is_in_no_tab_of_a_stranger(ctx, cleo, drain):
    make_post(space="private", body="Words that stay inside", title="Secret update")
    make_question(space="private", title="Secret question")
    drain()
    for tab in TABS:
        assert titles("cleo", tab) == []
        assert "Secret" not in cleo.get(f"/?tab={tab}").text
    assert "Secret" not in cleo.get("/people/ada?tab=posts").text
    assert count_new(cast.person("cleo"), "all", 0) == 0
    assert could_answer(cast.person("cleo")).count == 0


def test_whoever_leaves_sees_it_no_more(ctx, drain):
    make_post(space="private", title="Secret update")
    assert titles("ben") == ["Secret update"]
    remove_member(SYSTEM, cast.space("private"), cast.person("ben"))
    assert [titles("ben", tab) for tab in TABS] == [[], [], [], []]


def test_everything_is_more_than_what_one_follows(ctx):
    make_post(space="open", title="For all")
    assert titles("cleo") == []
    assert titles("cleo", "all") == ["For all"]
    join(cast.person("cleo"), cast.space("open"))
    assert titles("cleo") == ["For all"]


def test_a_members_only_community_is_not_in_everything(ctx):
    room = create_space(SYSTEM, "Press", owner=cast.person("ada"), visibility=Visibility.MEMBERS)
    make_post(space="press", title="Not yet public")
    assert titles("ada", "all", space=room) == ["Not yet public"]
    assert titles("cleo", "all") == []


def test_a_question_asked_elsewhere_appears_and_changes(ctx, drain):
    question = make_question(title="How hot?")
    drain()
    assert titles("ada") == ["How hot?"]
    assert titles("ben", "unanswered") == ["How hot?"]
    answer = make_answer(question, body="Very hot, **1,200** degrees.")
    qa.accept_answer(cast.person("ada"), answer)
    drain()
    assert titles("ben", "unanswered") == []
    (item,) = feed(cast.person("ada"), "following").items
    assert (item.face, item.answer_count) == ("answered", 1)
    assert item.people[0]["name"] == "Ben Okri"
    assert "1,200" in item.quote


def test_the_consumer_bears_to_see_an_event_twice(ctx, drain):
    make_question()
    drain()
    consumer = StreamConsumer()
    with transaction() as db:
        consumer.handle(db.scalars(select(Event)).all())
    assert len(session().scalars(select(StreamItem)).all()) == 1
    assert cast.space("open").entry_count == 1


def test_newest_first_and_page_by_page(ctx, at):
    start = clock.now()
    for number in range(7):
        at(start + timedelta(minutes=number // 2))  # some share a moment
        make_post(title=f"Post {number}")
    seen, after = [], ""
    for _page in range(3):
        page = feed(cast.person("ada"), "following", after=after, size=3)
        seen += [item.title for item in page.items]
        after = page.next or ""
    assert not after
    assert seen == [f"Post {number}" for number in range(6, -1, -1)]


def test_what_comes_meanwhile_shifts_no_page(ctx, at):
    for number in range(4):
        make_post(title=f"Post {number}")
    first = feed(cast.person("ada"), "following", size=2)
    make_post(title="Meanwhile")
    second = feed(cast.person("ada"), "following", after=first.next, size=2)
    assert [item.title for item in second.items] == ["Post 1", "Post 0"]


def test_unanswered_begins_where_a_customer_waits(ctx, drain):
    make_question(title="Nobody waits")
    waiting = make_question(title="Somebody waits")
    make_question(title="Newest")
    with transaction():
        since = (clock.now() - timedelta(minutes=42)).isoformat()
        record(CustomersWaiting(waiting.ref, 2, 2, since), SYSTEM, waiting)
    drain()
    assert titles("ben", "unanswered") == ["Somebody waits", "Newest", "Nobody waits"]
    needed = could_answer(cast.person("ben"))
    assert (needed.count, needed.customers) == (3, 2)


def test_a_page_of_the_feed_is_one_statement(ctx, count_queries):
    for number in range(25):
        make_post(title=f"Post {number}")
    ada = cast.person("ada")
    for tab in TABS:
        with count_queries() as seen:
            feed(ada, tab)
        assert len(seen) == (2 if tab == "for-you" else 1), tab  # one of them for the topics of the reader


def test_whoever_follows_only_quiet_communities_waits_for_nobody(ctx, count_queries):
    """The statement walks the index of the quiet community, not everything that was ever written."""
    create_space(SYSTEM, "Quiet", owner=cast.person("cleo"))
    old = make_post(by="cleo", space="quiet", title="Long ago")
    for number in range(60):
        make_post(title=f"Loud {number}")
    assert titles("cleo") == ["Long ago"]
    assert old.ref == feed(cast.person("cleo"), "following").items[0].ref


@pytest.mark.parametrize("after", ["x", "1", "1-", "9" * 30 + "-1", "1-2-3"])
def test_a_damaged_cursor_is_refused(ada, after):
    assert ada.get(f"/?tab=all&after={after}").status_code == 422


def test_a_long_text_is_opened_and_led_to(ctx, ada):
    post = make_post(body="word " * 400, title="Long")
    page = ada.get("/?tab=all").text
    assert "Read on" in page
    assert page.count("word") < 200
    assert ada.get(f"/p/{post.id}").text.count("word") >= 400


def test_new_posts_wait_behind_a_button(ctx, ada, ben):
    first = make_post(by="ben", title="Seen")
    newest = feed(cast.person("ada"), "following").newest
    assert "new post" not in ada.get(f"/feed/new?since={newest}&tab=following").text
    make_post(by="ben", title="Unseen")
    make_post(by="ada", title="My own is not news")
    assert "1 new post" in " ".join(ada.get(f"/feed/new?since={newest}&tab=following").text.split())
    assert first.id
    assert ada.get("/feed/new?since=x").status_code == 422


def test_new_posts_of_a_private_place_are_not_counted_for_strangers(ctx, cleo):
    make_post(space="private")
    assert cleo.get("/feed/new?since=0&community=private").status_code == 404
    assert "new post" not in cleo.get("/feed/new?since=0&tab=all").text


class TestTheCustomerBehindAQuestion:
    """Seen from the feed: who waits is for the desk, that somebody waits is for everybody."""

    @pytest.fixture
    def asked(self, ctx, drain, monkeypatch):
        _recorder, channel = record_channel(monkeypatch)
        case = customer_writes(channel, "My stroller arrived broken.")
        ask_inside(cast.person("finn"), case, cast.space("open"), "Do we lend strollers?", "")
        drain()

    def test_the_desk_sees_who_waits(self, finn, asked):
        page = finn.get("/?tab=all").text
        assert "Marta K." in page
        assert 'href="/cases/' in page

    def test_others_see_that_somebody_waits(self, cleo, asked):
        page = cleo.get("/?tab=all").text
        assert "A customer wrote" in page
        assert "arrived broken" in page  # the words that were released with the question
        assert "Marta" not in page

    def test_it_stays_affordable(self, finn, asked, count_queries):
        join(finn.person, cast.space("open"))
        make_post(by="finn")
        finn.get("/")
        with count_queries() as seen:
            finn.get("/?tab=all")
        assert len(seen) <= 12, "\n".join(seen)
