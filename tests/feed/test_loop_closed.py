"""Glad customers: the community hears of it, once, and never who it was."""

import pytest
from sqlalchemy import select

from hub.core.db import session, transaction
from hub.core.events import Event, record
from hub.core.permissions import SYSTEM
from hub.feed.models import Post
from hub.reuse.events import OutcomeArrived
from tests import cast
from tests.factories import make_answer, make_question

WORDS = "That was quick! [name] slept all the way."


@pytest.fixture
def question(ctx):
    return make_question(space="private", title="Do we lend strollers?")


def arrive(question, *, rating: int = 5, words: str = WORDS, reply: str = "message:7") -> None:
    answer = make_answer(question)
    helpers = [cast.person("ben").id, cast.person("ada").id]
    with transaction():
        fact = OutcomeArrived(reply, rating, words, question.ref, [answer.ref], helpers)
        record(fact, SYSTEM, question)


def test_it_works(ada, question, drain):
    arrive(question)
    drain()
    page = ada.get("/?tab=following").text
    assert "Loop closed" in page
    assert WORDS in page
    assert "Ben and you made this reply" in page
    post = session().scalars(select(Post)).one()
    assert "Do we lend strollers?" in ada.get(f"/p/{post.id}").text


def test_a_stranger_does_not_hear_of_it(cleo, question, drain):
    arrive(question)
    drain()
    assert "Loop closed" not in cleo.get("/?tab=all").text


@pytest.mark.parametrize("worse", [{"rating": 3}, {"words": ""}, {"words": "  "}])
def test_it_is_kept_quiet(question, drain, worse):
    arrive(question, **worse)
    drain()
    assert session().scalar(select(Post.id)) is None


def test_the_same_outcome_makes_one_post(question, drain):
    arrive(question)
    arrive(question)
    drain()
    assert len(session().scalars(select(Post)).all()) == 1


def test_markup_in_the_words_stays_words(ada, question, drain):
    arrive(question, words="<script>alert(1)</script> great")
    drain()
    assert "<script>alert(1)" not in ada.get("/?tab=following").text


def test_it_records_the_fact(question, drain):
    arrive(question)
    drain()
    event = session().scalars(select(Event).where(Event.kind == "feed.loop_closed")).one()
    assert event.actor_id is None
    assert event.space_id == cast.space("private").id
