"""Copies of replies by mail: whom the customer had in copy, as agents left it, over a real mail server."""

from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import default

import pytest

from hub.cases.actions.survey import ask_for_rating
from hub.cases.models import Case, CaseState
from hub.channels.contract import MessageState
from hub.core.db import session
from tests.channels import lines
from tests.channels.test_email_replies import Sending, message
from tests.channels.test_mail_smtp import Postbox, serving

IN_COPY = (
    f"Cc: Lawyer <Law@firm.example>, {lines.ADDRESS}, cleo@hub.test,\r\n"
    " care+c1.aaaaaaaaaaaaaaaa@house.test, Son <son@example.net>\r\n"
)


@pytest.fixture
def sending(ctx, at):
    channel = lines.mailbox(sender_name="Care Team")
    lines.arrive(channel, lines.letter(more=IN_COPY))
    return Sending(channel, lines.cases()[0].id, at)


def sent_to(postbox: Postbox) -> list[str]:
    return sorted(each.lower() for each in postbox.taken[-1].rcpt_tos)


@pytest.fixture
def postbox(sending) -> Iterator[Postbox]:
    """A mail server that takes everything."""
    made = Postbox()
    with serving(made) as config:
        sending.use(config)
        yield made


def test_who_was_in_copy_gets_the_reply_and_nobody_of_ours(sending, postbox, finn):
    page = finn.get(f"/cases/{sending.case_id}").text
    assert "law@firm.example" in page
    assert "for the first time" in page
    assert "of our own house, never in copy" in page
    preview = finn.post(f"/cases/{sending.case_id}/preview", body="We found it.").text
    assert "law@firm.example, son@example.net" in preview
    sending.reply()
    sending.later(20)
    assert sent_to(postbox) == ["law@firm.example", "marta@example.net", "son@example.net"]
    mail = BytesParser(policy=default).parsebytes(postbox.taken[0].content)
    assert "cleo" not in str(mail["Cc"])
    assert "copy to law@firm.example, son@example.net" in finn.get(f"/cases/{sending.case_id}").text


def test_agents_take_out_and_add_and_the_newest_mail_says_who_takes_part(sending, postbox, finn):
    url = f"/cases/{sending.case_id}/copies"
    finn.post(url, copy_drop="son@example.net", body="Half a sen")
    finn.post(url, copy_to="aunt@example.net", body="Half a sen")
    assert "Half a sen" in finn.get(f"/cases/{sending.case_id}").text
    sending.reply("Once more.")
    sending.later(20)
    assert sent_to(postbox) == ["aunt@example.net", "law@firm.example", "marta@example.net"]
    # the customer leaves the lawyer out; whom an agent took out stays out, whom they added stays in
    back = f"In-Reply-To: <{message_id(postbox)}>\r\nCc: son@example.net\r\n"
    lines.arrive(sending.channel, lines.letter("Thanks", id="2@x", more=back))
    assert len(lines.cases()) == 1
    sending.reply("At last.")
    sending.later(20)
    assert sent_to(postbox) == ["aunt@example.net", "marta@example.net"]
    assert finn.post(url, copy_put="son@example.net").status_code == 303
    whole = {"body": "To your niece.", "copy_to": "niece@example.net", "then": "wait"}
    assert finn.post(f"/cases/{sending.case_id}/replies", **whole).status_code == 303
    sending.later(20)
    assert sent_to(postbox) == [
        "aunt@example.net", "marta@example.net", "niece@example.net", "son@example.net",
    ]  # fmt: skip
    assert "took son@example.net out of the copy" in finn.get(f"/cases/{sending.case_id}").text


def test_who_must_not_be_in_copy_is_refused_and_no_text_is_lost(sending, finn, ada):
    url = f"/cases/{sending.case_id}/copies"
    many = " ".join(f"{n}@y.example" for n in range(10))
    for wrong in ("cleo@hub.test", lines.ADDRESS, "nonsense", "", many):
        refused = finn.post(url, copy_to=wrong, body="Half a sen")
        assert (refused.status_code, "Half a sen" in refused.text) == (422, True)
    wrong = finn.post(f"/cases/{sending.case_id}/replies", body="Whole text", copy_to="cleo@hub.test")
    assert (wrong.status_code, "Whole text" in wrong.text) == (422, True)
    assert ada.post(url, copy_to="me@evil.example").status_code == 404


def message_id(postbox: Postbox) -> str:
    mail = BytesParser(policy=default).parsebytes(postbox.taken[-1].content)
    return str(mail["Message-ID"]).strip("<>")


def test_who_is_in_copy_joins_no_case_by_its_subject_or_unseen(sending):
    """An answer of somebody in copy waits for a person; a mail with the same subject is another matter."""
    postbox = Postbox()
    with serving(postbox) as config:
        sending.use(config)
        sending.reply()
        sending.later(20)
    lawyer = "Lawyer <law@firm.example>"
    answer = lines.letter(
        "I add this", id="3@x", sender=lawyer, more=f"In-Reply-To: <{message_id(postbox)}>\r\n"
    )
    assert lines.arrive(sending.channel, answer).state == "quarantined"
    lines.arrive(sending.channel, lines.letter("Mine", id="4@x", sender=lawyer, subject="Re: Bag"))
    assert len(lines.cases()) == 2
    assert len(lines.messages(lines.cases()[0])) == 2


def test_a_copy_that_cannot_be_reached_is_told_and_the_reply_is_no_failure(sending, finn):
    refused = {"son@example.net": "550 5.1.1 no such user"}
    with serving(Postbox(rcpt=refused)) as config:
        sending.use(config)
        sent = sending.reply()
        sending.later(20)
    assert message(sent).state == MessageState.SENT
    assert "son@example.net, in copy, cannot be reached" in finn.get(f"/cases/{sending.case_id}").text
    with serving(Postbox(rcpt={"marta@example.net": "550 5.1.1 gone"})) as config:
        sending.use(config)
        sent = sending.reply("Again.")
        sending.later(20)
    assert message(sent).state == MessageState.FAILED  # the copies do not stand for the customer
    assert "Those in copy have it already" in message(sent).reason
    bounce = (
        "From: mailer-daemon@house.test\r\nTo: care@house.test\r\nSubject: Undelivered\r\n"
        "Message-ID: <b@x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; "
        'report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n\r\nSorry\r\n--b\r\n'
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        "Final-Recipient: rfc822; law@firm.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\n"
        f"Content-Type: message/rfc822\r\n\r\nMessage-ID: <{first_id(sending)}>\r\n\r\nx\r\n--b--\r\n"
    )
    lines.arrive(sending.channel, bounce.encode())
    assert "law@firm.example, in copy, cannot be reached" in finn.get(f"/cases/{sending.case_id}").text
    assert next(each for each in lines.messages(lines.cases()[0]) if each.is_ours).state == MessageState.SENT


def first_id(sending: Sending) -> str:
    ours = [each for each in lines.messages(session().get_one(Case, sending.case_id)) if each.is_ours]
    return str(ours[0].external_id)


def test_what_the_hub_writes_by_itself_goes_to_the_customer_alone(sending, finn):
    postbox = Postbox()
    with serving(postbox) as config:
        sending.use(config)
        sending.reply()
        sending.later(20)
        finn.post(f"/cases/{sending.case_id}/state", state=CaseState.SOLVED.value)
        case = session().get_one(Case, sending.case_id, populate_existing=True)
        ask_for_rating(case)
        sending.later(9_000)
    asked = [each for each in lines.messages(case) if each.automatic]
    assert asked
    assert [sorted(each.rcpt_tos) for each in postbox.taken[1:]] == [["marta@example.net"]]
