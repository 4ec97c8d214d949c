"""Every byte string gets an answer, soon, and nothing unsafe in it."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub.channels.email import mime
from hub.channels.email import parse as parsing
from hub.channels.email.parse import ParsedMail, parse
from tests.channels import mail_samples
from tests.channels.mail_letters import HEAD, letter, mixed, part
from tests.channels.mail_samples import FOLDER, NOON, needs_samples


def is_sound(found: ParsedMail, raw: bytes) -> None:
    """What holds for whatever came in."""
    assert found.raw == raw
    assert found.dedupe_key.startswith(("id:", "sha256:"))
    shown = [found.subject, found.sender.name, found.sender.address, found.problem]
    shown += [a.name + a.address for a in (*found.to, *found.cc, found.reply_to)]
    shown += [f.filename + f.content_id for f in found.attachments] + list(found.references)
    for line in shown:
        assert not any(ord(c) < 32 or 0x202A <= ord(c) <= 0x202E for c in line)
    for text in (*shown, found.text, found.html):
        assert "\x00" not in text
        text.encode("utf-8")  # no half characters
    assert found.date.tzinfo is not None
    assert found.date <= NOON + timedelta(days=1)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2_000))
@example(b"")
@example(b"\r\n\r\n")
@example(b"\x00" * 500)
@example(b"From: a@b.c\r\nContent-Type: multipart/mixed\r\n\r\n--\r\n")
@example(b"From: a@b.c\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n!!")
@example(b"From: a@b.c\r\nContent-Type: message/delivery-status\r\n\r\n")
@example(b"From: a@b.c\r\nContent-Type: text/plain; charset*=''%\r\n\r\nx")
@example(b"Content-Type: text/plain; charset*0*=x'y; charset*0=z; =;;\r\nFrom: a@b.c\r\n\r\nx")
def test_any_bytes_get_an_answer(raw: bytes) -> None:
    is_sound(parse(raw, NOON), raw)


# A dot in the middle stands for a space.
LOOKS = """
From: To: Subject: Date: References: Message-ID: Content-Type: Content-Disposition:
Content-Transfer-Encoding: multipart/mixed multipart/alternative multipart/report message/rfc822
text/plain text/html message/delivery-status ;·boundary=b ;·charset= utf-8 iso-2022-jp utf-7 base64
x-uuencode quoted-printable ;·filename= ;·filename*0*= ;·name*=utf-8''% attachment inline
=?utf-8?b? =?utf-8?q? ?= <a@b.c> a@b.c < > ( ) , ; : " \\ --b --b-- %C3% =C3= é x
"""
WORDS = [word.replace("·", " ") for word in LOOKS.split()]
WORDS += ["\r\n", "\r\n\r\n", "\n", "\r", "\t", " ", "\x1b$B", "\u202e"]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=80).map("".join), st.sampled_from(["utf-8", "latin-1"]))
def test_anything_that_looks_like_mail_gets_an_answer(text: str, charset: str) -> None:
    raw = b"From: a@b.c\r\n" + text.encode(charset, "replace")
    found = parse(raw, NOON)
    is_sound(found, raw)
    assert parsing.UNREADABLE not in found.problem


@needs_samples
@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(mail_samples.names("**/*.eml") or [""]),
    st.lists(st.tuples(st.integers(0, 5_999), st.integers(0, 255)), max_size=30),
    st.integers(0, 6_000),
)
def test_damaged_samples_get_an_answer(name: str, hits: list[tuple[int, int]], length: int) -> None:
    raw = bytearray((FOLDER / name).read_bytes()[:length])
    for at, byte in hits:
        if at < len(raw):
            raw[at] = byte
    found = parse(bytes(raw), NOON)
    is_sound(found, bytes(raw))
    assert parsing.UNREADABLE not in found.problem


def test_an_error_nobody_thought_of_keeps_the_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ArithmeticError("new kind of trouble")

    monkeypatch.setattr(parsing, "body_of", broken)
    found = letter()
    assert found.problem == f"{parsing.UNREADABLE} (ArithmeticError)"
    assert (found.sender.address, found.subject) == ("ada@example.org", "Bag")
    assert "Hello" in found.text
    assert found.raw.endswith(b"Hello")


def nested(depth: int) -> bytes:
    opening = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth))
    return f"{HEAD}{opening}Content-Type: text/plain\r\n\r\nHello\r\n".encode()


HOSTILE = {
    "very deep": (nested(5_000), parsing.TOO_MANY_PARTS),
    "deep": (nested(90), ""),
    "many parts": (mixed(*[part("x")] * 50_000).encode(), parsing.TOO_MANY_PARTS),
    "some parts": (mixed(*[part("x")] * 1_900).encode(), ""),
    "endless header": (HEAD.encode() + b"X: " + b"y" * 9_000_000 + b"\r\n\r\nx", parsing.TOO_MANY_HEADERS),
    "many headers": (HEAD.encode() + b"X: y\r\n" * 40_000 + b"\r\nx", ""),
    "brackets": (b"From: " + b"<" * 200_000 + b"\r\n\r\nx", parsing.NO_SENDER),
    "comments": (b"From: " + b"(" * 200_000 + b"\r\n\r\nx", parsing.NO_SENDER),
    "commas": (b"From: a@b.c\r\nTo: " + b"a@b.c," * 40_000 + b"\r\n\r\nx", ""),
    "words": (b"From: a@b.c\r\nSubject: " + b"=?utf-8?q?" * 20_000 + b"\r\n\r\nx", ""),
    "ids": (b"From: a@b.c\r\nReferences: " + b"<a@" * 80_000 + b"\r\n\r\nx", ""),
    "parameters": (b"From: a@b.c\r\nContent-Type: text/plain" + b"; a*0*=b" * 30_000 + b"\r\n\r\nx", ""),
    "deep html": (HEAD.encode() + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 180_000 + b"Hello", ""),
    "long body": (HEAD.encode() + b"\r\n" + b"word " * 2_000_000, ""),
    "zeros": (HEAD.encode() + b"Content-Type: text/plain; charset=x\r\n\r\n" + b"\xff\x00" * 3_000_000, ""),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_mail_takes_long(kind: str) -> None:
    raw, problem = HOSTILE[kind]
    started = time.process_time()
    found = parse(raw, NOON)
    assert time.process_time() - started < 6
    assert found.problem == problem
    assert found.raw == raw
    assert len(found.attachments) <= mime.LIMITS.parts
    assert len(found.text) <= mime.LIMITS.text


def test_html_too_deep_for_a_sanitizer_is_not_handed_on() -> None:
    deep = letter(f"{HEAD}Content-Type: text/html\r\n", "<div>" * 1_000 + "Hello")
    assert (deep.html, deep.text) == ("", "Hello")
    assert "nested" in deep.notes[0]
    usual = letter(f"{HEAD}Content-Type: text/html\r\n", "<div>" * 100 + "Hello")
    assert usual.html
    assert usual.notes == ()


def test_limits_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    small = replace(mime.LIMITS, text=10, html=12, parts=3, raw_bytes=2_000)
    monkeypatch.setattr(mime, "LIMITS", small)
    monkeypatch.setattr(parsing, "LIMITS", small)
    long = letter(HEAD, "x" * 100)
    assert (long.text, len(long.notes)) == ("x" * 10, 1)
    many = letter(mixed(*[part("x")] * 10), "")
    assert "parts" in many.notes[0]
    huge = letter(HEAD, "x" * 3_000)
    assert huge.problem == parsing.TOO_LARGE
    assert huge.sender.address == "ada@example.org"
