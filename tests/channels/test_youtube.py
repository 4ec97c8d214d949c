"""Comments on YouTube through its wire format: threads, quota, refusals, and what leaves towards it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.cases.actions import handling, replies
from hub.cases.models import Message
from hub.channels.contract import Incoming, MessageState
from hub.channels.models import Channel, ChannelPost
from hub.channels.youtube import polling, quota, wire
from hub.channels.youtube.adapter import YouTube
from hub.core import clock
from hub.core.db import session, transaction
from tests import cast
from tests.channels import lines
from tests.channels.providers import TubeLine
from tests.channels.tube import OURS, serving_tube, stamp

SAMPLES = Path(__file__).parent / "samples"
INSIDE = "She is a friend of the boss."


@pytest.fixture
def tube(ctx):
    with serving_tube() as made:
        yield made


@pytest.fixture
def line(tube) -> TubeLine:
    made = TubeLine(tube)
    tube.write("Ugx1", "Where is my bag?")
    tube.write("Ugx1.nora", "Mine too!", "UCnora", "Nora")
    made.read()
    return made


def reply(body: str = "It is at the desk.") -> int:
    case = next(each for each in lines.cases() if each.customer.name == "Marta")
    return replies.send_reply(cast.person("finn"), case, body).id


def the_message(id: int) -> Message:
    return session().get_one(Message, id, populate_existing=True)


def test_each_customer_of_a_thread_has_a_case_under_the_video(line, finn):
    cases = {each.customer.name: each for each in lines.cases()}
    assert set(cases) == {"Marta", "Nora"}
    assert {each.thread for each in cases.values()} == {"Ugx1"}
    page = finn.get(f"/cases/{cases['Marta'].id}").text
    assert "How to wash the bag" in page
    assert "https://www.youtube.com/watch?v=D-lhorsDlUQ&amp;lc=Ugx1" in page
    assert "YouTube, public" in page
    assert "YouTube has no private replies" in page
    assert len(session().scalars(select(ChannelPost)).all()) == 1
    line.read()
    assert len(lines.cases()) == 2


def test_a_reply_stands_below_the_top_comment_and_comes_back_as_ours(line, tube, at):
    nora = next(each for each in lines.cases() if each.customer.name == "Nora")
    handling.add_note(cast.person("finn"), nora, INSIDE)
    id = replies.send_reply(cast.person("finn"), nora, "It is at the desk.").id
    at(timedelta(seconds=20))
    lines.work()
    assert the_message(id).state == MessageState.SENT
    assert tube.bodies == [{"snippet": {"parentId": "Ugx1", "textOriginal": "It is at the desk."}}]
    assert INSIDE not in json.dumps([tube.bodies, tube.asked])
    line.read()
    assert [each.body for each in lines.messages(nora)] == ["Mine too!", "It is at the desk."]
    tube.take_away(the_message(id).external_id)
    line.read()
    assert "removed_at" in the_message(id).extra


def test_what_is_held_back_there_is_a_case_too_and_says_so(line, tube, finn):
    tube.write("Ugh", "Your link is broken", "UCzoe", "Zoe", moderationStatus="heldForReview")
    line.read()
    zoe = next(each for each in lines.cases() if each.customer.name == "Zoe")
    assert "held back there" in finn.get(f"/cases/{zoe.id}").text
    marta = next(each for each in lines.cases() if each.customer.name == "Marta")
    assert "held back there" not in finn.get(f"/cases/{marta.id}").text


def test_a_page_border_moves_and_late_replies_in_old_threads_are_found(line, tube):
    tube.page = 2
    for number in range(5):
        tube.write(f"Ugy{number}", f"Question {number}", f"UC{number}", f"Somebody {number}")
    tube.write("Ugx1.again", "Anybody there?")
    tube.write("Ugx1.third", "Hello?")
    line.read()
    assert len(lines.cases()) == 7
    marta = next(each for each in lines.cases() if each.customer.name == "Marta")
    assert [each.body for each in lines.messages(marta)] == ["Where is my bag?", "Anybody there?", "Hello?"]


def test_what_is_read_as_edited_is_not_undone_by_an_older_version(line, at):
    at(timedelta(minutes=1))
    line.tube.write("Ugz", "First words", "UCz", "Zoe", updatedAt=stamp(clock.now() + timedelta(minutes=5)))
    line.read()
    line.tube.write("Ugz", "Old words", "UCz", "Zoe", updatedAt=stamp(clock.now() + timedelta(minutes=2)))
    line.read()
    zoe = next(each for each in lines.cases() if each.customer.name == "Zoe")
    assert [each.body for each in lines.messages(zoe)] == ["First words"]


@pytest.mark.parametrize(
    ("status", "reason", "said", "again"),
    [
        (403, "commentsDisabled", "not there any more", False),
        (404, "parentCommentNotFound", "not there any more", False),
        (400, "commentTextTooLong", "does not take it", False),
        (403, "SERVICE_UNAVAILABLE", "does not allow it", True),
        (403, "quotaExceeded", "units of today are used up", True),
        (503, "backendError", "out of order", True),
    ],
)
def test_refusals_are_told_in_words_and_tried_again_where_that_helps(line, at, status, reason, said, again):
    line.tube.refuses = [(status, reason)]
    id = reply()
    at(timedelta(seconds=20))
    lines.work()
    assert said in the_message(id).reason
    assert (the_message(id).state == MessageState.QUEUED) is again


def test_a_second_try_looks_first(line, at):
    """It took the reply and said 503 all the same: the customer gets it once."""
    line.tube.refuses = [(503, "backendError")]
    id = reply()
    at(timedelta(seconds=20))
    lines.work()
    line.tube.write("Ugx1.there", "It is at the desk.", OURS, "House")
    at(timedelta(seconds=60))
    lines.work()
    assert (the_message(id).state, the_message(id).external_id) == (MessageState.SENT, "Ugx1.there")
    assert line.arrived() == 1


def test_reading_leaves_units_for_replies_and_the_page_says_how_many(line, tube, dora, at):
    with transaction():
        channel = lines.fresh(line.channel)
        channel.cursor = {"quota": {"day": quota._day(), "used": 8_600}}
    asked = len(tube.asked)
    polling.ask_all()
    lines.work()
    assert len(tube.asked) == asked, "nothing is read any more"
    page = dora.get(f"/admin/channels/{channel.id}").text
    assert "The units for reading are used up today" in page
    id = reply()
    at(timedelta(seconds=20))
    lines.work()
    assert the_message(id).state == MessageState.SENT
    page = dora.get(f"/admin/channels/{channel.id}").text
    assert "1\u202f350 of 10\u202f000, enough for 27 replies" in page.replace("\u2009", "\u202f")
    at(timedelta(days=1))
    assert quota.left_of(lines.fresh(line.channel)) == 10_000


def test_an_ended_key_pauses_the_account_and_a_new_one_connects_it_again(line, tube, dora, at):
    tube.token_works = False
    id = reply()
    at(timedelta(minutes=3))
    polling.ask_all()
    lines.work()
    channel = lines.fresh(line.channel)
    assert not channel.is_active
    assert "Sign in at Google again from the settings" in dora.get(f"/admin/channels/{channel.id}").text
    tube.token_works = True
    form = {"kind": "youtube", "name": "Tube", "slug": "tube", "desk": str(cast.space("desk").id)}
    keys = {"site": tube.site, "account": OURS, "login": "client-1", "token": "refresh-1"}
    assert dora.post(f"/admin/channels/{channel.id}/settings", **form, **keys).status_code == 303
    assert lines.fresh(channel).is_active
    page = dora.get(f"/admin/channels/{channel.id}/settings").text
    assert "refresh-1" not in page
    dora.post(f"/admin/channels/{channel.id}/look")
    at(timedelta(seconds=901))
    lines.work()
    assert the_message(id).state == MessageState.SENT


def test_the_key_of_another_channel_is_refused_in_words(tube, dora):
    made = TubeLine(tube)
    with transaction():
        channel = lines.fresh(made.channel)
        channel.settings = {**channel.settings, "account": "UCother"}
    said = dora.post(f"/admin/channels/{channel.id}/look")
    assert "belongs to another channel" in dora.get(said.location).text


@pytest.mark.parametrize("name", ["youtube-threads-by-video.json", "youtube-thread.json"])
def test_real_answers_are_read(ctx, name):
    page = json.loads((SAMPLES / name).read_text())
    channel = Channel(settings={"account": OURS})
    for thread in wire.records(page):
        for seen in polling._comments_in(thread):
            found = YouTube().read(channel, json.dumps(seen).encode(), clock.now())
            assert isinstance(found, Incoming)
            assert found.text
            assert "<br" not in found.text
            assert found.thread == thread["id"]


def test_what_is_shown_as_html_becomes_text():
    assert wire.text_of({"textDisplay": "It&#39;s<br />gone <b>now</b>"}) == "It's\ngone now"


def test_an_answer_written_at_the_site_itself_ends_the_waiting(line, tube, at):
    at(timedelta(minutes=1))
    tube.write("Ugx1.studio", "It is at the desk.", OURS, "House")
    line.read()
    told = session().scalars(select(Message).where(Message.external_id == "Ugx1.studio")).one()
    assert (told.body, told.author_id, told.extra["elsewhere"]) == ("It is at the desk.", None, True)
    assert (told.case.waiting_since, told.case.due_at) == (None, None)
