"""Fetching from a real IMAP server, and what happens when it misbehaves."""

import imaplib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from hub.channels.email import imap
from hub.channels.email.imap import ImapConfig, Mailbox, MailboxTrouble, Position
from tests.servers import free_port
from tests.servers_dovecot import MailServer, mail_server

__all__ = ["mail_server"]
pytestmark = pytest.mark.mailserver


def config_of(server: MailServer) -> ImapConfig:
    return ImapConfig(server.host, server.port, server.user, server.password, security="none", seconds=10)


def letter(number: int) -> bytes:
    return (
        f"From: a@example.org\r\nSubject: {number}\r\nMessage-ID: <{number}@example.org>\r\n\r\n"
        f"Body {number} with 8 bit: ".encode()
        + b"\xff\x01\r\n"
    )


def test_it_fetches_bytes_in_order_and_only_what_is_new(mail_server: MailServer) -> None:
    mail_server.deliver(letter(1))
    mail_server.deliver(letter(2))
    with Mailbox(config_of(mail_server)) as box:
        first = list(box.fetch_new(None))
        assert [item.raw for item in first] == [letter(1), letter(2)]
        assert not any(item.rescan or item.problem for item in first)
        assert list(box.fetch_new(first[-1].position)) == []
        mail_server.deliver(letter(3))
        assert [item.raw for item in box.fetch_new(first[-1].position)] == [letter(3)]
        assert [item.uid for item in box.fetch_new(first[0].position)] == [2, 3]


def test_it_takes_no_more_than_asked_and_goes_on_there(mail_server: MailServer) -> None:
    for number in range(5):
        mail_server.deliver(letter(number))
    with Mailbox(config_of(mail_server)) as box:
        two = list(box.fetch_new(None, limit=2))
        rest = list(box.fetch_new(two[-1].position))
    assert [item.uid for item in two + rest] == [1, 2, 3, 4, 5]


def test_it_leaves_mail_unread(mail_server: MailServer) -> None:
    mail_server.deliver(letter(1))
    with Mailbox(config_of(mail_server)) as box:
        list(box.fetch_new(None))
        assert box.box.uids("UNSEEN") == ["1"]


def test_from_now_on_skips_what_is_there(mail_server: MailServer) -> None:
    mail_server.deliver(letter(1))
    with Mailbox(config_of(mail_server)) as box:
        start = box.position()
        mail_server.deliver(letter(2))
        assert [item.raw for item in box.fetch_new(start)] == [letter(2)]


def test_another_numbering_means_reading_all_again(mail_server: MailServer) -> None:
    mail_server.deliver(letter(1))
    with Mailbox(config_of(mail_server)) as box:
        now = box.position()
        stale = Position(now.uidvalidity - 1, 999)
        again = list(box.fetch_new(stale))
    assert [(item.uid, item.rescan) for item in again] == [(1, True)]
    assert again[0].position == Position(now.uidvalidity, 1)


def test_a_message_that_is_refused_does_not_stop_the_next(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        mail_server.deliver(letter(number))
    with Mailbox(config_of(mail_server)) as box:
        asked = box.box.client.uid

        def refusing(command: str, *arguments: str) -> object:
            if command == "FETCH" and arguments[0] == "2":
                raise imaplib.IMAP4.error("FETCH command error: BAD [b'Corrupted message']")
            return asked(command, *arguments)

        monkeypatch.setattr(box.box.client, "uid", refusing)
        found = list(box.fetch_new(None))
    assert [item.raw for item in found] == [letter(1), b"", letter(3)]
    assert "Corrupted message" in found[1].problem


def test_a_deleted_message_between_listing_and_fetching_is_reported(mail_server: MailServer) -> None:
    mail_server.deliver(letter(1))
    with Mailbox(config_of(mail_server)) as box:
        missing = box.fetch(77, Position(1, 77))
    assert missing.raw == b""
    assert missing.problem


def test_a_huge_message_gives_its_beginning(mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    small = replace(imap.LIMITS, raw_bytes=50_000, header_section_bytes=1_000)
    monkeypatch.setattr(imap, "LIMITS", small)
    mail_server.deliver(letter(1) + b"x" * 60_000)
    mail_server.deliver(letter(2))
    with Mailbox(config_of(mail_server)) as box:
        huge, normal = box.fetch_new(None)
    assert huge.raw.startswith(letter(1)[:40])
    assert len(huge.raw) == 1_000
    assert "large" in huge.problem
    assert normal.raw == letter(2)


def test_what_is_dealt_with_can_be_moved(mail_server: MailServer) -> None:
    mail_server.deliver(letter(1))
    mail_server.deliver(letter(2))
    with Mailbox(replace(config_of(mail_server), processed_folder="Done – done")) as box:
        first, second = box.fetch_new(None)
        assert box.set_aside(first.uid)
        assert [item.uid for item in box.fetch_new(None)] == [second.uid]
        assert box.find_by_message_id("1@example.org", "Done – done") is not None
    with Mailbox(config_of(mail_server)) as box:
        assert not box.set_aside(second.uid)


def test_our_sent_mail_is_found_by_its_id(mail_server: MailServer) -> None:
    with Mailbox(config_of(mail_server)) as box:
        assert box.find_by_message_id("7@example.org") is None
        box.keep_sent(letter(7))
        assert box.sent_folder() == "Sent"
        assert box.find_by_message_id("7@example.org") == 1
        assert box.find_by_message_id('7@example.org" OR ALL "') is None
        assert box.find_by_message_id("7@example.org", "No such folder") is None
        mail_server.deliver(letter(8))
        assert [item.raw for item in box.fetch_new(None)] == [letter(8)]


def test_waiting_ends_when_mail_arrives(mail_server: MailServer) -> None:
    with Mailbox(config_of(mail_server)) as box:
        assert "IDLE" in box.box.client.capabilities
        list(box.fetch_new(None))
        started = time.monotonic()
        postman = threading.Timer(0.5, mail_server.deliver, [letter(1)])
        postman.start()
        assert box.wait(20)
        postman.join()
        assert 0.3 < time.monotonic() - started < 15
        assert [item.raw for item in box.fetch_new(None)] == [letter(1)]


def test_waiting_notices_what_came_before_it(mail_server: MailServer) -> None:
    with Mailbox(config_of(mail_server)) as box:
        list(box.fetch_new(None))
        mail_server.deliver(letter(1))
        started = time.monotonic()
        assert box.wait(20)
        assert time.monotonic() - started < 5


def test_waiting_has_an_end(mail_server: MailServer) -> None:
    with Mailbox(config_of(mail_server)) as box:
        list(box.fetch_new(None))
        started = time.monotonic()
        assert not box.wait(1)
        assert 0.8 < time.monotonic() - started < 8
        assert list(box.fetch_new(None)) == []


def test_a_wrong_password_is_the_accounts_trouble(mail_server: MailServer) -> None:
    wrong = replace(config_of(mail_server), password="wrong")
    with pytest.raises(MailboxTrouble, match="refused to sign us in") as trouble, Mailbox(wrong):
        pass
    assert trouble.value.is_account


def test_a_silent_or_absent_server_is_no_accounts_trouble() -> None:
    absent = ImapConfig("127.0.0.1", free_port(), "u", "p", security="none", seconds=1)
    with pytest.raises(MailboxTrouble, match="could not be reached") as trouble, Mailbox(absent):
        pass
    assert not trouble.value.is_account
    with (
        silent_server() as port,
        pytest.raises(MailboxTrouble) as trouble,
        Mailbox(replace(absent, port=port)),
    ):
        pass
    assert not trouble.value.is_account


def test_plain_text_where_tls_is_expected_is_refused(mail_server: MailServer) -> None:
    with (
        pytest.raises(MailboxTrouble, match="could not be secured") as trouble,
        Mailbox(replace(config_of(mail_server), security="tls")),
    ):
        pass
    assert trouble.value.is_account


@contextmanager
def silent_server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]
