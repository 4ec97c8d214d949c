"""Replies on their way out: once, retried with care, never without the guard's mark."""

import dataclasses
import inspect

import pytest
from sqlalchemy import select

from hub.cases import work as workers
from hub.cases.actions import replies
from hub.cases.models import Message, Note
from hub.channels.contract import CheckedReply, MessageState, Outgoing, Sent, digest_of
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery
from tests import cast
from tests.cases.conftest import last_reply, the_case


@pytest.fixture
def message_id(case_id):
    return replies.send_reply(cast.person("finn"), the_case(case_id), "Come to the desk.").id


def the_delivery() -> Delivery:
    """The one on its way out."""
    return session().scalars(select(Delivery).where(Delivery.queue == "outbox")).one()


def test_a_delivery_seen_twice_sends_once(message_id, recorder, work):
    workers.send_out(the_delivery())  # and killed before it could be noted down as done
    work()
    assert len(recorder.sent) == 1
    assert the_delivery().state == "done"


def test_a_broken_line_is_shown_and_never_repeated_blindly(message_id, case_id, recorder, finn):
    with transaction():
        session().get_one(Message, message_id).state = MessageState.SENDING
    workers.send_out(the_delivery())
    assert recorder.sent == []
    assert last_reply(case_id).state == MessageState.UNKNOWN
    assert "Look in the channel whether it arrived" in finn.get(f"/cases/{case_id}").text


def test_what_may_work_later_is_tried_again(message_id, case_id, recorder, work):
    recorder.answer = Sent(MessageState.QUEUED, reason="Busy.", retry_seconds=60)
    work()
    assert last_reply(case_id).state == MessageState.QUEUED
    recorder.answer = Sent(MessageState.SENT)
    work(seconds=61)
    assert last_reply(case_id).state == MessageState.SENT
    assert len({outgoing.key for outgoing in recorder.sent}) == 1


def test_trying_again_by_hand_needs_a_failure(finn, message_id, case_id, work):
    work()
    assert finn.post(f"/cases/{case_id}/replies/{message_id}/again").status_code == 409


def test_helpers_hear_once_however_often_the_channel_reports(case_id, message_id, work, drain):
    work()
    for state in (MessageState.DELIVERED, MessageState.READ):
        replies.reply_moved(session().get_one(Message, message_id), state)
    drain()
    assert last_reply(case_id).state == MessageState.READ


def test_a_tampered_text_is_refused(message_id, recorder, work, case_id):
    with transaction():
        session().get_one(Message, message_id).body = "Budget 4410."
    work()
    assert recorder.sent == []
    assert last_reply(case_id).state == MessageState.FAILED


def test_only_a_checked_reply_fits_into_what_leaves():
    fields = {field.name: field.type for field in dataclasses.fields(Outgoing)}
    assert fields["reply"] in (CheckedReply, "CheckedReply")
    note_columns = set(Note.__table__.columns.keys())
    assert not {"digest", "release_at", "external_id", "channel_id"} & note_columns
    assert "Note" not in inspect.getsource(workers)


def test_a_mark_made_without_the_key_is_none(app):
    forged = CheckedReply("Budget 4410.", digest_of("Budget 4410.", "another key"))
    assert not forged.is_intact(app.config["SECRET_KEY"])
