"""Replies by mail, through the desk's own workers and real servers: headers, states, whole round trips."""

from dataclasses import dataclass
from datetime import timedelta
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest

from hub.cases.actions import handling, replies
from hub.cases.actions.attaching import attach_file
from hub.cases.models import Case, Identity, Message
from hub.channels import polling
from hub.channels.contract import ChannelKind, MessageState
from hub.channels.models import Channel
from hub.core.db import session, transaction
from tests import cast
from tests.channels import lines
from tests.channels.test_mail_smtp import Postbox, scripted, serving
from tests.servers import free_port
from tests.servers_dovecot import MailServer, mail_server

__all__ = ["mail_server"]


@dataclass
class Sending:
    """A reply on its way out, and the case it belongs to."""

    channel: Channel
    case_id: int
    at: Any

    def reply(self, text: str = "We **found** it.") -> int:
        case = session().get_one(Case, self.case_id, populate_existing=True)
        return replies.send_reply(cast.person("finn"), case, text).id

    def later(self, seconds: float) -> None:
        self.at(timedelta(seconds=seconds))
        lines.work()

    def use(self, config: Any) -> None:
        with transaction():
            channel = lines.fresh(self.channel)
            channel.settings = {
                **channel.settings, "smtp_host": config.host, "smtp_port": config.port,
                "smtp_security": "none",
            }  # fmt: skip


@pytest.fixture
def sending(ctx, at):
    channel = lines.mailbox(sender_name="Care Team")
    lines.arrive(channel, lines.letter())
    return Sending(channel, lines.cases()[0].id, at)


def message(id: int) -> Message:
    return session().get_one(Message, id, populate_existing=True)


def test_a_reply_goes_out_and_its_answer_comes_home(sending):
    """Out with everything that brings the answer back, then the answer itself, from the same customer."""
    postbox = Postbox()
    with serving(postbox) as config:
        sending.use(config)
        sent = sending.reply()
        sending.later(20)
    assert message(sent).state == MessageState.SENT
    mail = BytesParser(policy=default).parsebytes(postbox.taken[0].content)
    assert mail["Message-ID"].strip("<>") == message(sent).external_id
    assert mail["In-Reply-To"] == "<1@example.net>"
    assert mail["Subject"] == "Re: Bag"
    assert "<strong>found</strong>" in mail.get_body(("html",)).get_content()
    assert mail["Auto-Submitted"] is None
    tagged = mail["Reply-To"].addresses[0].addr_spec
    lines.arrive(sending.channel, lines.letter("Thank you", id="2@x", to=tagged, subject="Hi"))
    assert [each.body for each in lines.messages(lines.cases()[0])][-1] == "Thank you"
    assert len(lines.cases()) == 1


def test_i01_no_note_reaches_a_customer(sending):
    """Whatever is written inside, and however it begins, the mail holds the reply alone."""
    postbox = Postbox()
    finn = cast.person("finn")
    with serving(postbox) as config:
        sending.use(config)
        for note in ("Note: secret-one", "reply: secret-two", "> secret-three"):
            handling.add_note(finn, session().get_one(Case, sending.case_id), note)
        sending.reply("All is well.")
        sending.later(20)
    assert len(postbox.taken) == 1
    assert b"secret" not in postbox.taken[0].content
    assert b"All is well." in postbox.taken[0].content


def test_the_server_is_busy_and_then_takes_it(sending):
    postbox = Postbox(data="451 4.3.0 try later")
    with serving(postbox) as config:
        sending.use(config)
        sent = sending.reply()
        sending.later(20)
        assert message(sent).state == MessageState.QUEUED
        assert "try later" in message(sent).reason
        first = message(sent).external_id
        postbox.data = "250 taken"
        sending.later(40)
    assert (message(sent).state, message(sent).external_id) == (MessageState.SENT, first)
    ids = {BytesParser(policy=default).parsebytes(each.content)["Message-ID"] for each in postbox.taken}
    assert len(ids) == 1


def test_a_refusal_is_shown_in_words(sending, finn):
    with serving(Postbox(rcpt={"marta@example.net": "550 5.1.1 no such user"})) as config:
        sending.use(config)
        sent = sending.reply()
        sending.later(20)
    assert message(sent).state == MessageState.FAILED
    assert "no such user" in message(sent).reason
    assert "no such user" in finn.get(f"/cases/{sending.case_id}").text


def test_a_line_lost_after_the_mail_is_unknown_and_not_repeated(sending):
    steps = (b"220 hi", b"250 ok", b"250 ok", b"250 ok", b"354 go")
    with scripted(*steps) as config:
        sending.use(config)
        sent = sending.reply()
        sending.later(20)
    assert message(sent).state == MessageState.UNKNOWN
    assert message(sent).external_id
    sending.later(4000)
    assert message(sent).state == MessageState.UNKNOWN


def test_a_dead_server_is_tried_again_and_given_up_in_words(sending):
    sending.use(type("Nowhere", (), {"host": "127.0.0.1", "port": free_port()}))
    sent = sending.reply()
    sending.later(20)
    assert message(sent).state == MessageState.QUEUED
    for _ in range(8):
        sending.later(4000)
    assert message(sent).state == MessageState.FAILED
    assert "could not be reached" in message(sent).reason


def test_without_a_server_it_says_so(sending):
    sent = sending.reply()
    sending.later(20)
    assert message(sent).state == MessageState.FAILED
    assert "No mail server is set up" in message(sent).reason


def test_a_worker_that_died_while_sending_leaves_it_unknown(sending):
    postbox = Postbox()
    with serving(postbox) as config:
        sending.use(config)
        sent = sending.reply()
        with transaction():
            message(sent).state = MessageState.SENDING
        sending.later(20)
    assert message(sent).state == MessageState.UNKNOWN
    assert postbox.taken == []


def test_the_form_answers_from_the_mailbox_that_hears(ctx, at, nobody, sending):
    """A reply to a form goes out by mail, and the answer to it comes into the form's case."""
    postbox = Postbox()
    with serving(postbox) as config:
        sending.use(config)
        form = lines.form(replies_from="mail", address="")
        item = {
            "key": "form:1",
            "name": "Ida",
            "address": "ida@example.net",
            "subject": "Hat",
            "text": "Gone",
        }
        lines.put_fields(form, item)
        sending.case_id = next(case.id for case in lines.cases() if case.channel_id == form.id)
        sent = sending.reply()
        sending.later(20)
    assert message(sent).state == MessageState.SENT
    mail = BytesParser(policy=default).parsebytes(postbox.taken[0].content)
    assert mail["In-Reply-To"] is None
    back = lines.letter(
        "Thanks", sender="ida@example.net", id="5@x", to=mail["Reply-To"].addresses[0].addr_spec
    )
    lines.arrive(sending.channel, back)
    case = session().get_one(Case, sending.case_id, populate_existing=True)
    assert [each.body for each in lines.messages(case)][-1] == "Thanks"


@pytest.mark.mailserver
def test_from_the_mailbox_and_back(sending, mail_server: MailServer, dora):
    """Fetched once, the place remembered, paused and resumed, read by the desk."""
    with transaction():
        channel = lines.fresh(sending.channel)
        channel.settings = {
            **channel.settings, "imap_host": mail_server.host, "imap_port": mail_server.port,
            "imap_security": "none", "imap_user": mail_server.user,
        }  # fmt: skip
    url = f"/admin/channels/{sending.channel.id}"
    dora.post(url + "/look")
    assert "refused to sign us in" in dora.get(url).text
    form = {"kind": "email", "name": "Mail", "slug": "mail", "desk": str(cast.space("desk").id)}
    settings = {name: str(value) for name, value in lines.fresh(channel).settings.items() if value}
    settings.pop("tagged", None)
    saved = dora.post(url + "/settings", **form, **settings, imap_password=mail_server.password)
    assert saved.status_code == 303
    for n in range(3):
        mail_server.deliver(lines.letter(f"Mail {n}", id=f"m{n}@x", subject=f"S {n}"))
    assert polling.look_once(lines.fresh(channel)) == 3
    assert polling.look_once(lines.fresh(channel)) == 0
    lines.work()
    assert len(lines.cases()) == 4
    assert lines.fresh(channel).cursor["last_uid"] == 3
    with transaction():  # the server numbers its folder anew: everything is read again, nothing doubled
        lines.fresh(channel).cursor = {"uidvalidity": 1, "last_uid": 99}
    assert polling.look_once(lines.fresh(channel)) == 0
    assert lines.fresh(channel).cursor["last_uid"] == 3


ELSEWHERE = "In-Reply-To: <1@example.net>\r\nReply-To: <office@example.org>\r\n"


def where(case_id: int) -> str:
    return session().get_one(Case, case_id, populate_existing=True).address


def test_another_address_is_answered_only_when_an_agent_says_so(sending, finn):
    """Anybody can write a Reply-To: it is shown with where replies go, and never just followed."""
    case_id, page = sending.case_id, f"/cases/{sending.case_id}"
    lines.arrive(sending.channel, lines.letter("Again", id="2@x", more=ELSEWHERE))
    assert where(case_id) == "marta@example.net"
    shown = finn.get(page).text
    assert "Replies go to marta@example.net." in shown
    assert "asks for answers at office@example.org" in shown
    assert finn.post(f"{page}/address", address="thief@example.org").status_code == 422
    assert finn.post(f"{page}/address", address="office@example.org").status_code == 303
    postbox = Postbox()
    with serving(postbox) as config:
        sending.use(config)
        sending.reply()
        sending.later(20)
    assert postbox.taken[0].rcpt_tos == ["office@example.org"]
    shown = finn.get(page).text
    assert "Replies go to office@example.org now, no longer to marta@example.net" in shown
    assert finn.post(f"{page}/address", address="marta@example.net").status_code == 303, "and back"
    assert where(case_id) == "marta@example.net"


def test_an_address_of_the_same_customer_is_followed_and_of_another_never(sending, finn):
    with transaction() as db:
        customer = session().get_one(Case, sending.case_id).customer_id
        db.add(Identity(customer_id=customer, kind=ChannelKind.EMAIL, address="office@example.org"))
    lines.arrive(sending.channel, lines.letter("Again", id="2@x", more=ELSEWHERE))
    assert where(sending.case_id) == "office@example.org"
    reply_to = "Reply-To: office@example.org\r\n"
    mine = lines.letter("Mine", sender="ida@example.net", id="3@x", subject="Other", more=reply_to)
    lines.arrive(sending.channel, mine)
    other = lines.cases()[-1].id
    assert where(other) == "ida@example.net"
    refused = finn.post(f"/cases/{other}/address", address="office@example.org")
    assert refused.status_code == 422
    assert "another customer" in refused.text
    assert where(other) == "ida@example.net"


def test_files_go_along_as_parts_of_the_mail(sending):
    """Over a real line: the text in both forms, then each file with its name and its bytes."""
    postbox, finn = Postbox(), cast.person("finn")
    with serving(postbox) as config:
        sending.use(config)
        case = session().get_one(Case, sending.case_id)
        attach_file(finn, case, "Prüfbericht.pdf", b"%PDF-1.4 \x00\xff")
        attach_file(finn, case, "list.txt", b"one\ntwo\n")
        sent = sending.reply()
        sending.later(20)
    assert message(sent).state == MessageState.SENT
    mail = BytesParser(policy=default).parsebytes(postbox.taken[0].content)
    assert "found" in mail.get_body(("plain",)).get_content()
    assert "<strong>found</strong>" in mail.get_body(("html",)).get_content()
    files = [(each.get_filename(), each.get_payload(decode=True)) for each in mail.iter_attachments()]
    assert files == [("Prüfbericht.pdf", b"%PDF-1.4 \x00\xff"), ("list.txt", b"one\ntwo\n")]
