"""Reading mail: every sample right, every oddity survived, every byte string answered."""

import time
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub.channels.email import headers, html_text, mime
from hub.channels.email import parse as parsing
from hub.channels.email.automatic import Automatic
from hub.channels.email.headers import Address
from hub.channels.email.parse import ParsedMail, parse
from tests.channels import mail_samples
from tests.channels.mail_samples import FOLDER, NOON, needs_samples

HEAD = (
    "From: Ada <ada@example.org>\r\nTo: care@example.com\r\nSubject: Bag\r\nMessage-ID: <1@example.org>\r\n"
)


def letter(head: str = HEAD, body: str | bytes = "Hello") -> ParsedMail:
    raw = body if isinstance(body, bytes) else body.encode()
    return parse(head.encode("utf-8", "surrogateescape") + b"\r\n" + raw, NOON)


def mixed(*parts: str, kind: str = "mixed") -> str:
    body = "".join(f"--b\r\n{part}\r\n" for part in parts)
    return f"{HEAD}MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary=b\r\n\r\n{body}--b--\r\n"


def part(content: str, head: str = "Content-Type: text/plain") -> str:
    return f"{head}\r\n\r\n{content}"


# The samples ------------------------------------------------------------------------------------

ADDRESS = {
    "address_quoted_newlines": "status@sender.com",
    "multi_address_bounce1": "MAILER-DAEMON@lvmail01.ll.com",
    "japanese_shift_jis": "xxxxxxx@docomo.ne.jp",
    "double_fields": "kaukinvk@yandex.ru",
}
SUBJECT = {
    "attachment_inline1": "Mail.Ru – больше, чем почта. Познакомьтесь с проектами Mail.Ru Group",
    "base": "Соберите всю почту в этот ящик",
    "forwarded_message": "статус",
    "japanese": "まみむめも",
    "basic_email": "Testing 123",
}
TEXT = {
    "japanese": "かきくえこ",
    "japanese_iso_2022": "すみません。",
    "japanese_shift_jis": "このメールはテスト用のメールです。",
    "ks_c_5601-1987": "스티해",
    "double_fields": "double_fields",
    "attachment_inline1": "Здравствуйте",
    "attachment_nonascii_filename": "This is the first part.",
}
FILES = {
    "att_name_in_content_type": ["D09.ZPH.txt"],
    "attachment_nonascii_filename": ["ciële.txt"],
    "attachment_message_rfc822": ["ForwardedMessage.eml"],
    "forwarded_message": ["attachment-1.eml"],
    "attachment_inline1": ["blank.png", "sm-ok.png", "logo.png"],
    "basic_email": [],
}


@needs_samples
@pytest.mark.parametrize("name", mail_samples.names("**/*.eml"))
def test_every_sample_is_read(name: str) -> None:
    found = mail_samples.mail(name)
    assert not found.problem
    assert found.sender.address
    assert found.subject
    assert found.text or found.attachments
    assert found.dedupe_key == (f"id:{found.message_id}" if found.message_id else found.dedupe_key)
    assert "\ufffd" not in found.text + found.subject + found.sender.name


@needs_samples
def test_the_samples_say_what_was_written() -> None:
    mails = {name[5:-4]: mail_samples.mail(name) for name in mail_samples.names("mime/*.eml")}
    assert {name: mails[name].sender.address for name in ADDRESS} == ADDRESS
    assert {name: mails[name].subject for name in SUBJECT} == SUBJECT
    assert {name: [f.filename for f in mails[name].attachments] for name in FILES} == FILES
    for name, words in TEXT.items():
        assert words in mails[name].text
    quoted = mails["address_quoted_newlines"]
    assert [a.address for a in quoted.to] == ["my.name@domain.com", "other.name@domain.com"]
    assert quoted.cc[2] == Address("Quoted Mailing List Two", "quoted-mailing-list-two@domain.com")
    assert [a.address for a in mails["double_fields"].to] == ["aa@aa.ru", "bb@aa.ru"]
    forwarded = mails["attachment_message_rfc822"].attachments[0]
    assert forwarded.forwarded_from.address == "xxxx@xxxx.com"
    assert b"Subject: Another PDF" in forwarded.content
    image = mails["attachment_inline1"].attachments[0]
    assert (image.content[:4], image.content_id, image.inline) == (
        b"\x89PNG",
        "part1.02000503.06000807@mail.ru",
        True,
    )


@needs_samples
def test_the_samples_of_bounces() -> None:
    many = mail_samples.mail("mime/multi_address_bounce1.eml").bounce
    assert many is not None
    assert [(r.status, r.permanent) for r in many.recipients] == [("5.1.1", True)] * 5
    assert many.recipients[0].address == "bbbbvhvbbvkjbhfbvbvjhb@gmail.com"
    assert many.original_message_id == "118707422.15521266992174819.JavaMail.root@lvmail01"
    later = mail_samples.mail("mime/report_422.eml").bounce
    assert later is not None
    assert (later.status, later.permanent) == ("4.2.2", False)
    never = mail_samples.mail("mime/report_530.eml").bounce
    assert never is not None
    assert (never.status, never.permanent) == ("5.3.0", True)
    assert never.recipients[0].address == "edwin@zzzzzzz.com"
    assert never.original_message_id == "200712232303.lBNN3jDq002941@mail12.rrrr.com.au"


# Headers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<a@x> <b@y>", ("a@x", "b@y")),
        ("<a@x>\r\n\t<b@y>\r\n <c@z>", ("a@x", "b@y", "c@z")),
        ("<a@x><b@y>", ("a@x", "b@y")),
        ("<a@x>,<a@x>", ("a@x",)),
        ("a@x b@y", ("a@x", "b@y")),
        ("Ada's message of Monday <a@x>", ("a@x",)),
        ("", ()),
        ("<>", ()),
        ("no id at all", ()),
        ("< a@x >", ("a@x",)),
        ("<a@\r\n x>", ()),
    ],
)
def test_references_in_every_shape(value: str, ids: tuple[str, ...]) -> None:
    found = letter(f"{HEAD}References: {value}\r\nIn-Reply-To: {value}\r\n")
    assert (found.references, found.in_reply_to) == (ids, ids)


def test_of_too_many_references_the_first_and_last_stay() -> None:
    found = letter(f"{HEAD}References: {' '.join(f'<{n}@x>' for n in range(500))}\r\n")
    assert len(found.references) == headers.LIMITS.references
    assert (found.references[0], found.references[-1]) == ("0@x", "499@x")


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("Ada <ada@Example.ORG>", "Ada", "ada@example.org"),
        ("ada@example.org", "", "ada@example.org"),
        ('"Lovelace, Ada" <ada@example.org>', "Lovelace, Ada", "ada@example.org"),
        ("ada@example.org (Ada)", "Ada", "ada@example.org"),
        ("=?utf-8?q?=C3=84da?= <ada@example.org>", "Äda", "ada@example.org"),
        ("=?utf-8?b?4piD4pii?= =?utf-8?b?77iP?= <ada@example.org>", "☃☢️", "ada@example.org"),
        ("=?utf-8?b?4pg=?= =?utf-8?b?gw==?= <ada@example.org>", "☃", "ada@example.org"),
        ("=?nonsense?q?Ada?= <ada@example.org>", "Ada", "ada@example.org"),
        ("=?utf-8?b?!!!?= <ada@example.org>", "", "ada@example.org"),
        ("Ada <ada@example.org>, Ben <ben@example.org>", "Ada", "ada@example.org"),
        ("Ada <<ada@example.org>>", "", "ada@example.org"),
        ('"Ada <ada@example.org>', "", "ada@example.org"),
        ("\u202eadA\u202c <ada@example.org>", "adA", "ada@example.org"),
        ("=?utf-8?q?A=0D=0ABcc:_x=40y.z?= <ada@example.org>", "A Bcc: x@y.z", "ada@example.org"),
        ("(" * 9_000 + " ada@example.org", "", "ada@example.org"),
    ],
)
def test_senders_in_every_shape(value: str, name: str, address: str) -> None:
    found = letter(f"From: {value}\r\nSubject: x\r\n")
    assert (found.sender.name, found.sender.address) == (name, address)
    assert not found.problem


@pytest.mark.parametrize("value", ["", "Ada", "<>", "Ada <ada>", "ada@", "undisclosed:;", "@example.org"])
def test_a_mail_without_a_sender_says_so(value: str) -> None:
    found = letter(f"From: {value}\r\nSubject: x\r\n")
    assert found.sender.address == ""
    assert found.problem == parsing.NO_SENDER
    assert found.text == "Hello"


def test_where_the_sender_is_missing_others_tell() -> None:
    assert letter("Sender: b@example.org\r\nSubject: x\r\n").sender.address == "b@example.org"
    assert letter("Return-Path: <c@example.org>\r\nSubject: x\r\n").sender.address == "c@example.org"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain", "plain"),
        ("folded\r\n  twice\r\n\tover", "folded twice over"),
        ("=?iso-8859-1?Q?Gr=FC=DFe?=", "Grüße"),
        ("=?utf-8?Q?a_b?= =?utf-8?Q?_c?=", "a b c"),
        ("a =?utf-8?Q?b?= c", "a b c"),
        ("8 bit: Größe", "8 bit: Größe"),
        ("\x1b$B$9$_$^$;$s\x1b(B", "すみません"),
        ("=?utf-8?Q?evil=00=07=1B[31m?=", "evil[31m"),
        ("=?utf-8?b?4oCuZ25wLmV4ZQ==?=", "gnp.exe"),
        ("=?utf-8?q?line=0Aother=E2=80=A8third?=", "line other third"),
        ("=?utf-8*en?q?hello?=", "hello"),
        ("family =?utf-8?b?8J+RqOKAjfCfkanigI3wn5Gn?=", "family 👨‍👩‍👧"),
        ("", ""),
    ],
)
def test_subjects_are_one_harmless_line(value: str, shown: str) -> None:
    assert letter(f"From: ada@example.org\r\nSubject: {value}\r\n").subject == shown


def test_a_subject_in_raw_latin_1() -> None:
    found = parse(b"From: ada@example.org\r\nSubject: Gr\xfc\xdfe aus K\xf6ln\r\n\r\nHello", NOON)
    assert found.subject.startswith("Gr")
    assert "\ufffd" not in found.subject


def test_a_long_subject_is_shortened() -> None:
    found = letter(f"From: ada@example.org\r\nSubject: {'long ' * 900}\r\n")
    assert len(found.subject) <= headers.LIMITS.subject
    assert found.subject.endswith("…")


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("Sun, 22 Nov 2026 10:00:00 +0100", datetime(2026, 11, 22, 9, tzinfo=UTC)),
        ("22 Nov 2026 10:00:00", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("", NOON),
        ("yesterday", NOON),
        ("Sun, 99 Foo 2026 99:99:99 +9999", NOON),
        ("Sun, 22 Nov 2326 10:00:00 +0000", NOON),  # nobody writes from the future
        ("Thu, 01 Jan 1970 00:00:00 +0000", NOON),
        ("9" * 5_000, NOON),
    ],
)
def test_dates_that_can_be_and_others(value: str, date: datetime) -> None:
    assert letter(f"{HEAD}Date: {value}\r\n").date == date


def test_where_it_was_delivered_counts_as_recipient() -> None:
    found = letter(f"{HEAD}Delivered-To: care+c1.x@example.com\r\nCc: care@example.com, b@example.org\r\n")
    assert [a.address for a in found.recipients] == [
        "care+c1.x@example.com",
        "care@example.com",
        "b@example.org",
    ]


def test_an_answer_goes_where_the_sender_wants_it() -> None:
    assert letter().answer_to.address == "ada@example.org"
    assert letter(f"{HEAD}Reply-To: <b@example.org>\r\n").answer_to.address == "b@example.org"
    assert letter(f"{HEAD}Reply-To: nonsense\r\n").answer_to.address == "ada@example.org"


def test_the_same_mail_has_the_same_key_and_another_has_not() -> None:
    bare = "From: ada@example.org\r\nSubject: x\r\n"
    assert letter(bare).dedupe_key == letter(f"Received: by b\r\n{bare}").dedupe_key
    assert letter(bare).dedupe_key.startswith("sha256:")
    assert letter(bare).dedupe_key != letter(bare, "Other").dedupe_key
    assert letter(bare).dedupe_key != letter(bare.replace("x", "y")).dedupe_key
    assert letter().dedupe_key == letter(HEAD, "Other").dedupe_key == "id:1@example.org"


# The text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("utf-8", "Größe".encode(), "Größe"),
        ("iso-8859-1", "Größe €".encode("cp1252"), "Größe €"),
        ("us-ascii", "Größe".encode(), "Größe"),  # declared wrongly, as usual
        ("iso-8859-1", "Größe".encode(), "Größe"),
        ("utf-8", "Größe".encode("cp1252"), "Größe"),
        ("gb2312", "镕基行李".encode("gb18030"), "镕基行李"),
        ("shift_jis", "①荷物".encode("cp932"), "①荷物"),
        ("euc-kr", "똠방각하".encode("cp949"), "똠방각하"),
        ("koi8-r", "Чемодан".encode("koi8-r"), "Чемодан"),
        ("no-such-thing", "Größe".encode(), "Größe"),
        ("punycode", b"hello-", "hello-"),
        ("hex", b"68656c6c6f", "68656c6c6f"),
        ("", "Größe".encode(), "Größe"),
    ],
)
def test_charsets_declared_rightly_and_wrongly(charset: str, data: bytes, text: str) -> None:
    declared = f"Content-Type: text/plain; charset={charset}\r\n" if charset else ""
    assert letter(HEAD + declared, data).text == text


def test_a_charset_is_guessed_where_none_helps() -> None:
    russian = "Здравствуйте, мой чемодан не прилетел вместе со мной, помогите, пожалуйста. " * 5
    assert letter(f"{HEAD}Content-Type: text/plain\r\n", russian.encode("cp1251")).text == russian.rstrip(
        "\n"
    )


def test_the_plain_text_is_taken_unless_it_is_a_stub() -> None:
    html = part("<p>The <b>whole</b> story</p>", "Content-Type: text/html")
    both = letter(mixed(part("plain words"), html, kind="alternative"), "")
    assert (both.text, "whole" in both.html) == ("plain words", True)
    for stub in ("", "  \r\n", "Your e-mail client does not support HTML.", "View this in your browser"):
        found = letter(mixed(part(stub), html, kind="alternative"), "")
        assert found.text == "The whole story"


def test_text_round_an_attachment_is_all_kept() -> None:
    image = part("x", "Content-Type: image/png\r\nContent-Disposition: inline; filename=a.png")
    found = letter(mixed(part("before"), image, part("after")), "")
    assert found.text == "before\n\nafter"
    assert [f.filename for f in found.attachments] == ["a.png"]


def test_html_with_a_plain_footer_keeps_both() -> None:
    html = part("<p>Where is my bag?</p>", "Content-Type: text/html")
    assert letter(mixed(html, part("list footer")), "").text == "Where is my bag?\n\nlist footer"


def test_a_text_part_with_a_name_is_a_file_unless_it_is_all() -> None:
    named = "Content-Type: text/plain; name=notes.txt"
    found = letter(mixed(part("words"), part("file", named)), "")
    assert (found.text, [f.filename for f in found.attachments]) == ("words", ["notes.txt"])
    alone = letter(f"{HEAD}{named}\r\n", "words")
    assert (alone.text, alone.attachments) == ("words", ())


def test_scripts_and_styles_are_no_text() -> None:
    html = "<style>p{}</style><script>alert(1)</script><p>a&lt;b&nbsp;c</p><ul><li>d</li></ul><!-- e -->"
    assert html_text.html_to_text(html) == "a<b c\n\n- d"


def test_links_and_tables_are_readable() -> None:
    html = (
        "<table><tr><td>Flight</td><td>BC 1</td></tr><tr><td>Seat</td><td>1A</td></tr></table>"
        '<a href="https://example.org/x">here</a> <a href="javascript:x()">there</a>'
    )
    assert html_text.html_to_text(html) == "Flight BC 1\nSeat 1A\n\nhere <https://example.org/x> there"


# Attachments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("filename=bill.pdf", "bill.pdf"),
        ('filename="../../etc/passwd"', "passwd"),
        ('filename="C:\\\\Windows\\\\system.ini"', "system.ini"),
        ('filename="a\u202egnp.exe"', "agnp.exe"),
        ("filename*=utf-8''%C3%9Cbersicht.pdf", "Übersicht.pdf"),
        ("filename*0*=utf-8''%C3%9Cber; filename*1*=sicht; filename*2=.pdf", "Übersicht.pdf"),
        ('filename="=?utf-8?q?=C3=9Cber.pdf?="', "Über.pdf"),
        ("filename*=nonsense''%FF.pdf", "ÿ.pdf"),
        ("filename*bad*=x", "attachment-1.pdf"),
        ('filename="con.pdf"', "_con.pdf"),
        ('filename="..."', "attachment-1.pdf"),
        ('filename=""', "attachment-1.pdf"),
        ('filename="a\x01b|c?.pdf"', "ab_c_.pdf"),
        ("", "attachment-1.pdf"),
    ],
)
def test_file_names_are_safe(header: str, name: str) -> None:
    head = f"Content-Type: application/pdf\r\nContent-Disposition: attachment; {header}"
    (found,) = letter(mixed(part("x", head)), "").attachments
    assert found.filename == name


def test_a_long_file_name_keeps_its_ending() -> None:
    name = mime.safe_filename("x" * 5_000 + ".pdf", "application/pdf", 1)
    assert len(name) <= mime.LIMITS.filename
    assert name.endswith(".pdf")


def test_content_is_decoded() -> None:
    data = bytes(range(256))
    head = "Content-Type: image/png\r\nContent-ID: <pic@x>\r\nContent-Transfer-Encoding: base64"
    (found,) = letter(mixed(part(b64encode(data).decode(), head)), "").attachments
    assert (found.content, found.size, found.content_id, found.inline) == (data, 256, "pic@x", True)


def test_damaged_base64_gives_what_is_left_of_it() -> None:
    head = "Content-Type: image/png\r\nContent-Transfer-Encoding: base64"
    (found,) = letter(mixed(part("!!!aGVsbG8", head)), "").attachments
    assert found.content


# Machines ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "auto"),
    [
        ("", None),
        ("Auto-Submitted: no", None),
        ("Precedence: first-class", None),
        ("Return-Path: <ada@example.org>", None),
        ("X-Loop: somebody-else", None),
        ("Auto-Submitted: auto-replied", Automatic.REPLY),
        ("Auto-Submitted: auto-generated (warning)", Automatic.REPLY),
        ("Precedence: auto_reply", Automatic.REPLY),
        ("X-Autoreply: yes", Automatic.REPLY),
        ("X-Autorespond: vacation", Automatic.REPLY),
        ("Return-Path: <>", Automatic.REPLY),
        ("Precedence: Bulk", Automatic.BULK),
        ("Precedence: junk", Automatic.BULK),
        ("Precedence: list", Automatic.BULK),
        ("List-Id: news <news.example.org>", Automatic.BULK),
        ("X-Loop: backchannel@example.com", Automatic.LOOP),
    ],
)
def test_machines_are_known(head: str, auto: Automatic | None) -> None:
    raw = f"{HEAD}{head}\r\n".replace("\r\n\r\n", "\r\n") + "\r\nHello"
    assert parse(raw.encode(), NOON, own_loop_marks={"backchannel@example.com"}).auto == auto


def test_a_bounce_in_prose() -> None:
    found = letter(
        "From: MAILER-DAEMON@example.org\r\nReturn-Path: <>\r\nSubject: failure notice\r\n",
        "Hi. This is the mail program.\n\n<ben@example.net>:\nRemote host said: 550 5.1.1 no such user\n\n"
        "--- Below this line is a copy of the message.\n\nMessage-ID: <case.1.msg.2.x@example.com>\n",
    )
    assert found.auto is Automatic.BOUNCE
    assert found.bounce is not None
    assert (found.bounce.status, found.bounce.permanent) == ("5.1.1", True)
    assert found.bounce.recipients[0].address == "ben@example.net"
    assert found.bounce.original_message_id == "case.1.msg.2.x@example.com"


def test_a_read_receipt_is_no_bounce() -> None:
    head = mixed(part("read")).replace(
        "multipart/mixed", "multipart/report; report-type=disposition-notification"
    )
    assert letter(head.replace("From:", "Auto-Submitted: auto-replied\r\nFrom:"), "").auto is Automatic.REPLY


# Torture ----------------------------------------------------------------------------------------


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
