"""Cases of a Salesforce as cases here: what becomes of them, what never does, and how trouble is told."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.cases.models import Case, CaseState, Message, Note
from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import work_once
from hub.mirroring import notes, work
from hub.mirroring.models import MirroredTicket
from hub.qa import actions as qa
from tests import cast
from tests.channels.lines import cases, fresh, messages, open_channel
from tests.factories import make_answer, make_question
from tests.mirroring.organisation import (
    CASE,
    OTHER,
    Organisation,
    a_case,
    a_comment,
    a_mail,
    at,
    salesforce,
)

PRIVATE = "Internal: known since Monday"
FIRST = "2024-01-20T00:00:00+00:00"
__all__ = ["salesforce"]


@pytest.fixture
def channel(salesforce: Organisation) -> Channel:
    made = open_channel(
        ChannelKind.SALESFORCE, "sf", site=salesforce.site, login="k3y", secrets={"token": "s3cret"}
    )
    with transaction():
        fresh(made).created_at = datetime.fromisoformat(FIRST)
    return fresh(made)


def read(later: int = 0, times: int = 20) -> None:
    """Minutes later the account is asked for, and read until nothing is left to do then."""
    then = clock.now() + timedelta(minutes=later)
    with clock.at(then):
        work.ask_all()
    for step in range(times):
        with clock.at(then + timedelta(milliseconds=step + 1)):
            if not work_once({work.QUEUE: work.read_account}):
                return


def tickets() -> dict[str, MirroredTicket]:
    rows = session().scalars(select(MirroredTicket).execution_options(populate_existing=True))
    return {row.external_id: row for row in rows}


def case_of(number: str = CASE) -> Case:
    return session().get_one(Case, tickets()[number].case_id, populate_existing=True)


def inside(number: str = CASE) -> list[str]:
    statement = select(Note.text).where(Note.case_id == case_of(number).id).order_by(Note.at)
    return list(session().scalars(statement))


def said(number: str = CASE) -> list[str]:
    return [each.body for each in messages(case_of(number))]


def test_a_case_there_is_a_case_here_that_says_whose_it_is(channel, salesforce, finn):
    read()
    case = case_of()
    assert (case.subject, case.state, case.priority) == ("Router, red light", CaseState.OPEN, "high")
    assert (case.customer.name, said()) == ("Cust", ["It blinks red"])
    assert messages(case)[0].extra["salesforce"] == {"ticket": CASE, "comment": "02sxx0000000001AAA"}
    page = finn.get(f"/cases/{case.id}").text
    assert "Owned by Salesforce." in page
    assert "Ticket 00001026, Working there, with Ada Osei." in page
    assert f'href="{salesforce.site}/lightning/r/Case/{CASE}/view"' in page
    assert "Salesforce owns this case" in finn.post(f"/cases/{case.id}/replies", body="Hi").text
    assert finn.post(f"/cases/{case.id}/state", state="solved").status_code == 403
    numbers = finn.get(f"/cases/{case.id}/ticket").text
    assert "02sxx0000000001AAA" in numbers
    assert "00axx0000000001AAA" in numbers


def test_answers_are_read_there_and_not_inserted_where_no_reply_is_written(channel, salesforce, finn, drain):
    answer = make_answer(make_question(title="It blinks red"))
    qa.write_wording(cast.person("ben"), answer, "Please hold the button.")
    read()
    drain()
    pane = finn.get(f"/suggest?for=case:{case_of().id}&q=blinks+red", headers={"HX-Request": "true"}).text
    assert "It blinks red" in pane
    assert 'data-insert="#reply"' not in pane
    assert "Link it inside" in pane


def test_a_comment_that_is_not_published_is_a_note_and_never_a_message(channel, salesforce, finn):
    read()
    assert PRIVATE in inside()[0]
    every = session().scalars(select(Message)).all()
    assert every
    assert not [row for row in every if PRIVATE in f"{row.body}{row.html}{row.quoted}{row.extra}"]
    assert PRIVATE not in finn.get(f"/cases/{case_of().id}?part=log").text
    assert PRIVATE not in finn.get(f"/api/v1/cases/{case_of().id}/messages").text
    assert PRIVATE not in json.dumps([row.raw for row in tickets().values()])


@pytest.mark.parametrize("published", [False, None, "true", 1])
def test_only_what_is_said_to_be_published_is(channel, salesforce, published):
    salesforce.tables["CaseComment"] = [a_comment(1, PRIVATE, is_published=published)]
    read()
    assert PRIVATE not in said()
    assert PRIVATE in inside()[0]


@pytest.mark.parametrize(
    ("mail", "is_public"),
    [
        (a_mail(7, "To you", incoming=False), True),
        (a_mail(7, "You too", incoming=False, ToAddress="x@y.example", CcAddress="C <CUST@example.com>"),
         True),
        (a_mail(7, "To the maker", incoming=False, ToAddress="maker@parts.example"), False),
        (a_mail(7, "From the maker", FromAddress="maker@parts.example"), False),
        (a_mail(7, "Seen by all", FromAddress="maker@parts.example", CcAddress="cust@example.com"), True),
    ],
)  # fmt: skip
def test_a_mail_is_a_message_only_if_the_customer_wrote_or_got_it(channel, salesforce, mail, is_public):
    salesforce.tables["EmailMessage"].append(mail)
    read()
    assert (mail["TextBody"] in said()) is is_public
    assert any(mail["TextBody"] in each for each in inside()) is not is_public


def test_a_draft_is_nothing_yet(channel, salesforce):
    salesforce.tables["EmailMessage"].append(a_mail(7, "Dear", incoming=False, Status="5"))
    read()
    assert said() == ["It blinks red"]
    assert len(inside()) == 1


@pytest.mark.parametrize(
    ("more", "is_public"),
    [
        ({"SuppliedEmail": "cust@example.com"}, True),
        ({"SuppliedEmail": None}, False),
        ({"SuppliedEmail": None, "CreatedBy": {"Name": "Cust", "UserType": "CspLitePortal"}}, True),
    ],
)
def test_the_description_is_the_customers_only_where_they_wrote_it(channel, salesforce, more, is_public):
    salesforce.tables |= {"Case": [a_case(Description="Angry, be careful", **more)], "EmailMessage": []}
    read()
    assert said() == (["Angry, be careful"] if is_public else [])
    salesforce.tables["Case"] = [
        a_case(Description="Angry, do not refund", SystemModstamp=at("04T10:00:00"), **more)
    ]
    read(later=5)
    assert "Angry, do not refund" not in said(), "an agent may have changed it since"


def test_a_mail_without_plain_text_and_the_mail_below_it(channel, salesforce):
    html = "<p>Still red.</p><blockquote type=cite>On Monday, Support wrote: hello</blockquote>"
    salesforce.tables["EmailMessage"] = [a_mail(1, "", HtmlBody=html)]
    salesforce.tables["Case"][0]["Description"] = "Still red."
    read()
    [message] = messages(case_of())
    assert message.body == "Still red."
    assert "hello" in message.quoted


def test_reading_again_asks_only_for_what_is_new(channel, salesforce):
    read()
    asked = len(salesforce.asked)
    read(later=1)
    assert len(salesforce.asked) == asked, "it is asked every three minutes"
    read(later=5)
    assert len(salesforce.asked) == asked + 5, "five streams, and nothing of the overlap once more"
    salesforce.tables["CaseComment"].append(
        a_comment(2, "Fixed.", is_published=True, SystemModstamp=at("04T09:00:00"))
    )
    salesforce.tables["Case"][0] |= {"Status": "Closed", "IsClosed": True}
    read(later=10)
    assert said() == ["It blinks red", "Fixed."]
    assert messages(case_of())[1].is_ours
    assert (case_of().state, case_of().waiting_since) == (CaseState.CLOSED, None)
    assert len(cases()) == 2


def test_a_change_that_appears_late_is_read_by_the_overlap(channel, salesforce):
    read()
    salesforce.tables["CaseComment"].append(
        a_comment(3, "Written meanwhile", SystemModstamp=at("03T10:59:30"))
    )
    read(later=5)
    assert any("Written meanwhile" in each for each in inside())


def test_the_same_twice_and_in_the_wrong_order_is_one_message(channel, salesforce):
    late, early = a_mail(9, "And now?"), a_mail(3, "Hello?")
    salesforce.tables["EmailMessage"] = [late, early, late, a_mail(1, "It blinks red"), early]
    read()
    assert said() == ["It blinks red", "Hello?", "And now?"]
    assert case_of().excerpt == "And now?"


def test_what_is_changed_or_deleted_there_is_so_here(channel, salesforce, finn):
    salesforce.tables["CaseComment"].append(a_comment(2, "Your PIN is 4711", is_published=True))
    salesforce.tables["CaseComment"].append(a_comment(3, "Reset it", is_published=True))
    read()
    salesforce.tables["CaseComment"] = [
        a_comment(1, PRIVATE, IsDeleted=True, SystemModstamp=at("04T10:00:00")),
        a_comment(2, "Your PIN is ████", is_published=True, SystemModstamp=at("04T10:00:00")),
        a_comment(3, "Reset it", is_published=False, SystemModstamp=at("04T10:00:00")),
    ]
    read(later=5)
    assert said() == ["It blinks red", "Your PIN is ████", ""]
    assert PRIVATE not in "".join(inside())
    assert any("Reset it" in each for each in inside())
    page = finn.get(f"/cases/{case_of().id}").text
    assert "4711" not in page
    assert "was changed where it was written" in page


def test_a_deleted_case_takes_its_words_along(channel, salesforce):
    read()
    salesforce.tables["Case"][0] |= {"IsDeleted": True, "SystemModstamp": at("04T10:00:00")}
    read(later=5)
    case = case_of()
    assert (case.subject, case.excerpt, case.state) == ("Deleted in Salesforce", "", CaseState.CLOSED)
    assert said() == [""]
    assert PRIVATE not in "".join(inside())


def test_a_pass_that_expires_in_the_middle_of_a_page_is_renewed_once(channel, salesforce):
    salesforce.tables["Case"] += [a_case(f"500xx0000000{n:03}AAV") for n in range(100, 103)]
    salesforce.expires_at = 2
    read()
    assert len(tickets()) == 5
    assert salesforce.logins == 2
    assert fresh(channel).last_error == ""


def test_the_rest_of_a_page_that_is_not_kept_any_more_is_asked_anew(channel, salesforce):
    salesforce.tables["Case"] += [a_case(f"500xx0000000{n:03}AAV") for n in range(100, 103)]
    salesforce.next_url = "/services/data/v60.0/query/01gxx0000000000AAA-gone"
    read(times=1)
    salesforce.next_url = ""
    read()
    assert len(tickets()) == 5


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/x", "//elsewhere.example/x", "@elsewhere.example/"]
)
def test_an_answer_leads_nowhere_else(channel, salesforce, address):
    salesforce.tables["Case"] += [a_case(f"500xx0000000{n:03}AAV") for n in range(100, 103)]
    salesforce.next_url = address
    read()
    assert "leads somewhere else" in fresh(channel).last_error


def test_a_used_up_limit_is_waited_for(channel, salesforce):
    said = [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
    salesforce.refuses = {1: (403, said)}
    read()
    assert fresh(channel).is_active
    assert "daily limit" in fresh(channel).last_error
    read(later=50)
    assert tickets() == {}
    read(later=61)
    assert len(tickets()) == 2
    assert fresh(channel).last_error == ""


@pytest.mark.parametrize("when", [2, 4, 5])
def test_a_break_goes_on_where_it_was(channel, salesforce, when):
    salesforce.refuses = {when: (503, [{"message": "down", "errorCode": "SERVER_UNAVAILABLE"}])}
    read()
    assert "out of order" in fresh(channel).last_error
    read(later=1)
    assert (len(cases()), said(), len(inside())) == (2, ["It blinks red"], 1)
    assert fresh(channel).last_error == ""


def test_an_app_that_is_not_let_in_pauses_the_account_in_words(channel, salesforce, dora):
    salesforce.refuses_login = True
    read()
    assert not fresh(channel).is_active
    assert "invalid client credentials" in dora.get(f"/admin/channels/{channel.id}").text
    assert salesforce.asked == []


def test_an_organisation_without_mail_to_cases_is_read_all_the_same(channel, salesforce):
    del salesforce.tables["EmailMessage"]
    salesforce.tables["Case"][0]["Description"] = "It blinks red"
    read()
    assert said() == ["It blinks red"]
    assert tickets()[CASE].error == ""


def test_what_cannot_be_read_is_kept_and_the_rest_goes_on(channel, salesforce, dora):
    salesforce.tables["CaseComment"][0]["CreatedDate"] = "yesterday"
    salesforce.tables["Case"].append(a_case("500xx", SystemModstamp="never"))
    read()
    kept = tickets()
    assert kept[CASE].error == "“yesterday” is no moment."
    assert [row.error for id, row in kept.items() if id.startswith("?")] == ["It came without a number."]
    assert case_of(OTHER).subject == "Refund"
    salesforce.tables["CaseComment"][0]["CreatedDate"] = at("02T11:00:00")
    dora.post(f"/admin/channels/{channel.id}/mirror")
    read()
    assert (tickets()[CASE].error, said()) == ("", ["It blinks red"])


def test_an_administrator_connects_it_and_the_secret_never_comes_back(salesforce, dora):
    form = {
        "kind": "salesforce", "name": "Cases", "slug": "sf", "desk": cast.space("desk").id,
        "site": f"{salesforce.site}/", "login": "k3y", "token": "s3cret",
    }  # fmt: skip
    made = dora.post("/admin/channels", **form)
    assert made.status_code == 303, made.text
    channel = session().scalars(select(Channel).where(Channel.kind == ChannelKind.SALESFORCE)).one()
    assert "s3cret" not in channel.secrets + json.dumps(channel.settings)
    assert "s3cret" not in dora.get(f"/admin/channels/{channel.id}/settings").text
    done = dora.post(f"/admin/channels/{channel.id}/mirror")
    assert "Signed in as Mirror App" in dora.get(done.headers["Location"]).text
    assert "00D!" not in json.dumps([fresh(channel).cursor, fresh(channel).settings])


def allow_notes(channel: Channel) -> None:
    with transaction():
        row = fresh(channel)
        row.settings = {**row.settings, "private_notes": True}


def send_notes() -> None:
    while work_once({notes.QUEUE: notes.send_note}):
        pass


def test_a_note_goes_into_the_case_only_where_it_is_allowed_and_is_not_published(
    channel, salesforce, finn, ben
):
    read()
    id = case_of().id
    url = f"/cases/{id}/ticket"
    assert finn.post(f"{url}/notes", body="Hello").status_code == 403
    allow_notes(channel)
    assert ben.post(f"{url}/notes", body="Hello").status_code == 404
    refused = finn.post(f"{url}/notes", body="é" * 2_000)
    assert (refused.status_code, "Make it shorter" in refused.text) == (422, True)
    assert finn.post(f"{url}/notes", body="Reset it twice.").status_code == 303
    send_notes()
    words = f"Reset it twice.\n\nFinn Agent\nhttp://localhost/cases/{id}"
    assert salesforce.made == [{"ParentId": CASE, "CommentBody": words, "IsPublished": False}]
    assert "00axx0000000901AAA" in finn.get(url).text
    salesforce.tables["CaseComment"][-1]["SystemModstamp"] = at("05T10:00:00")
    read(later=5)
    assert not [each for each in [*inside(), *said()] if "Reset it twice" in each]


def test_a_note_whose_answer_was_lost_is_looked_for_before_it_is_sent_again(channel, salesforce, finn):
    read()
    allow_notes(channel)
    salesforce.loses_answers = True
    finn.post(f"/cases/{case_of().id}/ticket/notes", body="Reset it twice.")
    now: Any = clock.now()
    for minute in (0, 1):
        with clock.at(now + timedelta(minutes=minute)):
            send_notes()
    assert len(salesforce.made) == 1
    assert tickets()[CASE].notes["00axx0000000901AAA"] == 0
