"""Five levels of attention, for threads, topics and communities: a notice, a number, or nothing."""

import pytest

from hub.core.db import session
from hub.inbox.models import Notice
from hub.qa.models import Question
from hub.spaces.models import Topic
from tests import cast
from tests.factories import make_answer, make_post, make_question

pytestmark = pytest.mark.usefixtures("ctx")


def reasons(handle: str) -> list[str]:
    """Why somebody has the notices they have."""
    return [row.reason for row in session().query(Notice).filter_by(person_id=cast.person(handle).id)]


def answer(question: Question, by: str = "ada") -> None:
    """As another session would: the one that made the question is over."""
    make_answer(session().get_one(Question, question.id), by=by)


def choose(someone, ref: str, level: str) -> None:
    assert someone.post("/watch", ref=ref, level=level).status_code == 303


SPACE = "you watch this community"


@pytest.mark.parametrize(
    ("level", "of_question", "of_answer"),
    [
        ("watching", [SPACE], [SPACE]),
        ("first", [SPACE], []),
        ("tracked", [], []),
        ("normal", [], []),
        ("muted", [], []),
    ],
)
def test_a_community(ben, drain, level, of_question, of_answer):
    old = make_question(by="ada", space="private")
    drain()
    choose(ben, f"space:{cast.space('private').id}", level)
    make_question(by="ada", space="private", title="Newer")
    drain()
    assert reasons("ben") == of_question
    answer(old)
    drain()
    assert reasons("ben") == of_question + of_answer


def test_what_was_chosen_for_the_thread_comes_first(ben, drain):
    question = make_question(by="ada", space="private")
    choose(ben, f"space:{cast.space('private').id}", "watching")
    choose(ben, question.ref, "normal")
    answer(question)
    drain()
    assert reasons("ben") == []


def test_the_most_attentive_topic_counts(ben, drain):
    first = make_question(by="ada", space="private", topics=["kiln"])
    second = make_question(by="ada", space="private", topics=["kiln", "glaze"])
    drain()
    topic = {each.word: each.ref for each in session().query(Topic)}
    choose(ben, topic["kiln"], "muted")
    choose(ben, topic["glaze"], "watching")
    answer(first)
    answer(second)
    drain()
    assert reasons("ben") == ["you watch this topic"]


def test_a_topic_gives_no_way_into_a_closed_community(cleo, drain):
    make_question(by="ada", space="open", topics=["kiln"])
    make_question(by="ada", space="private", topics=["kiln"])
    drain()
    topic = session().query(Topic).filter_by(slug="kiln").one()
    choose(cleo, topic.ref, "watching")
    make_answer(make_question(by="ada", space="private", topics=["kiln"]), by="ben")
    drain()
    assert reasons("cleo") == []


def test_tracking_shows_how_much_is_new(ben, ada, drain):
    question = make_question(by="ada", space="private", title="How hot?")
    choose(ben, question.ref, "tracked")
    ben.get(f"/q/{question.id}", follow_redirects=True)
    answer(question)
    drain()
    assert "1 new" in ben.get("/?tab=following").text
    assert "1 new" not in ada.get("/?tab=following").text  # her own answer is not news to her
    ben.get(f"/q/{question.id}", follow_redirects=True)
    assert "1 new" not in ben.get("/?tab=following").text


def test_what_is_muted_leaves_the_own_feed_only(ben, drain):
    post = make_post(by="ada", space="private", title="Loud things")
    make_post(by="ada", space="private", title="Quiet things")
    drain()
    choose(ben, post.ref, "muted")
    assert "Loud things" not in ben.get("/?tab=following").text
    assert "Quiet things" in ben.get("/?tab=following").text
    assert "Loud things" in ben.get("/?tab=all").text
    choose(ben, f"space:{cast.space('private').id}", "muted")
    assert "Quiet things" not in ben.get("/?tab=following").text


def test_the_levels_are_offered_where_they_are_chosen(ben, drain):
    post = make_post(by="ada", space="private")
    drain()
    for place in (f"/p/{post.id}", "/c/private"):
        page = ben.get(place).text
        assert 'value="tracked"' in page
        assert ('value="first"' in page) == (place == "/c/private")
    refused = ben.post("/watch", ref=post.ref, level="loud")
    assert refused.status_code == 422
    assert 'value="tracked"' in refused.text
