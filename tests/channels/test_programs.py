"""Programs hand in messages under their own ids and fetch our replies (CS05)."""

from datetime import timedelta

import pytest

from hub.cases.actions import replies
from hub.cases.actions.reports import note_report
from hub.cases.models import Case, Message
from hub.channels.api import Handed, find_handed, hand_in, hand_in_edit
from hub.channels.contract import ChannelKind, MessageState, Report
from hub.channels.inbox import put
from hub.channels.models import InboxState
from hub.core.db import session
from tests import cast
from tests.channels import lines

FIRST = Handed("m-1", "user-7", "It crashed.", name="Ida", subject="App", conversation="c-1")

ODD = [b"no json", b'{"id": "1"}', b"[]", b'{"id": 1, "address": "a", "text": "b"}']


@pytest.fixture
def channel(ctx):
    return lines.open_channel(ChannelKind.API, "app")


@pytest.mark.parametrize("played_by", ["", "simulator"])
def test_messages_of_one_conversation_are_one_case(ctx, played_by):
    """Also where no program stands behind the line: a trial shows what the real one will do."""
    channel = lines.open_channel(ChannelKind.API, "app", played_by=played_by)
    hand_in(channel, FIRST)
    lines.work()
    hand_in(lines.fresh(channel), Handed("m-2", "user-7", "Again.", conversation="c-1"))
    lines.work()
    (case,) = lines.cases()
    assert [message.body for message in lines.messages(case)] == ["It crashed.", "Again."]
    hand_in_edit(lines.fresh(channel), "m-2", "user-7", "Again, twice.")
    lines.work()
    assert lines.messages(case)[1].body == "Again, twice."


def test_the_same_id_changes_nothing(channel):
    item = hand_in(channel, FIRST).id
    lines.work()
    again = hand_in(lines.fresh(channel), Handed("m-1", "user-8", "Something else."))
    assert again.id == item
    lines.work()
    (case,) = lines.cases()
    assert [message.body for message in lines.messages(case)] == ["It crashed."]
    assert find_handed(lines.fresh(channel), "m-1").message_id == lines.messages(case)[0].id


def test_long_ids_are_told_apart(channel):
    ids = ["x" * 300 + end for end in "ab"]
    for id in ids:
        hand_in(lines.fresh(channel), Handed(id, "user-7", f"I am {id[-1]}"))
        lines.work()
    assert len(lines.cases()) == 2


def test_somebody_elses_conversation_is_not_joined(channel):
    hand_in(channel, FIRST)
    hand_in(channel, Handed("m-2", "user-8", "Me too.", conversation="c-1"))
    lines.work()
    assert len(lines.cases()) == 2


@pytest.mark.parametrize(
    "raw", [b"no json", b'{"id": "1"}', b"[]", b'{"id": 1, "address": "a", "text": "b"}']
)
def test_it_refuses_bad_input(channel, raw):
    item = put(channel, "odd", raw).id
    lines.work()
    assert lines.the_item(item).state == InboxState.UNREADABLE


def test_a_reply_lies_ready_and_is_delivered_when_fetched(channel, at):
    hand_in(channel, FIRST)
    lines.work()
    case = session().get_one(Case, lines.cases()[0].id)
    message_id = replies.send_reply(cast.person("finn"), case, "We repair it.").id
    at(timedelta(seconds=20))
    lines.work()
    message = session().get_one(Message, message_id)
    assert (message.state, message.external_id) == (MessageState.SENT, f"reply:{message_id}")
    note_report(lines.fresh(channel), Report(message.external_id, MessageState.DELIVERED))
    assert session().get_one(Message, message_id, populate_existing=True).state == MessageState.DELIVERED
    note_report(lines.fresh(channel), Report(f"reply:{message_id}", MessageState.SENT))
    assert session().get_one(Message, message_id, populate_existing=True).state == MessageState.DELIVERED
