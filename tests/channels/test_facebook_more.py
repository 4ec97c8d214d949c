"""What else a Page tells: files, names, what it said itself elsewhere, and how much we may still ask."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.cases.actions import fetching, replies
from hub.cases.models import Case, CaseState, Message
from hub.channels.contract import MessageState, adapter_of
from hub.channels.graph import checking, usage
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import session, transaction
from hub.files.models import StoredFile
from tests import cast
from tests.channels import lines
from tests.channels.page import PAGE, POST, Page, comment, delivery, message
from tests.channels.providers import PageLine
from tests.files.conftest import drawn


@pytest.fixture
def line(page: Page) -> PageLine:
    return PageLine(page)


def attached(page: Page, path: str, content: bytes, kind: str = "image") -> dict:
    page.files[path] = content
    return {"type": kind, "payload": {"url": f"{page.site}{path}?oh=secret"}}


def talk(line: PageLine, text: str = "", **more) -> Message:
    line.deliver(delivery(messaging=[message("m_1", text, **more)]))
    return (
        session()
        .scalars(select(Message).order_by(Message.id).execution_options(populate_existing=True))
        .first()
    )


def the_case() -> Case:
    return lines.cases()[0]


def test_a_picture_is_fetched_at_once_and_kept_behind_the_case(line, page, finn, ada, nobody):
    said = talk(line, "Look.", attachments=[attached(page, "/v/bag.png", drawn())])
    (kept,) = said.extra["kept"]
    assert (said.body, kept["name"], kept["image"]) == ("Look.", "bag.png", True)
    assert kept["url"] in finn.get(f"/cases/{said.case_id}").text
    assert finn.get(kept["url"]).status_code == 200
    assert ada.get(kept["url"]).status_code == 404, "who may not read the case gets at no file of it"
    assert nobody.get(kept["url"]).status_code != 200
    assert not any("access_token" in each for each in page.asked if "/v/bag" in each)
    assert "oh=secret" not in json.dumps([said.body, said.extra])


def test_what_cannot_be_kept_is_named_with_the_reason(line, page, finn, monkeypatch):
    monkeypatch.setattr(fetching, "LIMITS", replace(fetching.LIMITS, upload_bytes=1_000))
    files = [
        attached(page, "/v/run.exe", b"MZ" + bytes(40), "file"),
        attached(page, "/v/large.bin", bytes(2_000), "file"),
        {"type": "video", "payload": {"url": f"{page.site}/v/gone.mp4"}},
        {"type": "image", "payload": {"url": "http://10.0.0.7/inside.png"}},
    ]
    said = talk(line, attachments=files)
    why = {each["name"]: each["size"] for each in said.extra["kept"]}
    assert session().scalars(select(StoredFile)).all() == []
    assert "Programs" in why["run.exe"]
    assert "larger than" in why["large.bin"]
    assert "not there any more" in why["gone.mp4"]
    assert "cannot be reached" in why["inside.png"]
    assert "Programs and scripts are not kept" in finn.get(f"/cases/{said.case_id}").text


def test_a_file_goes_with_its_message(line, page, finn):
    said = talk(line, "Look.", attachments=[attached(page, "/v/bag.png", drawn())])
    url = said.extra["kept"][0]["url"]
    gone = message("m_1", "", is_deleted=True)
    line.deliver(delivery(messaging=[gone]))
    assert finn.get(url).status_code == 404


def test_a_message_has_the_name_of_its_profile_unless_a_colleague_gave_one(line, page):
    page.names["psid-marta"] = {"first_name": "Marta", "last_name": "Kovač"}
    said = talk(line, "Hello?")
    assert said.case.customer.name == "Marta Kovač"
    with transaction():
        said.case.customer.name = "Marta of Oslo"
    page.names["psid-marta"] = {"first_name": "M", "last_name": "K"}
    with transaction():
        checking.ask_for(lines.fresh(line.channel), "person", {"psid-marta "})
    lines.work()
    assert the_case().customer.name == "Marta of Oslo"


def test_an_answer_of_the_pages_own_tool_is_in_the_case_and_ends_the_waiting(line, finn, at):
    line.deliver(delivery(comment("901_1", "Where is my bag?")))
    assert the_case().due_at is not None
    at(timedelta(minutes=5))
    line.deliver(delivery(comment("901_9", "It is at the desk.", who=PAGE, parent_id="901_1")))
    case = the_case()
    asked, told = lines.messages(case)
    assert (told.body, told.state, told.author_id) == ("It is at the desk.", MessageState.SENT, None)
    assert (case.waiting_since, case.due_at, case.state) == (None, None, CaseState.WAITING_CUSTOMER)
    assert case.replied_at == told.at
    shown = finn.get(f"/cases/{case.id}").text
    assert "answered elsewhere" in shown
    assert "Answered elsewhere: not through this desk" in shown
    line.deliver(
        delivery(comment("901_9", "It is at the desk.", who=PAGE, parent_id="901_1"), at=clock.now())
    )
    assert len(lines.messages(case)) == 2, "once"
    at(timedelta(minutes=5))
    line.deliver(delivery(comment("901_10", "Thanks, and the other?", parent_id="901_1")))
    assert the_case().due_at is not None
    assert asked.state == MessageState.RECEIVED


def test_a_foreign_echo_in_a_talk_answers_it_and_what_is_older_than_the_question_does_not(line, at):
    talk(line, "Hello?")
    echo = message("m_5", "We are on it.", PAGE, is_echo=True, app_id=99) | {
        "recipient": {"id": "psid-marta"}
    }
    line.deliver(delivery(messaging=[echo | {"timestamp": 1_000}]))
    assert the_case().waiting_since is not None, "before they asked"
    line.deliver(delivery(messaging=[echo | {"message": echo["message"] | {"mid": "m_6"}}]))
    assert the_case().waiting_since is None
    nobodys = echo | {"recipient": {"id": "psid-nora"}, "message": echo["message"] | {"mid": "m_7"}}
    line.deliver(delivery(messaging=[nobodys]))
    assert len(lines.cases()) == 1


def test_in_a_thread_of_several_the_one_who_spoke_last_is_answered(line, at):
    line.deliver(delivery(comment("901_1", "Where is my bag?")))
    at(timedelta(minutes=1))
    line.deliver(delivery(comment("901_2", "Mine too!", who="psid-nora", parent_id="901_1")))
    at(timedelta(minutes=2))
    line.deliver(delivery(comment("901_9", "At the desk.", who=PAGE, parent_id="901_1")))
    waits = {each.customer.name: each.waiting_since is not None for each in lines.cases()}
    assert waits == {"Marta": True, "Nora": False}


def test_a_reply_whose_answer_was_lost_is_ours_and_stands_once(line, page, at):
    line.deliver(delivery(comment("901_1", "Where is my bag?")))
    page.loses_answers = True
    sent = replies.send_reply(cast.person("finn"), the_case(), "It is at the desk.", way="public").id
    at(timedelta(seconds=20))
    lines.work()
    line.deliver(delivery(comment("901_ours0", "It is at the desk.", who=PAGE, parent_id="901_1")))
    lines.work()
    asked, reply = lines.messages(the_case())
    assert (reply.id, reply.external_id, reply.state) == (sent, "901_ours0", MessageState.DELIVERED)
    assert asked.case.state == CaseState.WAITING_CUSTOMER


def test_reading_slows_down_at_eighty_percent_and_all_pauses_at_a_hundred(line, page, dora, at):
    def check() -> Channel:
        at(timedelta(minutes=16))
        checking.ask_all()
        lines.work()
        return lines.fresh(line.channel)

    page.headers = {"X-App-Usage": '{"call_count":83,"total_time":12,"total_cputime":3}'}
    channel = check()
    assert usage.is_high(channel)
    assert "83 %, reading slows down" in dora.get(f"/admin/channels/{channel.id}").text
    asked = len(page.asked)
    line.deliver(delivery(comment("901_1", "Where is my bag?")))
    assert len(page.asked) == asked, "the post can wait"
    row = {"type": "pages", "call_count": 100, "total_time": 1, "estimated_time_to_regain_access": 40}
    page.headers = {"X-Business-Use-Case-Usage": json.dumps({PAGE: [row]})}
    channel = check()
    assert "for 40 minutes" in adapter_of(channel).health(channel)
    page.headers, asked = {}, len(page.asked)
    replies.send_reply(cast.person("finn"), the_case(), "It is at the desk.", way="public")
    at(timedelta(seconds=20))
    lines.work()
    assert len(page.asked) == asked
    assert "All that Facebook allows is used up" in dora.get(f"/admin/channels/{channel.id}").text
    at(timedelta(minutes=41))
    lines.work()
    assert list(page.public.values()) == [("901_1", "It is at the desk.")]
    assert adapter_of(channel).health(lines.fresh(channel)) == ""
    at(timedelta(hours=1))
    lines.work()
    assert any(POST in each for each in page.asked), "what waited is asked for in the end"
