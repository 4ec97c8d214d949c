"""Comments on a Page of which no delivery told are looked for; what came both ways is one message."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.cases.actions import replies
from hub.cases.models import Case
from hub.channels.contract import ChannelKind, adapter_of
from hub.channels.facebook import polling
from hub.channels.graph import arrivals
from hub.channels.graph.deletion import take_request
from hub.channels.models import InboxItem
from hub.core.db import session
from hub.core.deliveries import Delivery
from tests import cast
from tests.channels import lines
from tests.channels.page import PAGE, comment, delivery
from tests.channels.providers import PageLine

MARTA, NORA, ANSWER = "901_1", "901_2", "901_3"


@pytest.fixture
def line(page) -> PageLine:
    return PageLine(page)


def look(line: PageLine) -> None:
    polling.read_page(Delivery(payload={"channel": line.channel.id}, attempts=1))
    lines.work()


def bodies() -> list[list[str]]:
    return [[each.body for each in lines.messages(case)] for case in lines.cases()]


def the_case(name: str = "Marta") -> Case:
    return next(each for each in lines.cases() if each.customer.name == name)


def test_what_was_not_delivered_is_found_and_what_was_is_one_message(line, page, finn):
    page.write(MARTA, "Where is my bag?")
    line.deliver(delivery(comment(MARTA, "Where is my bag?")))
    page.write(NORA, "Mine too!", "psid-nora", MARTA)
    look(line)
    line.deliver(delivery(comment(NORA, "Mine too!", who="psid-nora", parent_id=MARTA)))
    look(line)
    assert bodies() == [["Where is my bag?"], ["Mine too!"]]
    assert {each.thread for each in lines.cases()} == {f"under:{MARTA}"}
    assert "New bags are here." in finn.get(f"/cases/{the_case('Nora').id}").text


def test_our_own_answers_by_another_tool_are_no_customers(line, page, at):
    page.write(MARTA, "Where is my bag?")
    look(line)
    at(timedelta(minutes=5))
    page.write(ANSWER, "It is at the desk.", PAGE, MARTA)
    look(line)
    replies.send_reply(cast.person("finn"), the_case(), "And a new tag.", way="public")
    at(timedelta(minutes=5))
    lines.work()
    look(line)
    assert bodies() == [["Where is my bag?", "It is at the desk.", "And a new tag."]]


def test_changes_and_deletions_are_found_but_what_a_list_leaves_out_is_none(line, page, at):
    page.write(MARTA, "Where is my bag?")
    page.write(NORA, "Mine too!", "psid-nora", MARTA)
    look(line)
    page.hidden.add(NORA)
    page.said[MARTA]["message"] = "Where is my red bag?"
    at(timedelta(minutes=5))
    look(line)
    assert bodies() == [["Where is my red bag?"], ["Mine too!"]]
    del page.said[NORA]
    at(timedelta(minutes=5))
    look(line)
    assert "removed_at" in lines.messages(the_case("Nora"))[0].extra
    line.deliver(delivery(comment(NORA, "Mine too!", who="psid-nora", parent_id=MARTA)))
    assert len(lines.cases()) == 2, "a delivery that comes late brings nothing back"


def test_an_app_that_may_not_read_customers_words_deletes_none(line, page, at):
    page.write(MARTA, "Where is my bag?")
    look(line)
    page.said.clear()  # neither listed nor found: just as if they were gone
    at(timedelta(minutes=5))
    look(line)
    assert bodies() == [["Where is my bag?"]]
    assert "removed_at" not in lines.messages(the_case())[0].extra


def test_a_page_that_the_practice_plays_is_not_asked_for(line, page):
    lines.open_channel(ChannelKind.FACEBOOK, "played", played_by="simulator")
    polling.ask_all()
    asked = session().scalars(select(Delivery.payload).where(Delivery.queue == polling.QUEUE)).all()
    assert asked == [{"channel": line.channel.id}]


def test_it_asks_little_and_a_page_that_may_not_be_read_goes_on_with_what_is_delivered(line, page, at):
    page.write(MARTA, "Where is my bag?")
    polling.ask_all()
    lines.work()
    asked = len(page.asked)
    polling.ask_all()
    lines.work()
    assert len(page.asked) == asked, "not its time yet"
    at(timedelta(minutes=11))
    page.may_read = False
    polling.ask_all()
    lines.work()
    channel = lines.fresh(line.channel)
    assert channel.is_active
    assert "cannot be looked for" in adapter_of(channel).health(channel)
    page.may_read = True
    at(timedelta(minutes=11))
    polling.ask_all()
    lines.work()
    assert adapter_of(lines.fresh(channel)).health(lines.fresh(channel)) == ""
    arrivals.take(channel, delivery(comment(NORA, "Mine too!", who="psid-nora")))
    lines.work()
    assert len(lines.cases()) == 2


def test_a_token_that_ended_is_found_by_looking_and_a_new_one_leaves_no_trouble(line, page, dora):
    page.token_works = False
    look(line)
    channel = lines.fresh(line.channel)
    assert not channel.is_active
    page.token_works = True
    dora.post(f"/admin/channels/{channel.id}/resume")
    look(line)
    assert lines.fresh(channel).is_active
    assert "needs a look" not in dora.get(f"/admin/channels/{channel.id}").text


def test_whoever_was_forgotten_stays_so_while_their_comments_stand_there(line, page, at):
    """One that was told of, and one that never was: both were written before they asked."""
    line.deliver(delivery(comment(MARTA, "It is Marta Secret.")))
    page.write(MARTA, "It is Marta Secret.")
    page.write(NORA, "Marta Secret again.")
    at(timedelta(minutes=1))
    take_request(lines.fresh(line.channel), "psid-marta")
    lines.work()
    look(line)
    assert bodies() == [[""]]
    assert not any(b"Secret" in each.raw for each in session().scalars(select(InboxItem)))
    at(timedelta(minutes=9))
    page.write(ANSWER, "Hello, it is me.")
    look(line)
    assert bodies() == [[""], ["Hello, it is me."]], "whoever comes back is heard"
