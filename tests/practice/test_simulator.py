"""A colleague plays the customer: everything takes the way of real customers."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from hub.cases.actions import handling, replies
from hub.cases.models import Case, Message
from hub.channels.contract import ChannelKind, MessageState
from hub.channels.models import Channel
from hub.core.db import session
from hub.practice import routes
from tests import cast
from tests.channels import lines

NEW = {"name": "Ida Berg", "address": "@ida", "subject": "Lost hat", "text": "My **hat** is gone <b>!</b>"}


@pytest.fixture(params=[ChannelKind.SIMULATOR, ChannelKind.X])
def line(ctx, request, monkeypatch):
    monkeypatch.setattr(routes, "PATIENCE", 0)
    settings = {} if request.param == ChannelKind.SIMULATOR else {"played_by": "simulator"}
    if request.param == ChannelKind.X:
        monkeypatch.setitem(lines.actions.adapters, ChannelKind.X, object())
    channel = lines.open_channel(request.param, "stage", **settings)
    return SimpleNamespace(id=channel.id, url="/simulator/stage")


@pytest.fixture
def case_id(line, finn):
    assert finn.post(line.url, **NEW).status_code == 303
    lines.work()
    return lines.cases()[0].id


def reply(case_id: int, text: str) -> int:
    case = session().get_one(Case, case_id, populate_existing=True)
    return replies.send_reply(cast.person("finn"), case, text, then="open").id


def state(message_id: int) -> MessageState:
    return MessageState(session().get_one(Message, message_id, populate_existing=True).state)


def test_it_works(line, case_id, finn, at):
    url = f"{line.url}/{case_id}"
    assert finn.get("/simulator").status_code == 200
    assert "Ida Berg" in finn.get(line.url).text
    handling.add_note(cast.person("finn"), session().get_one(Case, case_id), "Ida always loses things.")
    sent = reply(case_id, "We have found it.")
    assert "We have found it." not in finn.get(url).text
    at(timedelta(seconds=20))
    lines.work()
    shown = finn.get(url).text
    assert "We have found it." in shown
    assert "always loses" not in shown
    assert state(sent) == MessageState.DELIVERED
    finn.post(f"{url}/reading")
    assert state(sent) == MessageState.READ
    finn.post(url, text="Thank you!")
    lines.work()
    assert lines.messages(lines.cases()[0])[-1].body == "Thank you!"
    assert finn.post(f"{url}/rating", rating="5", words="Lovely").status_code == 303
    assert lines.cases()[0].rating == 5
    assert len(lines.cases()) == 1


def test_what_customers_write_is_only_text(line, case_id, finn):
    assert "<b>!</b>" not in finn.get(f"{line.url}/{case_id}").text


def test_writing_leads_to_the_conversation(line, finn):
    onward = finn.post(line.url, **NEW).headers["Location"]
    lines.work()
    assert finn.get(onward).headers["Location"] == f"{line.url}/{lines.cases()[0].id}"


def test_a_stranger_gets_404(line, case_id, ada):
    for url in (line.url, f"{line.url}/{case_id}", f"{line.url}/items/1"):
        assert ada.get(url).status_code == 404
        assert ada.post(url, **NEW).status_code in (404, 405)
    assert ada.post(f"{line.url}/{case_id}/rating", rating="1").status_code == 404


def test_it_needs_the_right(line, case_id, dora, ada):
    assert ada.get("/simulator").status_code == 403
    assert dora.get(f"{line.url}/{case_id}").status_code in (403, 404)  # she is not on the desk


@pytest.mark.parametrize("missing", ["name", "address", "subject", "text"])
def test_it_refuses_bad_input(line, finn, missing):
    answer = finn.post(line.url, **{**NEW, missing: ""})
    assert answer.status_code == 422
    assert "hat" in answer.text
    assert finn.post(f"{line.url}/behaviour", behaviour="explode").status_code == 422


def test_a_channel_with_an_account_is_not_played(ctx, finn):
    lines.mailbox()
    assert finn.get("/simulator/mail").status_code == 404


@pytest.mark.parametrize(
    ("behaviour", "outcome"), [("refuse", MessageState.FAILED), ("lose", MessageState.UNKNOWN)]
)
def test_a_line_can_misbehave(line, case_id, finn, at, behaviour, outcome):
    assert finn.post(f"{line.url}/behaviour", behaviour=behaviour).status_code == 303
    sent = reply(case_id, "We have found it.")
    at(timedelta(seconds=20))
    lines.work()
    assert state(sent) == outcome
    assert "We have found it." not in finn.get(f"{line.url}/{case_id}").text


def test_a_slow_line_gets_it_at_the_second_try(line, case_id, finn, at):
    finn.post(f"{line.url}/behaviour", behaviour="slow")
    sent = reply(case_id, "We have found it.")
    at(timedelta(seconds=20))
    lines.work()
    assert state(sent) == MessageState.QUEUED
    at(timedelta(seconds=6))
    lines.work()
    assert state(sent) == MessageState.DELIVERED


def test_it_costs_few_statements(line, case_id, finn, count_queries):
    for url in ("/simulator", line.url, f"{line.url}/{case_id}"):
        finn.get(url)
        with count_queries() as seen:
            assert finn.get(url).status_code == 200
        assert len(seen) <= 12, seen


def test_paused_lines_are_closed(line, case_id, finn, dora):
    dora.post(f"/admin/channels/{line.id}/pause")
    assert session().get_one(Channel, line.id, populate_existing=True).is_active is False
    assert finn.get(line.url).status_code == 404
