"""A closed community's topic is known inside alone: at every door it answers as if it were not there."""

import pytest

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.features import resolve_many
from hub.core.permissions import COLLEAGUE
from hub.people import feed_tokens
from hub.people.profile import keep_words
from hub.people.tokens import make_token
from hub.spaces import topic_actions
from hub.spaces.models import Topic, Visibility
from tests import cast
from tests.bare import bare
from tests.factories import make_post, make_question

pytestmark = pytest.mark.usefixtures("ctx")
# Of one length, for a page may hold what was asked. What Ben knows is said in his profile, openly.
SECRET, OTHER, NOWHERE, SAID = "zyxlayoff", "zyxredund", "zyxnothin", "downsizing"


@pytest.fixture(params=[Visibility.HIDDEN, Visibility.MEMBERS])
def topic(request, drain) -> Topic:
    """Used, described, followed, with another name; and Ben says that he knows about it."""
    with transaction():
        cast.space("private").visibility = request.param
        ben = cast.person("ben")
        ben.skills = [SAID]
        keep_words(ben)
    make_question("ada", "private", "Who goes?", topics=[SECRET])
    made = session().query(Topic).filter_by(name=SECRET).one()
    topic_actions.edit_topic(cast.person("ada"), made, name=SECRET, about="Who goes", synonyms=[OTHER, SAID])
    drain()
    return session().query(Topic).filter_by(name=SECRET).one()


DOORS = [
    "/topics/{}", "/topics/private.{}", "/topics/private.{}/edit", "/topics?q={}",
    "/topics?place=private&q={}", "/expand?key=%23&text={}", "/expand?key=%23&text={}&about=space:2",
    "/q?topic={}", "/q?topic=private.{}", "/q?view=newest&topic={}", "/?topic={}", "/search?q={}",
    "/search?q=topic:{}", "/search?q=a&topic=private.{}", "/palette?q=%23{}", "/people?topic={}",
    "/feeds/TOKEN/topics/{}.xml", "/feeds/TOKEN/topics/private.{}.xml",
]  # fmt: skip


@pytest.mark.parametrize("name", [SECRET, OTHER])
def test_no_door_knows_of_it(topic, cleo, name):
    """Every door at once: setting the room up costs more than knocking."""
    with transaction():
        token = feed_tokens.feed_token(cast.person("cleo"))
    for door in DOORS:
        place = door.replace("TOKEN", token)
        there, nowhere = (cleo.get(place.format(word)) for word in (name, NOWHERE))
        texts = there.text.replace(name, NOWHERE), nowhere.text
        assert there.status_code == nowhere.status_code, door
        assert bare(texts[0]) == bare(texts[1]), door


def test_programs_do_not_know_of_it(topic, cleo, ben):
    until = clock.now().replace(year=2100)
    with transaction():
        keys = {who: make_token(cast.person(who), "t", ("read",), until).text for who in ("cleo", "ben")}
    for word in (SECRET, f"private.{SECRET}", OTHER, NOWHERE):
        assert cleo.api("GET", f"/api/v1/questions?topic={word}", keys["cleo"]).status_code == 404, word
        found = cleo.api("GET", f"/api/v1/search?q=topic:{word}", keys["cleo"])
        assert "Who goes" not in found.text, word
    assert "Who goes?" in ben.api("GET", f"/api/v1/questions?view=newest&topic={OTHER}", keys["ben"]).text


def test_those_inside_know_it(topic, ben):
    assert ben.get(f"/topics/{SECRET}").headers["Location"] == f"/topics/private.{SECRET}"
    for door in ("/topics?q={}", "/topics/private.{}", "/search?q=topic:{}", "/q?view=newest&topic={}"):
        assert "Who goes" in ben.get(door.format(OTHER), follow_redirects=True).text, door
    assert f"#<mark>{SECRET}" in ben.get(f"/palette?q=%23{SECRET}").text


def test_its_other_name_finds_nobody_outside(topic, cleo, ben):
    """Who knows about it says so openly; that two words mean the same is known inside."""
    assert "Ben Okri" in ben.get(f"/people?topic={OTHER}").text
    assert "Ben Okri" not in cleo.get(f"/people?topic={OTHER}").text


def test_facts_of_it_leave_no_trace(topic):
    """Live pings go to its room alone, and webhooks resolve it as any colleague would: not at all."""
    assert topic.space_id == cast.space("private").id
    assert not resolve_many(COLLEAGUE, [topic.ref])
    assert resolve_many(cast.person("ben"), [topic.ref])


def test_the_same_word_outside_is_another_topic(topic, cleo):
    make_post("cleo", "open", "Mine", topics=[SECRET])
    page = cleo.get(f"/topics/{SECRET}").text
    assert "Mine" in page
    assert "Who goes" not in page
