"""Masking, variables, and how texts are compared."""

import pytest

from hub.reuse.languages import language_of
from hub.reuse.masking import mask
from hub.reuse.passages import find_passages, kept_share
from hub.reuse.variables import fill, unfilled

INSIDE = ["Refund limit is €180 without approval, budget 4410."]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Call me on +47 911 22 333 please", "911"),
        ("I am marta@example.net", "marta@"),
        ("@marta_k here", "@marta_k"),
        ("@marta.k-2 here", "marta.k-2"),
        ("booking reference is ABCDEF", "ABCDEF"),
        ("IBAN NO93 8601 1117 947", "8601"),
        ("See https://example.net/me", "example.net"),
        ("Regards, MARTA kowalczyk", "kowalczyk"),
        ("born 3.4.1981", "1981"),
    ],
)
def test_identities_are_masked(text, secret):
    assert secret not in mask(text, ["Marta Kowalczyk"]).text


def test_the_same_identity_has_the_same_placeholder():
    masked = mask("Write to a@example.net or A@example.net, not b@example.net")
    assert masked.text == "Write to [e-mail] or [e-mail], not [e-mail 2]"


def test_colleagues_who_are_called_stay():
    assert mask("@ben @stranger help", keep={"@ben"}).text == "@ben [handle] help"
    assert mask("@Ben.", keep={"@ben"}).text == "@Ben."


@pytest.mark.parametrize(
    "text",
    [
        "The refund limit is 180 without approval",
        "REFUND   limit\nis €180",
        "refund-limit is 180",
        "réfund limit is 180",
        "4410",
        "44\u200b10",
        "the re\u200bfund li\u00admit i\u2060s €1\u200b80",
        "the re**fund** _lim_it `is` **180**",
        "r e f u n d l i m i t i s 1 8 0",
        "therefundlimitis€180",
        "the r\u0435fund limit \u0456s \uff11\uff18\uff10",
    ],
)
def test_retyped_passages_are_found(text):
    assert find_passages(text, INSIDE)


@pytest.mark.parametrize("text", ["You need no approval.", "The limit is high.", "It costs 180 kroner.", ""])
def test_chance_words_are_not(text):
    assert not find_passages(text, INSIDE)


def test_what_the_customer_has_read_is_free():
    said = ["Your refund limit is €180 without approval."]
    assert not find_passages("As I said: your refund limit is €180 without approval.", INSIDE, said)
    assert find_passages("As I said: refund limit is €180 without approval, budget 4410.", INSIDE, said)


def test_a_find_says_where_it_is():
    text = "Dear Marta, quote budget 4410 there."
    (passage,) = find_passages(text, INSIDE)
    assert text[passage.start : passage.end] == passage.text
    assert "4410" in passage.text


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [("one two three four", "one two three four", 100), ("one two three four", "four three", 25),
     ("", "x", 0), ("one two three four", "Well: one, two and then three FOUR!", 100), ("one two", "", 0)],
)  # fmt: skip
def test_the_kept_share(before, after, kept):
    assert kept_share(before, after) == kept


def test_variables_are_filled_or_shown():
    text = fill(
        "Hi {{ first_name }}, case {{case number}}, {{station}}", {"first_name": "Marta", "case_number": "7"}
    )
    assert text == "Hi Marta, case 7, {{station}}"
    assert unfilled(text) == ["station"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hello, my bag is not here and I have been waiting for it since Monday.", "en"),
        ("Guten Tag, mein Koffer ist nicht angekommen und ich warte seit Montag auf eine Antwort.", "de"),
        ("Bonjour, je suis arrivé à Oslo mais mon bagage est resté à Paris.", "fr"),
        ("Dzień dobry, mój bagaż nie dotarł do Oslo i nie mam z tym nic wspólnego.", "pl"),
        ("Thanks!", ""),
        ("KL1204 OSL AMS 12:40 14:20 B12 Boeing", ""),
    ],
)
def test_a_language_is_told_by_its_short_words(text, code):
    assert language_of(text) == code
