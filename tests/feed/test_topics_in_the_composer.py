"""The composer proposes topics, and what was pressed is kept, also for what is planned."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session
from hub.core.permissions import SYSTEM
from hub.feed import scheduling
from hub.feed.models import Post
from hub.qa.models import Question
from hub.spaces.topic_actions import create_topic
from hub.spaces.topics import topics_of

pytestmark = pytest.mark.usefixtures("ctx")


def topics_on(thing) -> list[str]:
    return [topic.name for topic in topics_of([thing.ref]).get(thing.ref, ())]


def test_topics_pressed_in_the_composer_are_kept_now_and_later(ben, at):
    create_topic(SYSTEM, "Strollers")
    assert 'hx-post="/suggest/topics"' in ben.get("/").text
    assert "#Strollers" in ben.post("/suggest/topics", body="Strollers fold.", community="open").text
    pressed = {"community": "open", "topic": ["Strollers"], "named": ["Strollers"]}
    ben.post("/p", kind="discussion", body="Strollers fold.", **pressed)
    assert topics_on(session().scalars(select(Post)).one()) == ["Strollers"]
    ben.post("/p", kind="question", body="Do strollers fold?", **pressed)
    assert topics_on(session().scalars(select(Question)).one()) == ["Strollers"]
    back = ben.post("/p", kind="poll", body="Fold strollers?", choices="One", **pressed)
    assert (back.status_code, 'value="Strollers" checked' in back.text) == (422, True)
    soon = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT09:30")
    assert (
        ben.post("/p", kind="discussion", body="Strollers, later.", later=soon, **pressed).status_code == 303
    )
    with clock.at(clock.now() + timedelta(days=3)):
        scheduling.due_posts()
    posts = session().scalars(select(Post).order_by(Post.id.desc())).all()
    assert topics_on(posts[0]) == ["Strollers"]
