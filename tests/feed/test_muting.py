"""What is muted shows up nowhere in one's own feed: not in a list, not in a count, not in a mail."""

from datetime import timedelta

import pytest

from hub.core import clock
from hub.core.db import session
from hub.feed.digest import new_in_communities
from hub.feed.queries import could_answer, count_new, feed
from hub.spaces.models import Topic
from tests import cast
from tests.factories import make_post, make_question


def everywhere(handle: str) -> dict[str, int]:
    """How often the one new question shows up, by door."""
    person = cast.person(handle)
    section = new_in_communities(person, clock.now() - timedelta(days=1), ())
    return {
        "following": len(feed(person, "following").items),
        "for you": len(feed(person, "for-you").items),
        "unanswered": len(feed(person, "unanswered").items),
        "new posts": count_new(person, "following", 0),
        "new for you": count_new(person, "for-you", 0),
        "new unanswered": count_new(person, "unanswered", 0),
        "could you answer": could_answer(person).count,
        "digest": len(section.cards) if section else 0,
    }


def topic(word: str) -> Topic:
    return session().query(Topic).filter_by(slug=word).one()


@pytest.mark.parametrize("what", ["thread", "community", "topic"])
def test_muted_is_muted_behind_every_door(ctx, ben, drain, what):
    before = everywhere("ben")
    question = make_question(by="ada", topics=["kiln", "clay"])
    drain()
    assert everywhere("ben") == {door: count + 1 for door, count in before.items()}
    ref = {"thread": question.ref, "community": cast.space("open").ref, "topic": topic("kiln").ref}[what]
    ben.post("/watch", ref=ref, level="muted")
    after = everywhere("ben")
    assert all(after[door] <= before[door] for door in after), after
    assert question.ref in [item.ref for item in feed(cast.person("ben"), "all").items]
    ben.post("/watch", ref=ref, level="normal")
    assert everywhere("ben") == {door: count + 1 for door, count in before.items()}


@pytest.mark.parametrize("other", ["the thread", "another topic of it"])
def test_what_was_chosen_otherwise_comes_before_a_muted_topic(ctx, ben, drain, other):
    question = make_question(by="ada", topics=["kiln", "clay"])
    drain()
    ref = question.ref if other == "the thread" else topic("clay").ref
    ben.post("/watch", ref=topic("kiln").ref, level="muted")
    ben.post("/watch", ref=ref, level="tracked")
    assert question.ref in [item.ref for item in feed(cast.person("ben"), "following").items]


def test_a_followed_topic_brings_what_one_may_read(ctx, cleo, drain):
    """Cleo is in none of these places."""
    shown = make_post(by="ada", topics=["kiln"])
    make_post(by="ada", topics=["clay"])
    hidden = make_post(by="ada", space="private", topics=["kiln"])
    drain()

    def following() -> list[str]:
        return [item.ref for item in feed(cast.person("cleo"), "following").items]

    assert not {shown.ref, hidden.ref} & set(following())
    before = count_new(cast.person("cleo"), "following", 0)
    cleo.post("/watch", ref=topic("kiln").ref, level="tracked")
    assert following().count(shown.ref) == 1
    assert hidden.ref not in following()
    assert count_new(cast.person("cleo"), "following", 0) == before + 1
