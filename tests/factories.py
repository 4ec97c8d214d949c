"""Things for tests, made by the real actions."""

from typing import Any

from hub.feed.actions import write_post
from hub.feed.models import Post
from hub.qa import actions as qa
from hub.qa.models import Answer, Question
from tests import cast


def make_question(by: str = "ada", space: str = "open", title: str = "How hot?", **more: Any) -> Question:
    """A question, asked by one of the cast."""
    return qa.ask_question(cast.person(by), cast.space(space), title, **more)


def make_answer(question: Question, by: str = "ben", body: str = "1,200 degrees.", **more: Any) -> Answer:
    """An answer by one of the cast."""
    return qa.post_answer(cast.person(by), question, body, **more)


def make_post(by: str = "ada", space: str = "open", body: str = "The kiln is on.", **more: Any) -> Post:
    """A post by one of the cast."""
    return write_post(cast.person(by), cast.space(space), body, **more)
