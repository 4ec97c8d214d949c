"""Mails as people's programs send them: what is in them is read, and machines reopen nothing."""

import struct
from base64 import b64encode

import pytest

from hub.cases.actions import replies
from hub.cases.models import Case, CaseState, Message
from hub.channels.email.accounts import mail_key
from hub.channels.email.threading import make_message_id
from hub.channels.models import InboxState
from hub.core.db import session, transaction
from tests import cast
from tests.channels import lines

INVITATION = r"""BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Call about my\, well\, bag
DTSTART;TZID=Europe/Oslo:20261201T090000
DESCRIPTION:Please ring me.\nIt is
  urgent.
BEGIN:VALARM
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def channel(ctx):
    return lines.mailbox()


def arrives(channel, head: str, body: str, sender: str = "Cal <cal@example.net>") -> Message:
    raw = f"From: {sender}\r\nTo: {lines.ADDRESS}\r\nSubject: Bag\r\nMessage-ID: <odd@example.net>\r\n"
    item = lines.arrive(channel, f"{raw}{head}\r\n\r\n{body}".encode())
    assert item.state == InboxState.DONE
    return session().get_one(Message, item.message_id)


def winmail(*files: tuple[str, bytes]) -> bytes:
    """As Outlook packs files."""

    def attribute(level: int, name: int, value: bytes) -> bytes:
        return struct.pack("<BII", level, name, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    rows = [attribute(1, 0x00089006, b"\0\0\1\0")]
    for name, content in files:
        rows += [
            attribute(2, 0x00069002, b"\0" * 14),
            attribute(2, 0x00018010, name.encode("cp1252") + b"\0"),
        ]
        rows.append(attribute(2, 0x0006800F, content))
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(rows)


def test_an_invitation_without_a_text_says_what_it_invites_to(channel, finn):
    message = arrives(channel, "Content-Type: text/calendar; method=REQUEST", INVITATION)
    said = "Call about my, well, bag\n2026-12-01 09:00 (Europe/Oslo)\nPlease ring me.\nIt is urgent."
    assert message.body == said
    assert "invitation-1.ics" in finn.get(f"/cases/{message.case_id}").text


def test_what_is_encrypted_says_so(channel):
    head = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"
    message = arrives(channel, f"{head}\r\nContent-Transfer-Encoding: base64", b64encode(b"x" * 90).decode())
    assert "encrypted or sealed" in message.body
    assert message.extra["files"] == ["smime.p7m"]


@pytest.mark.parametrize("cut", [0, 5, 60])
def test_files_that_outlook_packed_are_there(channel, finn, cut):
    packed = winmail(("Übersicht.txt", b"a blue bag"), ("report.pdf", b"%PDF-1.4"))
    body = b64encode(packed[: len(packed) - cut]).decode()
    head = "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64"
    message = arrives(channel, head, body)
    whole = ["winmail.dat", "Übersicht.txt", "report.pdf"]
    assert message.extra["files"] == whole[: 3 if not cut else 2]
    item = message.extra["item"]
    assert finn.get(f"/admin/channels/items/{item}/files/1").data == b"a blue bag"


def test_a_receipt_that_somebody_let_go_opens_nothing_again(channel):
    lines.arrive(channel, lines.letter())
    case = session().get_one(Case, lines.cases()[0].id)
    reply = replies.send_reply(cast.person("finn"), case, "We look for it.")
    own = make_message_id(case.id, reply.id, "house.test", mail_key())
    with transaction():
        reply.external_id = own
    kind = "multipart/report; report-type=disposition-notification; boundary=d"
    raw = (
        f"From: Marta K <marta@example.net>\r\nTo: {lines.ADDRESS}\r\nSubject: Read\r\nIn-Reply-To: <{own}>"
        f"\r\nMessage-ID: <r@example.net>\r\nContent-Type: {kind}\r\n\r\n--d\r\n\r\nIt was read.\r\n--d--\r\n"
    )
    item = lines.arrive(channel, raw.encode())
    assert item.state == InboxState.IGNORED
    assert "a receipt" in item.reason
    assert len(lines.messages(case)) == 2
    assert session().get_one(Case, case.id, populate_existing=True).state == CaseState.WAITING_CUSTOMER
