"""Who hears of what is said: followers, the addressed, the mentioned; never who muted or cannot read."""

import pytest

from hub.core.db import session, transaction
from hub.core.events import Event
from hub.core.features import registry
from hub.inbox.models import Notice
from hub.threads import actions
from hub.threads.watching import watch
from tests import cast
from tests.factories import make_answer, make_question


def recipients(kind: str) -> list[tuple[str, str]]:
    """(handle, action) that the last fact of this kind asks for."""
    event = session().query(Event).filter_by(kind=kind).order_by(Event.id.desc()).first()
    tell = registry.features["threads"].notify[type(event.fact)]
    people = {cast.person(handle).id: handle for handle in cast.PEOPLE}
    return [(people[each.person_id], each.action) for each in tell(event, event.fact)]


@pytest.fixture
def question(ctx):
    return make_question(by="ada")


def test_a_question_asks_the_author_for_an_answer(question):
    actions.post_comment(cast.person("ben"), question, "Do you mean inside?")
    assert ("ada", "answer") in recipients("threads.comment_posted")
    actions.post_comment(cast.person("ben"), question, "I mean inside.")
    assert ("ada", "read") in recipients("threads.comment_posted")


def test_a_reply_addresses_whom_it_answers(question):
    first = actions.post_comment(cast.person("ben"), question, "Inside.")
    actions.post_comment(cast.person("cleo"), question, "Really?", first)
    told = recipients("threads.comment_posted")
    assert ("ben", "answer") in told
    assert ("ada", "read") in told
    assert len(told) == len({handle for handle, _action in told}), "nobody is told twice"


def test_followers_of_the_question_hear_of_its_answers_comments(question):
    answer = make_answer(question, by="ben")
    with transaction():
        watch(cast.person("gwen"), question.ref)
    actions.post_comment(cast.person("cleo"), answer, "Good.")
    assert {handle for handle, _action in recipients("threads.comment_posted")} >= {"ada", "ben", "gwen"}


def test_who_writes_follows_from_then_on(question):
    actions.post_comment(cast.person("cleo"), question, "First.")
    actions.post_comment(cast.person("ben"), question, "Second.")
    assert ("cleo", "read") in recipients("threads.comment_posted")


def test_the_mentioned_are_called_but_not_oneself(question):
    actions.post_comment(cast.person("ben"), question, "@cleo and @ben, look")
    assert recipients("threads.people_mentioned") == [("cleo", "answer")]


def notices_of(handle: str) -> int:
    session.remove()
    return session().query(Notice).filter_by(person_id=cast.person(handle).id).count()


def test_who_cannot_read_is_not_told(ctx, drain):
    hidden = make_question(by="ada", space="private")
    actions.post_comment(cast.person("ben"), hidden, "@cleo should see this, @ada too")
    drain()
    assert notices_of("cleo") == 0
    assert notices_of("ada") >= 1


def test_who_muted_hears_nothing(question, drain):
    actions.follow(cast.person("ada"), question, "muted")
    actions.post_comment(cast.person("ben"), question, "Anybody?")
    drain()
    assert notices_of("ada") == 0
