"""What is muted shows up nowhere in one's own feed: not in a list, not in a count, not in a mail."""

from datetime import timedelta

import pytest

from hub.core import clock
from hub.feed.digest import new_in_communities
from hub.feed.queries import could_answer, count_new, feed
from tests import cast
from tests.factories import make_question


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


@pytest.mark.parametrize("what", ["thread", "community"])
def test_muted_is_muted_behind_every_door(ctx, ben, drain, what):
    before = everywhere("ben")
    question = make_question(by="ada")
    drain()
    assert everywhere("ben") == {door: count + 1 for door, count in before.items()}
    ref = question.ref if what == "thread" else cast.space("open").ref
    ben.post("/watch", ref=ref, level="muted")
    after = everywhere("ben")
    assert all(after[door] <= before[door] for door in after), after
    assert question.ref in [item.ref for item in feed(cast.person("ben"), "all").items]
    ben.post("/watch", ref=ref, level="normal")
    assert everywhere("ben") == {door: count + 1 for door, count in before.items()}
