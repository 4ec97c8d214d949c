"""Reading mail: headers, texts, attachments and machines in every shape they come in."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest

from hub.channels.email import headers, html_text, mime
from hub.channels.email import parse as parsing
from hub.channels.email.automatic import Automatic
from hub.channels.email.parse import parse
from tests.channels.mail_letters import HEAD, letter, mixed, part
from tests.channels.mail_samples import NOON

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


PREHEADER = '<div style="display:none; max-height:0">Your week<ul><li>in short</li></ul><img alt="dot"></div>'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f"{PREHEADER}<p>My bag is wet.</p>", "My bag is wet."),
        ("<p>My bag <span style='mso-hide:all'>x7f</span>is wet.</p>", "My bag is wet."),
        ('<p style="text-display: none-such">My bag</p>', "My bag"),
        ('<div style="DISPLAY : NONE"><div>a</div></div><p>My bag</p>', "My bag"),
        ('<p>Hello</p><div style="display:none">My bag is wet.<p>Ada', "Hello\n\nMy bag is wet.\n\nAda"),
        ('<body style="display:none">My bag is wet.</body>', "My bag is wet."),
    ],
)
def test_what_is_hidden_is_no_text_but_nothing_is_lost_by_it(html: str, text: str) -> None:
    """Unless its end never comes, or nothing else is said."""
    assert html_text.html_to_text(html) == text


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
