"""Mail becomes cases: the right case or none, once, with the right text; nothing is ever lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.cases.actions import handling, replies
from hub.cases.models import Case, Message
from hub.channels.arrivals import LOOP_MAILS, take_mail
from hub.channels.contract import ChannelKind, MessageState
from hub.channels.email.accounts import loop_mark, mail_key
from hub.channels.email.parse import parse
from hub.channels.email.threading import make_message_id, make_reply_address
from hub.channels.models import InboxItem, InboxState
from hub.core.db import session, transaction
from tests import cast
from tests.channels import lines, mail_samples
from tests.channels.mail_samples import needs_samples

QUOTE = "\r\n\r\nOn Mon, 2 Nov 2026 at 10:00, Care <care@house.test> wrote:\r\n> How are you?\r\n"
BOUNCE = (
    "From: MAILER-DAEMON@mx.test\r\nTo: care@house.test\r\nSubject: Undelivered\r\n"
    "Message-ID: <b{n}@mx.test>\r\n"
    "Return-Path: <>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain\r\n\r\nIt did not work.\r\n"
    "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n"
    "Final-Recipient: rfc822; marta@example.net\r\nAction: {action}\r\nStatus: {status}\r\n"
    "Diagnostic-Code: smtp; {status} mailbox gone\r\n"
    "--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{id}>\r\nSubject: Bag\r\n\r\nx\r\n--b--\r\n"
)


@pytest.fixture
def channel(ctx):
    return lines.mailbox()


@pytest.fixture
def case(channel):
    lines.arrive(channel, lines.letter())
    return lines.cases()[0]


def token_to(case) -> str:
    return make_reply_address(lines.ADDRESS, case.id, mail_key())


@needs_samples
@pytest.mark.parametrize("name", mail_samples.names("**/*.eml"))
def test_every_sample_becomes_a_case_or_is_kept_and_shown(channel, finn, name):
    raw = (mail_samples.FOLDER / name).read_bytes()
    item = lines.arrive(channel, raw)
    assert item.raw == raw
    assert item.state in (InboxState.DONE, InboxState.IGNORED)
    if item.state == InboxState.IGNORED:
        assert len(item.reason) > 20
        assert finn.get(f"/admin/channels/{channel.id}?state=ignored").text.count("/items/") == 1
        return
    message = session().get_one(Message, item.message_id)
    assert message.body.strip()
    assert finn.get(f"/cases/{message.case_id}").status_code == 200


def test_a_mail_opens_a_case_with_its_text(channel, case):
    assert (case.subject, case.address, case.customer.name) == ("Bag", "marta@example.net", "Marta K")
    assert [message.body for message in lines.messages(case)] == ["My bag is gone."]


def test_what_was_quoted_stands_apart(channel, ctx):
    lines.arrive(channel, lines.letter("Still gone." + QUOTE))
    message = lines.messages(lines.cases()[0])[0]
    assert message.body == "Still gone."
    assert "How are you?" in message.quoted


def test_the_same_mail_twice_is_one_message(channel, case):
    assert take_mail(lines.fresh(channel), lines.letter()) is None
    other_way = lines.letter(more="Received: from elsewhere\r\n")
    assert lines.arrive(channel, other_way).state == InboxState.DONE
    assert len(lines.messages(lines.cases()[0])) == 1


def test_the_same_mail_to_two_mailboxes_is_one_case(channel, case):
    second = lines.open_channel(ChannelKind.EMAIL, "press", address="press@house.test")
    lines.arrive(second, lines.letter())
    (only,) = lines.cases()
    (message,) = lines.messages(only)
    assert message.extra["also_through"] == ["Press"]


@pytest.mark.parametrize("way", ["token", "our id", "their id", "tag"])
def test_answers_find_their_case(channel, case, way):
    own = make_message_id(case.id, 7, "house.test", mail_key())
    raw = {
        "token": lines.letter("More", id="2@x", to=token_to(case), subject="Other"),
        "our id": lines.letter("More", id="2@x", more=f"In-Reply-To: <{own}>\r\n", subject="Other"),
        "their id": lines.letter("More", id="2@x", more="References: <0@x> <1@example.net>\r\n"),
        "tag": lines.letter("More", id="2@x", subject=f"Re: Bag [#{case.id}]"),
    }[way]
    assert lines.arrive(channel, raw).state == InboxState.DONE
    (only,) = lines.cases()
    assert [message.body for message in lines.messages(only)] == ["My bag is gone.", "More"]


def test_the_subject_alone_binds_nothing(channel, case):
    lines.arrive(channel, lines.letter("Mine too", sender="eve@example.org", id="2@x", subject="Re: Bag"))
    assert len(lines.cases()) == 2


@pytest.mark.parametrize("way", ["token", "their id"])
def test_i02_two_customers_are_never_merged(channel, case, finn, way):
    """A note, and another customer's mail, must not meet through a stolen or guessed thread."""
    handling.add_note(cast.person("finn"), session().get_one(Case, case.id), "Do not tell her the price.")
    to = token_to(case) if way == "token" else lines.ADDRESS
    more = "In-Reply-To: <1@example.net>\r\n" if way == "their id" else ""
    raw = lines.letter("What did she say?", sender="Eve <eve@example.org>", id="2@x", to=to, more=more)
    item = lines.arrive(channel, raw)
    assert item.state == InboxState.QUARANTINED
    assert "eve@example.org" in item.reason
    (only,) = lines.cases()
    assert len(lines.messages(only)) == 1
    finn.post(f"/admin/channels/items/{item.id}/admission")
    lines.work()
    first, second = lines.cases()
    assert first.customer_id != second.customer_id
    assert [message.body for message in lines.messages(second)] == ["What did she say?"]


def test_i02_a_forged_id_swallows_nothing(channel, case):
    """Somebody else's Message-ID does not hide a mail, and does not open the other's case."""
    item = lines.arrive(channel, lines.letter("Another matter", sender="eve@example.org"))
    assert item.state == InboxState.DONE
    assert [len(lines.messages(each)) for each in lines.cases()] == [1, 1]


def test_a_forged_token_is_worth_nothing(channel, case):
    forged = token_to(case)[:-20] + "aaaa" + token_to(case)[-16:]
    lines.arrive(channel, lines.letter("Hello", sender="eve@example.org", id="2@x", to=forged))
    assert len(lines.cases()) == 2


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied", "Precedence: bulk", "List-Id: <news.example.net>", "X-Autoreply: yes",
        "Return-Path: <>", "X-Loop: {mark}",
    ],
)  # fmt: skip
def test_machines_are_not_answered(channel, finn, header):
    raw = lines.letter(more=header.format(mark=loop_mark()) + "\r\n")
    item = lines.arrive(channel, raw)
    assert item.state == InboxState.IGNORED
    assert lines.cases() == []
    finn.post(f"/admin/channels/items/{item.id}/admission")
    lines.work()
    assert len(lines.cases()) == 1


def test_our_own_address_opens_no_case(channel, ctx):
    assert lines.arrive(channel, lines.letter(sender=lines.ADDRESS)).state == InboxState.IGNORED


def test_a_flood_from_one_sender_waits_for_a_person(channel, ctx):
    for n in range(LOOP_MAILS + 2):
        take_mail(channel, lines.letter(f"Out of office {n}", id=f"{n}@x"))
    take_mail(channel, lines.letter("Other", sender="ann@example.org", id="z@x"))
    lines.work()
    held = select(InboxItem).where(InboxItem.state == InboxState.QUARANTINED)
    assert [item.reason[:10] for item in session().scalars(held)] == ["One sender", "One sender"]
    assert len(lines.cases()) == LOOP_MAILS + 1


@pytest.mark.parametrize(
    ("action", "status", "outcome"),
    [("failed", "5.1.1", MessageState.FAILED), ("delayed", "4.2.2", MessageState.SENT)],
)
def test_a_bounce_finds_its_reply(channel, case, at, action, status, outcome):
    message = replies.send_reply(cast.person("finn"), session().get_one(Case, case.id), "We look for it.")
    own = make_message_id(case.id, message.id, "house.test", mail_key())
    with transaction():
        message.external_id, message.state = own, MessageState.SENT
    at(timedelta(seconds=20))
    item = lines.arrive(channel, BOUNCE.format(id=own, action=action, status=status, n=1).encode())
    assert item.state == InboxState.IGNORED
    assert status in item.reason
    found = session().get_one(Message, message.id, populate_existing=True)
    assert found.state == outcome
    assert len(lines.cases()) == 1


def test_a_bounce_about_strangers_changes_nothing(channel, case):
    raw = BOUNCE.format(id="foreign@elsewhere", action="failed", status="5.1.1", n=1).encode()
    item = lines.arrive(channel, raw)
    assert item.state == InboxState.IGNORED
    assert "No reply of ours" in item.reason


def test_hostile_html_is_text(channel, finn):
    raw = lines.letter("<img src=x onerror=alert(1)> **bold** <script>alert(2)</script>")
    lines.arrive(channel, raw)
    shown = finn.get(f"/cases/{lines.cases()[0].id}").text
    assert "<img src=x" not in shown
    assert "<script>alert" not in shown


def test_attachments_are_named_and_can_be_fetched(channel, finn):
    raw = (
        b"From: marta@example.net\r\nTo: care@house.test\r\nSubject: Bag\r\nMessage-ID: <9@x>\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nSee the picture.\r\n"
        b"--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename=tag.html\r\n\r\n"
        b"<script>1</script>\r\n--b--\r\n"
    )
    item = lines.arrive(channel, raw)
    assert lines.messages(lines.cases()[0])[0].extra["files"] == ["tag.html"]
    answer = finn.get(f"/admin/channels/items/{item.id}/files/0")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert b"<script>1</script>" in answer.data
    assert finn.get(f"/admin/channels/items/{item.id}/files/7").status_code == 404
    assert f"/items/{item.id}/files/0" in finn.get(f"/cases/{lines.cases()[0].id}").text


@needs_samples
def test_all_samples_at_once_stay_apart(channel, ctx):
    """52 mails into one mailbox: 49 in 48 cases, 3 kept as nothing to answer, two senders in no case.

    The 31 of the corpus come as they are; the 21 texts of replies as letters of a sender each, all called
    "Re: Bag", with neither references nor a token: a subject alone joins nobody.
    """
    whole = [(mail_samples.FOLDER / name).read_bytes() for name in mail_samples.names("**/*.eml")]
    texts = [mail_samples.text(name) for name in mail_samples.names("reply_parser/*.txt")]
    letters = [
        lines.letter(text, sender=f"S{number} <s{number}@example.net>", id=f"s{number}@x", subject="Re: Bag")
        for number, text in enumerate(texts)
    ]
    senders: dict[int, set[str]] = {}
    states = []
    for raw in (*whole, *letters):
        item = lines.arrive(channel, raw)
        states.append(item.state)
        if item.state == InboxState.DONE:
            case_id = session().get_one(Message, item.message_id).case_id
            senders.setdefault(case_id, set()).add(parse(raw, item.received_at).sender.key)
    assert (len(whole), len(letters)) == (31, 21)
    assert (states.count(InboxState.DONE), states.count(InboxState.IGNORED), len(senders)) == (49, 3, 48)
    assert all(len(each) == 1 for each in senders.values())
