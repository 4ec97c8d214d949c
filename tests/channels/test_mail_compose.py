"""The mail that goes out: right for mail programs, and no header holds more than its line."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub.channels.email.automatic import Automatic
from hub.channels.email.charsets import one_line
from hub.channels.email.compose import (
    LIMITS,
    Origin,
    OutgoingFile,
    OutgoingMail,
    UnsendableMail,
    build,
    chain,
    reply_subject,
)
from hub.channels.email.headers import Address
from hub.channels.email.parse import ParsedMail, parse
from hub.channels.email.threading import make_message_id, make_reply_address, read_token
from tests.channels.mail_samples import NOON

SECRET = b"s" * 32
PLAIN = OutgoingMail(
    sender=Address("Care", "care@example.com"),
    to=[Address("Ada Lovelace", "ada@example.org")],
    subject="Your bag",
    text="Dear Ada,\n\n.it is found.\n",
    message_id=make_message_id(123, 456, "example.com", SECRET),
    date=datetime(2026, 11, 22, 11, tzinfo=UTC),
    reply_to=Address("Care", make_reply_address("care@example.com", 123, SECRET)),
)
KNOWN_HEADERS = (
    "from to cc reply-to subject date message-id in-reply-to references x-loop auto-submitted "
    "x-auto-response-suppress list-unsubscribe list-unsubscribe-post mime-version content-type "
    "content-transfer-encoding"
)


def arrived(mail: OutgoingMail) -> ParsedMail:
    """What the other side reads: over the bytes, by our own reader."""
    return parse(build(mail).as_bytes(), NOON, own_loop_marks={"care@example.com"})


def header_names(mail: OutgoingMail) -> list[str]:
    head = build(mail).as_bytes().partition(b"\r\n\r\n")[0]
    return [
        line.partition(b":")[0].decode().lower() for line in head.split(b"\r\n") if line[:1] not in b" \t"
    ]


def test_it_works() -> None:
    found = arrived(
        replace(PLAIN, html="<p>Dear Ada, <b>it is found.</b></p>", cc=[Address("", "b@example.org")])
    )
    assert found.sender == PLAIN.sender
    assert found.to == (Address("Ada Lovelace", "ada@example.org"),)
    assert found.cc == (Address("", "b@example.org"),)
    assert found.subject == "Your bag"
    assert found.text == PLAIN.text.rstrip("\n")
    assert "<b>it is found.</b>" in found.html
    assert found.message_id == PLAIN.message_id
    assert found.date == PLAIN.date
    assert read_token(found.reply_to.address, [SECRET]) == 123
    assert (found.auto, found.problem, found.attachments) == (None, "", ())
    message = build(replace(PLAIN, html="<p>x</p>"))
    assert [p.get_content_type() for p in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_text_alone_needs_no_parts() -> None:
    assert build(PLAIN).get_content_type() == "text/plain"


@pytest.mark.parametrize(
    "text", ["Größe ☃ 荷物", "a\r\nb\rc\n", ".\n..\n", "x" * 5_000, "From here\nFrom there", " \t\n"]
)
def test_every_text_arrives(text: str) -> None:
    found = arrived(replace(PLAIN, text=text))
    assert found.text.strip() == text.replace("\r\n", "\n").replace("\r", "\n").strip()


def test_it_is_seven_bit_and_no_line_is_too_long() -> None:
    data = build(
        replace(
            PLAIN,
            subject="Größe " * 60,
            text="ü" * 9_000,
            html="ß" * 9_000,
            to=[Address("Jürgen " * 30, f"a{n}@example.org") for n in range(60)],
            references=[f"{n}{'x' * 200}@example.org" for n in range(60)],
            files=[OutgoingFile("Übersicht.pdf", "application/pdf", bytes(range(256)) * 9)],
        )
    ).as_bytes()
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_files_arrive_whole() -> None:
    files = [
        OutgoingFile("Übersicht.pdf", "application/pdf", bytes(range(256))),
        OutgoingFile("notes.txt", "text/plain", "Größe\r\n.\r\n".encode()),
        OutgoingFile("../a\r\nb.eml", "message/rfc822", b"Subject: x\r\n\r\ny"),
        OutgoingFile("", "no type", b""),
    ]
    found = arrived(replace(PLAIN, html="<p>x</p>", files=files)).attachments
    assert [f.content for f in found] == [f.content for f in files]
    assert [f.filename for f in found] == ["Übersicht.pdf", "notes.txt", "a b.eml", "attachment-4"]
    assert found[2].content_type == "application/octet-stream"


def test_an_answer_says_what_it_answers() -> None:
    long = f"{'x' * 200}@mail.example.org"
    found = arrived(replace(PLAIN, in_reply_to=long, references=["first@example.org", "second@example.org"]))
    assert found.in_reply_to == (long,)
    assert found.references == ("first@example.org", "second@example.org", long)


def test_a_long_chain_keeps_its_ends() -> None:
    ids = [f"{n}@example.org" for n in range(300)]
    kept = chain(ids, "last@example.org")
    assert len(kept) == LIMITS.references_sent
    assert (kept[0], kept[-2:]) == ("0@example.org", ("299@example.org", "last@example.org"))
    assert chain(["a@x", "b@x", "a@x"], "b@x") == ("a@x", "b@x")
    assert chain(["a b@x", "<c@x>", "d@x\r\nBcc: e@x", "ü@x", "=?utf-8?q?=0D=0A?=@x"], "") == ()


@pytest.mark.parametrize(
    ("subject", "answer"),
    [
        ("My bag", "Re: My bag"),
        ("Re: My bag", "Re: My bag"),
        ("AW: RE: Re[2]: SV: My bag", "Re: My bag"),
        ("回复：行李", "Re: 行李"),
        ("Report: lost", "Re: Report: lost"),
        ("", "Re:"),
        ("a\r\nBcc: b@example.org", "Re: a Bcc: b@example.org"),
    ],
)
def test_a_subject_is_answered_once(subject: str, answer: str) -> None:
    assert reply_subject(subject) == answer


def test_automatic_mail_says_so() -> None:
    person = build(replace(PLAIN, loop_mark="care@example.com"))
    assert (person["Auto-Submitted"], person["X-Auto-Response-Suppress"]) == (None, None)
    answer = build(replace(PLAIN, origin=Origin.ANSWER))
    assert (answer["Auto-Submitted"], answer["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    notice = build(replace(PLAIN, origin=Origin.NOTICE, unsubscribe_url="https://hub.example/u/" + "t" * 300))
    assert notice["Auto-Submitted"] == "auto-generated"
    assert notice["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"List-Unsubscribe: <https://hub.example/u/{'t' * 300}>\r\n".encode() in notice.as_bytes()
    plain = build(replace(PLAIN, origin=Origin.NOTICE, unsubscribe_url="http://hub.example/u"))
    assert plain["List-Unsubscribe-Post"] is None  # one click needs https


def test_our_own_mail_is_known_when_it_comes_back() -> None:
    assert arrived(replace(PLAIN, loop_mark="care@example.com")).auto is Automatic.LOOP
    assert arrived(replace(PLAIN, origin=Origin.ANSWER)).auto is Automatic.REPLY


BITS = 'Bcc: eve@example.net|<eve@example.net>|=?utf-8?q?|=?utf-8?b?|=0D=0A|=80|DQo=|?=|==??|,|"|\\|ü|=|?'
BREAKS = ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00", "\x85", "\t", " "]
PIECES = st.sampled_from([*BITS.split("|"), *BREAKS])
ATTACKS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))


@settings(max_examples=120, deadline=None)
@given(ATTACKS)
@example("=?utf-8?q?x=0D=0ABcc:_eve=40example.net?=")
@example("=??Q?:?==??Q?=0D=0A")
@example("=??Q?=80?=")
@example("0" * 72 + ":0@0")
@example('"' * 90 + ", eve@example.net")
def test_no_header_can_be_smuggled_in(text: str) -> None:
    """Names, subjects, files and marks may be anything; the mail goes to whom it was meant for."""
    mail = replace(
        PLAIN,
        subject=text,
        sender=Address(text, "care@example.com"),
        to=[Address(text, "ada@example.org")],
        loop_mark=text,
        in_reply_to=text,
        references=[text, "ok@example.org"],
        html="<p>x</p>",
        files=[OutgoingFile(text, text, b"x")],
    )
    names = header_names(mail)
    assert len(names) == len(set(names))
    assert set(names) <= set(KNOWN_HEADERS.split())
    found = arrived(mail)
    assert [a.address for a in (*found.to, *found.cc)] == ["ada@example.org"]
    assert found.sender.address == "care@example.com"
    assert found.subject == one_line(text, LIMITS.subject)
    assert (len(found.attachments), found.text) == (1, PLAIN.text.rstrip("\n"))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "@x",
        "ada@example.org\r\nBcc: eve@example.net",
        "a b@example.org",
        "a,b@example.org",
        "ada@example.org>",
        "ada@exa mple.org",
        "ädä@example.org",
        "a@b@example.org\n",
        "=?utf-8?q?=0D=0ABcc:_x?=@example.org",
        "ada@" + "x" * 300 + ".org",
    ],
)
def test_it_refuses_bad_input(address: str) -> None:
    for change in (
        {"to": [Address("", address)]},
        {"sender": Address("", address)},
        {"reply_to": Address("", address)},
    ):
        with pytest.raises(UnsendableMail, match="check the address"):
            build(replace(PLAIN, **change))


def test_it_refuses_what_no_mail_can_be() -> None:
    with pytest.raises(UnsendableMail, match="nobody"):
        build(replace(PLAIN, to=[]))
    for id_ in ("", "a b@x", "a@x>\r\nBcc: eve@example.net", "<a@x>"):
        with pytest.raises(UnsendableMail, match="message id"):
            build(replace(PLAIN, message_id=id_))
    for url in (
        "javascript:x",
        "https://x/=?utf-8?q?=0D=0ABcc:_y?=",
        "https://x\r\nBcc: eve@example.net",
        "https://x> <y",
    ):
        with pytest.raises(UnsendableMail, match="unsubscribing"):
            build(replace(PLAIN, unsubscribe_url=url))


def test_a_domain_in_its_own_letters_is_spelt_for_machines() -> None:
    assert build(replace(PLAIN, to=[Address("", "ada@bücher.example")]))["To"] == "ada@xn--bcher-kva.example"
