"""For you: who comes first and why, nothing moves while one reads, and nothing private is in it."""

from datetime import timedelta
from pathlib import Path

import pytest

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import SYSTEM
from hub.feed.actions import close_loop
from hub.feed.queries import count_new, feed
from hub.feed.reasons import REASONS
from hub.people.following import follow
from hub.people.models import Watch
from hub.qa.models import Question
from hub.reuse.events import CustomersWaiting, OutcomeArrived
from hub.reuse.models import Credit
from hub.spaces.models import Topic
from hub.threads.actions import post_comment
from tests import cast
from tests.factories import make_answer, make_post, make_question


def lines(handle: str, **more) -> list[tuple[str, str]]:
    """What stands there, and why."""
    return [(item.title, item.why) for item in feed(cast.person(handle), "for-you", **more).items]


def customer_waits(question) -> None:
    with transaction():
        record(CustomersWaiting(question.ref, 1, 1, clock.now().isoformat()), SYSTEM, question)


def knows(handle: str, *skills: str) -> None:
    with transaction():
        cast.person(handle).skills = list(skills)


def customer_was_glad(question, helper: str) -> None:
    """And said so, of a reply in which the helper's words went."""
    person, reply = cast.person(helper), f"message:{question.id}"
    with transaction() as db:
        db.add(Credit(reply=reply, person_id=person.id, part="wrote", source="answer:1", at=clock.now()))
        close_loop(OutcomeArrived(reply, 5, "Thank you!", question.ref, helpers=[person.id]))


def follow_topic(handle: str, name: str) -> None:
    with transaction() as db:
        topic = db.query(Topic).filter_by(name=name).one()
        db.add(Watch(person_id=cast.person(handle).id, ref=topic.ref, level="watching", at=clock.now()))


IN_ORDER = [
    ("Waits, known", "A customer waits; you know about Firmware"),
    ("Waits, followed", "A customer waits; you follow the topic Kilns"),
    ("Talked about", "You took part in this conversation"),
    ("Open, known", "Nobody has answered yet; you know about belts"),
    ("A customer rated a reply 5 of 5", "You helped this customer"),
    ("By Gwen", "You follow Gwen Curator"),
    ("Filed", "You follow the topic Kilns"),
]


@pytest.fixture
def said(ctx, drain, at):
    """One thing for each reason that Cleo, who is in no community, can have. The strongest is the oldest."""
    knows("cleo", "Firmware", "Belts")
    follow(cast.person("cleo"), cast.person("gwen"))
    at(timedelta(minutes=1))
    customer_waits(make_question(title="Waits, known", topics=["Firmware"]))
    at(timedelta(minutes=1))
    customer_waits(make_question(title="Waits, followed", topics=["Kilns"]))
    follow_topic("cleo", "Kilns")
    at(timedelta(minutes=1))
    post_comment(cast.person("cleo"), make_post(title="Talked about"), "I think so, too.")
    at(timedelta(minutes=1))
    make_question(title="Open, known", topics=["belts"])
    at(timedelta(minutes=1))
    customer_was_glad(make_question(title="Of the loop"), helper="cleo")
    at(timedelta(minutes=1))
    make_post(by="gwen", title="By Gwen")
    at(timedelta(minutes=1))
    make_post(title="Filed", topics=["Kilns"])
    make_post(title="Of no concern")
    drain()
    at(timedelta(minutes=1))


def test_each_reason_in_its_order(said):
    assert lines("cleo") == IN_ORDER


def test_in_ones_communities_it_is_the_newest_behind_those_who_wait(said):
    found = lines("ben")
    assert found[:2] == [(title, "A customer waits; you are in Open House") for title in
                         ("Waits, followed", "Waits, known")]  # fmt: skip
    assert found[2:4] == [("Of no concern", "You are in Open House"), ("Filed", "You are in Open House")]


def test_a_day_counts_less_than_a_conversation_and_more_than_nothing(ctx, at):
    follow(cast.person("ben"), cast.person("gwen"))
    make_post(by="gwen", title="By Gwen")
    at(timedelta(hours=23))
    make_post(title="Within the day")
    at(timedelta(hours=2))
    make_post(title="After it")
    assert [title for title, _why in lines("ben")] == ["After it", "By Gwen", "Within the day"]


def test_page_by_page_it_is_the_same_list_whatever_happens_meanwhile(said, at, drain):
    seen, after = [], ""
    for meanwhile in (answered, follows_ada, says_something, changes_nothing, changes_nothing):
        page = feed(cast.person("cleo"), "for-you", after=after, size=2)
        seen += [item.title for item in page.items]
        after = page.next or ""
        at(timedelta(minutes=1))
        meanwhile()
        drain()
        if not after:
            break
    assert seen == [title for title, _why in IN_ORDER]
    assert ("New", "You follow Ada Lovelace") in lines("cleo")


def answered() -> None:
    make_answer(session().query(Question).filter_by(title="Waits, known").one())


def follows_ada() -> None:
    follow(cast.person("cleo"), cast.person("ada"))


def says_something() -> None:
    make_post(title="New")


def changes_nothing() -> None:
    pass


def test_nothing_that_one_may_not_read_is_in_it(ctx, drain):
    knows("cleo", "Firmware")
    follow(cast.person("cleo"), cast.person("ada"))
    customer_waits(make_question(space="private", title="Secret question", topics=["Firmware"]))
    follow_topic("cleo", "Firmware")
    post = make_post(space="private", title="Secret update")
    with transaction() as db:
        db.add(Watch(person_id=cast.person("cleo").id, ref=post.ref, level="watching", at=clock.now()))
    customer_was_glad(make_question(space="private", title="Secret loop"), helper="cleo")
    drain()
    assert lines("cleo") == []
    assert count_new(cast.person("cleo"), "for-you", 0) == 0
    assert ("Secret question", "A customer waits; you are in Private Room") in lines("ben")


def test_the_pill_counts_what_would_stand_there(said, drain):
    newest = feed(cast.person("cleo"), "for-you", size=2).newest
    make_post(title="Still of no concern")
    make_post(by="gwen", title="By Gwen again")
    assert count_new(cast.person("cleo"), "for-you", newest) == 1


def test_by_the_front_door(said, cleo, count_queries):
    page = cleo.get("/?tab=for-you").text
    assert "A customer waits; you know about Firmware" in page
    assert "A customer waits" in cleo.get("/").text  # the choice sticks
    with count_queries() as seen:
        cleo.get("/")
    assert len(seen) <= 12, "\n".join(seen)
    assert [key in page for key in ('data-key="o"', 'data-key="l"')] == [True, True]


@pytest.mark.parametrize("after", ["5", "a-b-c-d", "1-2-3-4-" + "9" * 20, "9-9-9-9"])
def test_a_damaged_way_to_the_next_page_is_said(ctx, after):
    with pytest.raises(Invalid, match="damaged"):
        feed(cast.person("cleo"), "for-you", after=after)


def test_administrators_read_the_same_table():
    told = Path("docs/administration.md").read_text("utf-8")
    for reason in REASONS:
        hours = int(reason.ahead.total_seconds() // 3600)
        days = "1 day" if hours == 24 else f"{hours // 24} days"
        ahead = days if hours and hours % 24 == 0 else f"{hours} hours"
        assert f"| `{reason.name}` | {ahead} |" in told, reason.name
