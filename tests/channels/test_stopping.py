"""A channel that is paused lets nothing out, loses nothing, and says so to those who can mend it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.cases.models import Case, Message
from hub.channels.contract import ChannelKind, MessageState
from hub.channels.inbox import put
from hub.channels.models import Channel
from hub.channels.simulator import written
from hub.channels.stopping import stop
from hub.core.db import session, transaction
from hub.inbox.models import Notice
from tests import cast
from tests.channels import lines
from tests.channels.test_x_by_hand import reply

WHY = "Our key was taken back. Connect the account again."


@pytest.fixture
def case_id(ctx) -> int:
    channel = lines.open_channel(ChannelKind.SIMULATOR, "line")
    put(channel, *written("marta", "Marta", "Bag", "My bag is gone.", "t-1"))
    lines.work()
    return lines.cases()[0].id


def channel_of(case_id: int) -> Channel:
    return lines.fresh(session().get_one(Case, case_id).channel)


def the_message(id: int) -> Message:
    return session().get_one(Message, id, populate_existing=True)


def test_an_account_that_pauses_itself_is_told_to_administrators_once(case_id, dora, finn, ada, drain):
    id = channel_of(case_id).id
    stop(id, WHY)
    stop(id, WHY)
    drain()
    notices = list(session().scalars(select(Notice).where(Notice.about == f"channel:{id}")))
    assert cast.person("dora").id in {each.person_id for each in notices}
    assert cast.person("ada").id not in {each.person_id for each in notices}
    page = dora.get("/notifications").text
    assert "has paused itself" in page
    assert WHY in page
    assert WHY in dora.get("/admin/stuck").text
    assert "Needs a look" in dora.get("/admin/channels").text
    assert WHY in dora.get(f"/admin/channels/{id}").text


def test_what_a_person_pauses_is_no_trouble(case_id, dora):
    id = channel_of(case_id).id
    dora.post(f"/admin/channels/{id}/pause")
    assert "Needs a look" not in dora.get("/admin/channels").text


def test_nothing_leaves_while_it_is_paused_and_all_of_it_afterwards_once(case_id, finn, dora, at, drain):
    id = channel_of(case_id).id
    stop(id, WHY)
    sent = reply(finn, case_id)
    at(timedelta(seconds=30))
    lines.work()
    assert the_message(sent).state == MessageState.QUEUED
    assert channel_of(case_id).cursor.get("arrived", []) == []
    assert "waits: the channel is paused" in finn.get(f"/cases/{case_id}").text
    dora.post(f"/admin/channels/{id}/resume")
    drain()
    drain()
    lines.work()
    assert the_message(sent).state == MessageState.DELIVERED
    assert channel_of(case_id).cursor["arrived"] == [f"sim:message:{sent}"]


def test_a_reply_that_cannot_leave_for_now_says_why(case_id, finn, at):
    with transaction():
        channel_of(case_id).settings = {**channel_of(case_id).settings, "behaves": "expired"}
    sent = reply(finn, case_id)
    at(timedelta(seconds=30))
    lines.work()
    assert the_message(sent).state == MessageState.QUEUED
    assert (
        "waits and is tried again: Our access to the line has expired." in finn.get(f"/cases/{case_id}").text
    )


def test_a_reply_never_leaves_through_another_channel_than_it_was_checked_for(case_id, finn, at):
    """Failed on a private line, then the case is one on a public one: sending again must not publish it."""
    channel = channel_of(case_id)
    with transaction():
        channel.settings = {"behaves": "refuse"}
    sent = reply(finn, case_id, "Your code is 4711.")
    at(timedelta(seconds=30))
    lines.work()
    public = lines.open_channel(ChannelKind.X, "public", played_by="simulator")
    with transaction():
        session().get_one(Case, case_id).channel_id = public.id
    assert finn.post(f"/cases/{case_id}/replies/{sent}/again").status_code == 303
    lines.work()
    assert the_message(sent).state == MessageState.FAILED
    assert "Write it again" in the_message(sent).reason
    assert lines.fresh(public).cursor == {}
