"""Cutting quotes and signatures: the samples, the traps, and that nothing is ever lost."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.channels.email.html_text import html_to_text
from hub.channels.email.quotes import Cut, cut
from tests.channels import mail_samples
from tests.channels.mail_samples import needs_samples

FINE = "Hi. I am fine. Thanks, Alex"
REPLIES = {
    "talon/standard_replies/outlook.eml": ("Hello", "Allo! Follow up MIME!"),
}
SIGNED = ("iphone", "sparrow")
# The first and the last words to be seen, and whether something is quoted and signed.
PLAIN = {
    "correct_sig": ("this is an email with a correct -- signature.", "", False, True),
    "email_1_1": ("Hi folks", "I am currently using the Java HTTP API.", False, True),
    "email_1_2": ("Hi,", 'bucket, you’ll need to delete them all individually."', True, True),
    "email_1_3": ("Oh thanks.", "Having the function would be great.", True, True),
    "email_1_4": ("Awesome! I haven't had another problem with it.", "", True, False),
    "email_1_5": ("One: Here's what I've got.", "It goes on and on for a while.", False, False),
    "email_1_6": ("I get proper rendering as well.", "torch of pixels", True, False),
    "email_1_7": (":+1:", "", True, False),
    "email_1_8": ("I will reply under this one", "and under this.", True, True),
    "email_2_1": ("Outlook with a reply", "", True, False),
    "email_2_2": ("Outlook with a reply directly above line", "", True, False),
    "email_2_3": ("Outlook with a reply directly above line", "", True, False),
    "email_BlackBerry": ("Here is another email", "", False, True),
    "email_bullets": ("test 2 this should list second", "- and another", True, True),
    "email_iPhone": ("Here is another email", "", False, True),
    "email_multi_word_sent_from_my_mobile_device": ("Here is another email", "", False, True),
    "email_one_is_not_on": ("Thank, this is really helpful.", "when I run...", True, False),
    "email_sent_from_my_not_signature": ("Here is another email", "mobile phone.", False, False),
    "email_sig_delimiter_in_middle_of_line": ("Hi there!", "kthxbai", False, False),
    "greedy_on": ("On your remote host you can run:", "the tunnel is not working.", True, False),
    "pathological": ("I think you're onto something.", "get back to a computer.", True, False),
}


def squeezed(text: str) -> str:
    return " ".join(text.split())


@needs_samples
@pytest.mark.parametrize("name", mail_samples.names("talon/html_replies/*.html"))
def test_html_of_every_client(name: str) -> None:
    found = cut(mail_samples.text(name), html=True)
    assert squeezed(found.visible) == FINE
    assert squeezed(found.quoted).endswith(("Thanks, Sasha.", "Hello! How are you?"))


@needs_samples
@pytest.mark.parametrize("name", mail_samples.names("talon/standard_replies/*.eml"))
def test_standard_replies_as_text_and_as_html(name: str) -> None:
    parsed = mail_samples.mail(name)
    plain, html = REPLIES.get(name, ("Hello", "Hello"))
    found = [(cut(parsed.text), plain)]
    found += [(cut(parsed.html, html=True), html)] if parsed.html else []
    for result, expected in found:
        assert result.visible == expected
        assert result.quoted
        assert bool(result.signature) == any(client in name for client in SIGNED)


@needs_samples
def test_replies_with_a_signature_keep_it_beside_the_text() -> None:
    for client in SIGNED:
        parsed = mail_samples.mail(f"talon/standard_replies/{client}.eml")
        found = cut(parsed.text)
        expected = mail_samples.text(f"talon/standard_replies/{client}_reply_text")
        assert squeezed(f"{found.visible} {found.signature}") == squeezed(expected)


@needs_samples
@pytest.mark.parametrize(
    ("name", "visible"), [("OLK_SRC_BODY_SECTION", "Reply"), ("reply-separated-by-hr", "Hi there Bob")]
)
def test_other_html_quotes(name: str, visible: str) -> None:
    found = cut(mail_samples.text(f"talon/{name}.html"), html=True)
    assert squeezed(found.visible) == visible
    assert found.quoted.startswith("From: ")


@needs_samples
def test_a_quote_in_the_same_block_as_the_reply() -> None:
    parsed = mail_samples.mail("talon/reply-quotations-share-block.eml")
    for found in (cut(parsed.text), cut(parsed.html, html=True)):
        assert squeezed(found.visible).startswith("Hi Katharine.")
        assert found.visible.endswith(("Joe XXX", "Jhon Doe"))
        assert found.quoted.startswith("--- On Wed, 4/4/12")


@needs_samples
@pytest.mark.parametrize("name", mail_samples.names("talon/signature/emails/stripped/*_body"))
def test_signatures_by_the_senders_name(name: str) -> None:
    body, stem = mail_samples.text(name), name.removesuffix("_body")
    sender = mail_samples.text(f"{stem}_sender").strip()
    expected = mail_samples.text(f"{stem}_signature").strip()
    found = cut(body, sender=("", sender) if "@" in sender else (sender, ""))
    assert found.signature == expected
    assert found.visible == body.strip().removesuffix(expected).strip()


@needs_samples
@pytest.mark.parametrize("name", mail_samples.names("reply_parser/*.txt"))
def test_plain_text(name: str) -> None:
    first, last, quoted, signed = PLAIN[name.removeprefix("reply_parser/").removesuffix(".txt")]
    found = cut(mail_samples.text(name))
    lines = found.visible.split("\n")
    if last:
        assert lines[0].startswith(first)
        assert squeezed(found.visible).endswith(last)
    else:
        assert found.visible == first
    assert (bool(found.quoted), bool(found.signature)) == (quoted, signed)
    assert not any(line.startswith(">") for line in lines)


# The traps --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "My flight:\nFrom: Zurich\nTo: Lisbon\nDate: 3 May 10:30\nWhere is my bag?",
        "On 3 May your colleague wrote:\nyou get a refund.\nThat was not true!",
        "Please answer to bob@example.com before 12 March 2024:\nI am away after that.",
        "Thanks, but my bag is still not here.\nTake a look at the picture.",
        "Two things:\n- my bag\n- My Money",
        "Name: Ada\nSubject: my bag\nI wait.",
        "A line\n------------------------\nand what stands below it\nmatters as well",
    ],
)
def test_a_customers_own_words_stay(body: str) -> None:
    found = cut(body)
    assert found.visible == body
    assert not found.quoted
    assert not found.signature


@pytest.mark.parametrize(
    "body",
    [
        "> all of it\n> is quoted",
        "On Tue, 3 May 2024 at 10:00, Ada <ada@example.org> wrote:\n> and nothing said",
        "-- \nonly a signature",
        "Sent from my iPhone",
        "-----Original Message-----\nFrom: a@example.org\nTo: b@example.org\nSubject: x\n\nText",
    ],
)
def test_something_is_always_left_to_read(body: str) -> None:
    found = cut(body)
    assert found.visible
    assert found.full == body


def test_answers_between_the_quoted_lines_stay_in_order() -> None:
    found = cut("Hello\nOn 3.5.2024 10:00, Ada <a@example.org> wrote:\n> one?\nYes\n> two?\nNo\n-- \nBen")
    assert found.visible == "Hello\nYes\nNo"
    assert found.signature == "-- \nBen"
    assert [part.kind for part in found.parts] == ["own", "quoted", "own", "quoted", "own", "signature"]


@pytest.mark.parametrize(
    "attribution",
    [
        "Am 03.05.2024 um 10:00 schrieb Ada <ada@example.org>:",
        "Le 3 mai 2024 à 10:00, Ada <ada@example.org> a écrit :",
        "El 3 may 2024, a las 10:00, Ada <ada@example.org> escribió:",
        "Il giorno 3 mag 2024, alle ore 10:00, Ada <ada@example.org> ha scritto:",
        "Op 3 mei 2024 om 10:00 schreef Ada <ada@example.org>:",
        "2024年5月3日(金) 10:00 Ada <ada@example.org>:",
        "2024년 5월 3일 (금) 오전 10:00, Ada <ada@example.org>님이 작성:",
        "пт, 3 мая 2024 г. в 10:00, Ada <ada@example.org>:",
        "Den 3 maj 2024 kl. 10:00 skrev Ada <ada@example.org>:",
        "W dniu 3.05.2024 o 10:00, Ada <ada@example.org> pisze:",
    ],
)
def test_attributions_in_many_languages(attribution: str) -> None:
    found = cut(f"Hello\n\n{attribution}\n\n> quoted")
    assert (found.visible, found.quoted) == ("Hello", f"{attribution}\n\n> quoted")


@pytest.mark.parametrize(
    "header",
    [
        "Von: Ada <ada@example.org>\nGesendet: Freitag, 3. Mai 2024\nAn: Ben\nBetreff: Koffer",
        "De : Ada <ada@example.org>\nEnvoyé : vendredi 3 mai 2024\nÀ : Ben\nObjet : Valise",
        "Van: Ada <ada@example.org>\nVerzonden: vrijdag 3 mei 2024\nAan: Ben\nOnderwerp: Koffer",
        "От: Ada <ada@example.org>\nОтправлено: 3 мая 2024\nКому: Ben\nТема: чемодан",
        "差出人: Ada <ada@example.org>\n送信日時: 2024年5月3日\n宛先: Ben\n件名: 荷物",
    ],
)
def test_header_blocks_in_many_languages(header: str) -> None:
    found = cut(f"Hello\n\n{header}\n\nOld words")
    assert found.visible == "Hello"
    assert found.quoted.endswith("Old words")


def test_a_customers_own_blockquote_stays() -> None:
    html = "<p>You promised:</p><blockquote>a refund</blockquote><p>Where is it?</p>"
    assert squeezed(cut(html, html=True).visible) == "You promised: a refund Where is it?"


def test_answers_between_the_quotes_of_html_stay() -> None:
    html = (
        '<div>Hello</div><div class="gmail_quote"><div class="gmail_attr">On 3 May 2024, Ada wrote:</div>'
        '<blockquote class="gmail_quote">one?</blockquote><div>Yes</div>'
        '<blockquote class="gmail_quote">two?</blockquote></div><div class="gmail_signature">Ben</div>'
    )
    found = cut(html, html=True)
    assert squeezed(found.visible) == "Hello Yes"
    assert found.signature == "Ben"


# Nothing is lost, nothing hangs -------------------------------------------------------------------

LINES = """
Hello
> quoted
>> twice
--
________________________
http://lists.example.org
Sent from my iPhone
-Ada Lovelace
On 3 May 2024 10:00, Ada <a@b.example> wrote:
From: a@b.example
Sent: today
To: Ben
Subject: x
-----Original Message-----
wrote:
Best regards,
Ada
Am 3.5.2024 schrieb Ada:
"""
# A dot in the middle stands for a space.
TAGS = """
<p> </p> <br> <hr> <blockquote> </blockquote> <div> </div> <pre> </pre> <td> </td> <li> <style> </style>
<!-- --> < > &amp; &#0; &#xD800; " ' = text <?xml <![if <img·alt='x'>
<blockquote·type=cite> <div·class='gmail_quote'> <div·id=divRplyFwdMsg>
<div·style='border-top:solid·1pt'> <a·href='https://example.org'> </a> From:·a@b.c<br> Sent:·x<br>
On·3·May·2024·10:00,·Ada·&lt;a@b.c&gt;·wrote:<br>
"""
PIECES = st.sampled_from([*LINES.splitlines(), "-- ", "\xa0"])
MARKUP = st.sampled_from(TAGS.split()).map(lambda piece: piece.replace("·", " "))


def says_the_same(found: Cut) -> bool:
    parts = "".join((found.visible + found.quoted + found.signature).split())
    return sorted(parts) == sorted("".join(found.full.split()))


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=25).map("\n".join)))
def test_no_character_of_a_text_is_lost(body: str) -> None:
    found = cut(body, sender=("Ada Lovelace", "ada@example.org"))
    assert found.full == body
    assert says_the_same(found)
    assert bool(found.visible) == bool(body.strip())


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(MARKUP, max_size=40).map("".join)))
def test_no_word_of_html_is_lost(body: str) -> None:
    found = cut(body, html=True)
    assert found.full == html_to_text(body)
    assert says_the_same(found)
    assert bool(found.visible) == bool(found.full.strip())


SIZE = 767_000
HTML_SIZE = 256 * 1024
LINE = "On Tue, 2011-03-01 at 18:02, A <a@b.example> wrote:\n"
ENDLESS = {
    "nested quotes": "Hello\n" + "".join(">" * (i % 60 + 1) + " " + LINE for i in range(SIZE // 83)),
    "attributions": LINE * (SIZE // len(LINE)),
    "headers": "From: a@b\nSent: x\n" * (SIZE // 18),
    "endless line": "On On a a a 2024 a@b " * (SIZE // 21) + "wrote:",
    "colons": ("On On " + "a " * 100 + "2024:\n") * (SIZE // 213),
    "empty lines": "\n" * SIZE,
    "rules": ("_" * 40 + "\n") * (SIZE // 41),
    "marks": "-- \n" * (SIZE // 4),
    "names": "-Abc Def\n" * (SIZE // 9),
}
ENDLESS_HTML = {
    "deep": "<div>" * (HTML_SIZE // 5),
    "deep quotes": "<blockquote>x" * (HTML_SIZE // 13),
    "unclosed comments": "<!--" * (HTML_SIZE // 4),
    "unclosed styles": "<style>" * (HTML_SIZE // 7),
    "unclosed tags": "<a " * (HTML_SIZE // 3),
    "unclosed values": '<a "' * (HTML_SIZE // 4),
    "crossed values": "<a ='>" * (HTML_SIZE // 6),
    "angle brackets": "<" * HTML_SIZE,
    "half references": "&#" * (HTML_SIZE // 2),
    "border styles": ('<p style="border-top:' + "border-top:" * 300 + '">') * (HTML_SIZE // 3_500),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_no_text_takes_long(kind: str) -> None:
    started = time.process_time()
    cut(ENDLESS[kind], sender=("Abc Def", "a@b.example"))
    assert time.process_time() - started < (2 if kind == "nested quotes" else 4)


@pytest.mark.parametrize("kind", ENDLESS_HTML)
def test_no_html_takes_long(kind: str) -> None:
    started = time.process_time()
    cut(ENDLESS_HTML[kind], html=True)
    assert time.process_time() - started < 4
