"""Topics proposed while somebody writes: named ones are chosen at once, alike ones offered."""

import re

from hub.core.db import session
from hub.core.permissions import SYSTEM
from hub.qa.models import Question
from hub.spaces import topic_actions
from hub.spaces.topics import topics_of
from tests import cast
from tests.conftest import Someone
from tests.factories import make_question

FRAGMENT = {"HX-Request": "true"}


def chips(html: str) -> dict[str, bool]:
    """Name → whether it is ticked."""
    found = re.findall(r'name="topic" value="([^"]+)"( checked)?', html)
    return {name: bool(checked) for name, checked in found}


def while_writing(who: Someone, title: str, **form: object) -> dict[str, bool]:
    answer = who.post("/suggest/topics", title=title, headers=FRAGMENT, **form)
    assert answer.status_code == 200
    return chips(answer.text)


def filed(title: str) -> set[str]:
    session.remove()
    found = session().query(Question).filter_by(title=title).one()
    return {topic.name for topic in topics_of([found.ref]).get(found.ref, ())}


def test_what_the_words_name_is_chosen_and_what_is_alike_offered(ada, ben, ctx, drain):
    strollers = topic_actions.create_topic(SYSTEM, "Strollers")
    topic_actions.edit_topic(SYSTEM, strollers, name="Strollers", about="", synonyms=["Pram"])
    for name in ("damaged baggage", "baggage"):
        topic_actions.create_topic(SYSTEM, name)
    make_question(by="ada", title="Who repairs a broken buckle of a harness?", topics=["repairs"])
    drain()

    assert while_writing(ben, "A pram among damaged baggage") == {"Strollers": True, "damaged baggage": True}
    assert while_writing(ben, "Who?", body="It is a stroller.") == {"Strollers": True}
    alike = while_writing(ben, "The buckle of a harness is broken")
    assert alike == {"repairs": False}, "similar questions are filed there; nobody said the word"
    assert while_writing(ben, "A pram", topics="strollers") == {}, "it is typed already"
    # Whoever took the tick away does not get it back; what they pressed stays while they write on.
    assert while_writing(ben, "A pram of mine", named="Strollers") == {"Strollers": False}
    assert while_writing(ben, "A pram", topic="repairs") == {"Strollers": True, "repairs": True}
    assert while_writing(ben, "A cup", topic="Strollers", named="Strollers") == {}, "the word is gone"

    # Without scripts: the page that looks for similar ones has them, and remembers the choice.
    looked = ben.post("/q", title="Which pram?", topics="lending", check="1")
    assert chips(looked.text) == {"Strollers": True}
    ben.post(
        "/q", title="Which pram?", community="open", topics="lending", topic="Strollers", named="Strollers"
    )
    assert filed("Which pram?") == {"lending", "Strollers"}
    refused = ben.post("/q", title="", body="A pram", named="Strollers")
    assert refused.status_code == 422
    assert chips(refused.text) == {"Strollers": False}


def test_the_words_of_a_closed_community_are_proposed_in_it_alone(ada, cleo, ctx, drain):
    topic_actions.create_topic(SYSTEM, "Merger", cast.space("private"))
    make_question(by="ada", space="private", title="Who knows of the merger plans?", topics=["secret ash"])
    drain()
    title = "Who knows of the merger plans?"
    assert while_writing(ada, title, community="private") == {"Merger": True, "secret ash": False}
    assert while_writing(ada, title, community="open") == {}
    assert while_writing(ada, title) == {}
    assert while_writing(cleo, title, community="private") == {}
