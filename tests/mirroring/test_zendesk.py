"""Tickets of a Zendesk account as cases: what becomes of them, what never does, and how trouble is told."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.cases.models import Case, CaseState, Customer, Identity, Message, Note
from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import work_once
from hub.mirroring import notes, work
from hub.mirroring.models import MirroredTicket
from tests import cast
from tests.channels.lines import cases, fresh, messages, open_channel
from tests.mirroring.account import Account, sample, zendesk

PRIVATE = "Internal: looks like browser cache"
__all__ = ["zendesk"]


@pytest.fixture
def channel(zendesk: Account) -> Channel:
    return open_channel(
        ChannelKind.ZENDESK, "tickets", site=zendesk.site, login="ada@acme.example",
        secrets={"token": "t0k3n"},
    )  # fmt: skip


def read(times: int = 10) -> None:
    """The account is asked for and read until nothing is left to do now."""
    work.ask_all()
    for _time in range(times):
        if not work_once({work.QUEUE: work.read_account}):
            return


def tickets() -> dict[str, MirroredTicket]:
    rows = session().scalars(select(MirroredTicket).execution_options(populate_existing=True))
    return {row.external_id: row for row in rows}


def case_of(ticket: str) -> Case:
    return session().get_one(Case, tickets()[ticket].case_id, populate_existing=True)


def test_a_ticket_becomes_a_case_that_says_whose_it_is(channel, zendesk, finn):
    read()
    assert {id: row.state for id, row in tickets().items()} == {"1": "solved", "2": "deleted", "3": "open"}
    case = case_of("1")
    assert (case.subject, case.state, case.priority) == ("Checkout broken", CaseState.SOLVED, "high")
    assert case.customer.name == "Cust"
    [message] = messages(case)
    assert message.body == "The button does nothing"
    assert message.extra["zendesk"] == {"ticket": "1", "comment": "9001"}
    assert fresh(channel).cursor == {"after": "MTU4"}
    page = finn.get(f"/cases/{case_of('3').id}").text
    assert "Owned by Zendesk." in page
    assert f'href="{zendesk.site}/agent/tickets/3"' in page
    assert 'name="body"' not in page.split('id="compose"')[1].split("</section>")[0]


def test_a_private_comment_is_a_note_and_never_a_message(channel, zendesk, finn):
    read()
    case = case_of("1")
    assert PRIVATE in session().scalars(select(Note.text)).one()
    said = session().scalars(select(Message)).all()
    assert said
    assert not [row for row in said if PRIVATE in f"{row.body}{row.html}{row.quoted}{row.extra}"]
    assert PRIVATE not in case.excerpt + case.subject
    assert PRIVATE not in json.dumps(tickets()["1"].raw)
    assert PRIVATE in finn.get(f"/cases/{case.id}/inside").text
    assert PRIVATE not in finn.get(f"/cases/{case.id}?part=log").text
    assert PRIVATE not in finn.get(f"/api/v1/cases/{case.id}/messages").text


@pytest.mark.parametrize("public", [False, None, "true", 1])
def test_only_what_is_said_to_be_public_is(channel, zendesk, public):
    zendesk.comments["1"][0]["public"] = public
    read()
    assert messages(case_of("1")) == []
    assert session().scalars(select(Note)).all()


def test_what_is_made_internal_later_stops_being_a_message(channel, zendesk):
    read()
    zendesk.comments["1"][0]["public"] = False
    again(zendesk)
    [message] = messages(case_of("1"))
    assert (message.body, message.html) == ("", "")
    assert set(tickets()["1"].notes) == {"9001", "9002"}


def test_an_answer_there_ends_the_waiting_here(channel, zendesk):
    zendesk.comments["3"] = [
        {"id": 9100 + hour, "author_id": who, "plain_body": "Still red.", "public": True,
         "created_at": f"2024-01-02T{hour}:00:00Z"}
        for hour, who in ((10, 1001), (11, 501))
    ]  # fmt: skip
    read()
    assert case_of("3").waiting_since is None
    assert case_of("3").excerpt == "Still red."
    assert "start_time=0" not in zendesk.asked[0]


def again(zendesk: Account, **changes: Any) -> None:
    """The account gives ticket 1 once more, changed."""
    row = {**sample("incremental-tickets-cursor-1.json")["tickets"][0], **changes}
    cursor = session().scalars(select(Channel.cursor)).all()[-1]["after"]
    zendesk.pages[cursor] = {"tickets": [row], "after_cursor": f"{cursor}x", "end_of_stream": True}
    with clock.at(clock.now() + timedelta(minutes=1)):
        read()


def test_reading_again_changes_nothing_and_an_update_is_followed(channel, zendesk):
    read()
    case = case_of("1")
    again(zendesk)
    assert len(messages(case)) == 1
    assert len(session().scalars(select(Note)).all()) == 1
    zendesk.comments["1"].append(
        {"id": 9003, "author_id": 501, "plain_body": "Cleared.", "public": True,
         "created_at": "2024-01-03T10:00:00Z"}
    )  # fmt: skip
    again(zendesk, status="pending")
    case = case_of("1")
    assert [each.body for each in messages(case)] == ["The button does nothing", "Cleared."]
    assert messages(case)[1].is_ours
    assert case.state == CaseState.WAITING_CUSTOMER
    assert len(cases()) == 2


def test_a_deleted_ticket_takes_its_words_along(channel, zendesk):
    read()
    again(zendesk, status="deleted")
    case = case_of("1")
    assert (case.subject, case.excerpt, case.state) == ("Deleted in Zendesk", "", CaseState.CLOSED)
    assert [each.body for each in messages(case)] == [""]
    assert PRIVATE not in session().scalars(select(Note.text)).one()


def test_nothing_is_changed_here_and_it_says_why(channel, zendesk, finn):
    read()
    id = case_of("3").id
    tries = (("state", {"state": "solved"}), ("assignee", {"to": "me"}), ("replies", {"body": "Hi"}))
    for path, form in tries:
        answer = finn.post(f"/cases/{id}/{path}", **form)
        assert answer.status_code == 403
        assert "Zendesk owns this case" in answer.text
    assert case_of("3").state == CaseState.OPEN
    assert case_of("3").due_at is None  # nobody here could keep a promise
    assert case_of("3").waiting_since is not None
    assert finn.post(f"/cases/{id}/notes", body="Known since Monday.").status_code == 303


@pytest.mark.parametrize("is_proven", [True, False])
def test_a_known_customer_is_known_only_by_a_proven_address(channel, zendesk, is_proven):
    def marta() -> int:
        with transaction() as db:
            other = Customer(name="Marta", created_at=clock.now())
            db.add(other)
            db.flush()
            db.add(Identity(customer_id=other.id, kind=ChannelKind.EMAIL, address="cust@example.com"))
        return int(other.id)

    known = marta()
    zendesk.users[0]["verified"] = is_proven
    read()
    assert (case_of("1").customer_id == known) is is_proven


def test_an_account_that_asks_us_to_wait_is_waited_for(channel, zendesk):
    zendesk.refuses = [(429, {"Retry-After": "93"})]
    now = clock.now()
    with clock.at(now):
        read()
        assert tickets() == {}
        assert "slow down" in fresh(channel).last_error
    with clock.at(now + timedelta(seconds=90)):
        read()
        assert tickets() == {}
    with clock.at(now + timedelta(seconds=95)):
        read()
    assert len(tickets()) == 3
    assert fresh(channel).last_error == ""


def test_a_break_between_tickets_goes_on_where_it_was(channel, zendesk):
    zendesk.refuses = [(200, {}), (503, {})]
    now = clock.now()
    with clock.at(now):
        read()
        assert fresh(channel).cursor == {"after": "MTU3"}
        assert "out of order" in fresh(channel).last_error
    with clock.at(now + timedelta(minutes=1)):
        read()
    assert len(cases()) == 2
    assert sum("start_time" in each for each in zendesk.asked) == 1


def test_a_refused_token_pauses_the_account_in_words(channel, zendesk, dora):
    zendesk.refuses = [(401, {})]
    read()
    assert not fresh(channel).is_active
    page = dora.get(f"/admin/channels/{channel.id}").text
    assert "does not accept the login or the token" in page
    assert "Needs a look" in dora.get("/admin/channels").text
    read()
    assert len(zendesk.asked) == 1


def test_what_cannot_be_read_is_kept_and_the_rest_goes_on(channel, zendesk, dora):
    zendesk.pages[""]["tickets"].insert(0, {"subject": "no number"})
    zendesk.comments["1"][0]["created_at"] = "yesterday"
    read()
    kept = tickets()
    assert kept["1"].error == "“yesterday” is no moment."
    assert kept["1"].case_id is None
    assert [row.error for id, row in kept.items() if id.startswith("?")] == ["It came without a number."]
    assert case_of("3").subject == "Router red"
    zendesk.comments["1"][0]["created_at"] = "2024-01-02T10:00:00Z"
    page = dora.get(f"/admin/channels/{channel.id}").text
    assert "is no moment" in page
    dora.post(f"/admin/channels/{channel.id}/mirror")
    read()
    assert tickets()["1"].error == ""


def test_an_administrator_connects_it_and_the_token_never_comes_back(zendesk, dora, finn):
    form = {
        "kind": "zendesk", "name": "Tickets", "slug": "tickets", "desk": cast.space("desk").id,
        "site": f"{zendesk.site}/", "login": "ada@acme.example", "token": "t0k3n",
    }  # fmt: skip
    made = dora.post("/admin/channels", **form)
    assert made.status_code == 303, made.text
    channel = session().scalars(select(Channel).where(Channel.kind == ChannelKind.ZENDESK)).one()
    assert "t0k3n" not in channel.secrets + json.dumps(channel.settings)
    assert "t0k3n" not in dora.get(f"/admin/channels/{channel.id}/settings").text
    assert finn.post(f"/admin/channels/{channel.id}/mirror").status_code == 403
    said = dora.post(f"/admin/channels/{channel.id}/mirror")
    assert "Signed in as Ada Osei" in dora.get(said.headers["Location"]).text
    zendesk.me = {"id": None, "name": "Anonymous user", "role": "end-user"}
    said = dora.post(f"/admin/channels/{channel.id}/mirror")
    assert "does not accept" in dora.get(said.headers["Location"]).text


def send_notes() -> None:
    while work_once({notes.QUEUE: notes.send_note}):
        pass


def allow_notes(channel: Channel) -> None:
    with transaction():
        row = fresh(channel)
        row.settings = {**row.settings, "private_notes": True}


def test_a_note_goes_into_the_ticket_only_where_it_is_allowed_and_never_in_public(
    channel, zendesk, finn, ben
):
    read()
    id = case_of("3").id
    url = f"/cases/{id}/ticket"
    assert "A private note into the ticket" not in finn.get(url).text
    assert finn.post(f"{url}/notes", body="Hello").status_code == 403
    allow_notes(channel)
    assert ben.get(url).status_code == ben.post(f"{url}/notes", body="Hello").status_code == 404
    assert finn.post(f"{url}/notes", body="Reset it twice.").status_code == 303
    send_notes()
    [sent] = zendesk.put
    assert sent["ticket"] == {
        "comment": {
            "body": f"Reset it twice.\n\nFinn Agent\nhttp://localhost/cases/{id}", "public": False,
        }
    }  # fmt: skip
    assert "7001" in finn.get(url).text
    row = {**sample("incremental-tickets-cursor-2.json")["tickets"][1]}
    zendesk.pages["MTU4"] = {"tickets": [row], "after_cursor": "Z", "end_of_stream": True}
    read()
    assert not session().scalars(select(Note).where(Note.case_id == id)).all()
    assert not [each for each in messages(case_of("3")) if "Reset" in each.body]


def test_a_note_whose_answer_was_lost_is_looked_for_before_it_is_sent_again(channel, zendesk, finn):
    read()
    allow_notes(channel)
    zendesk.loses_answers = True
    finn.post(f"/cases/{case_of('3').id}/ticket/notes", body="Reset it twice.")
    now = clock.now()
    for minute in (0, 1):
        with clock.at(now + timedelta(minutes=minute)):
            send_notes()
    assert len(zendesk.put) == 1
    assert tickets()["3"].notes == {"7001": 0}


def test_both_numbers_of_a_message_stand_on_the_page_of_the_ticket(channel, zendesk, finn, ben):
    read()
    case = case_of("1")
    page = finn.get(f"/cases/{case.id}/ticket").text
    [message] = messages(case)
    assert f"Message {message.id}" in page
    assert "9001" in page
    assert "9002" in page
    assert ben.get(f"/cases/{case.id}/ticket").status_code == 404
