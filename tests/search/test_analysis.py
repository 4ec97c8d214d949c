"""Words to terms."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import MAX_WORD, facet_value, fold, forms, stems, tokens
from search.edits import distance
from search.stemming import stem


@pytest.mark.parametrize(
    "family",
    [
        "refund refunds refunded refunding",
        "stroller strollers",
        "delay delays delayed delaying",
        "baggage baggages",
        "cancel cancels cancelling cancelled",
        "travel travelled travelling",
        "hope hopes hoped hoping",
        "add adds added adding",
        "policy policies",
        "relate related relating",
        "connection connected connecting connections",
        "agree agreed agreeing agrees",
        "happy happiness",
        "replace replacement replacements",
    ],
)
def test_a_family_of_words_has_one_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1, {w: stem(w) for w in family.split()}


@pytest.mark.parametrize(
    ("one", "other"), [("universe", "unit"), ("news", "newborn"), ("sing", "s"), ("bed", "b")]
)
def test_other_words_keep_theirs(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["", "a", "is", "tn482", "gdańsk", "482", "東京"])
def test_what_is_not_english_is_left_alone(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Gdańsk", "gdansk"),
        ("Łódź", "lodz"),
        ("Ørsted", "orsted"),
        ("Straße", "strasse"),
        ("FRÜHSTÜCK", "fruhstuck"),
        ("Æthelred", "aethelred"),
        ("İstanbul", "istanbul"),
        ("ﬁsh", "fish"),
        ("crème brûlée", "creme brulee"),
    ],
)
def test_accents_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert facet_value(facet_value(text)) == facet_value(text)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("TN482", {"tn482", "tn", "482"}),
        ("TN 482", {"tn", "482"}),
        ("e-ticket", {"eticket", "e", "ticket"}),
        ("K7XQ2M", {"k7xq2m"}),
        ("220-2345678901", {"2202345678901", "220", "2345678901"}),
        ("220 2345678901", {"2202345678901", "220", "2345678901"}),
        ("12 or 14 kg", {"12", "or", "14", "kg"}),
        ("12 14", {"12", "14"}),
        ("14kg", {"14kg", "14", "kg"}),
        ("FlightStatus", {"flightstatu", "flight", "statu"}),
        ("can't", {"cant", "can", "t"}),
        ("東京都", {"東京都", "東", "京", "都"}),
        ("½", {"12"}),
        ("...", set()),
    ],
)
def test_compounds_are_split_and_kept(text: str, terms: set[str]) -> None:
    assert {token.stem for token in tokens(text)} == terms


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("TN482", "flight TN 482 is late"),
        ("tn-482", "flight TN482 is late"),
        ("TN482", "flight tn-482 is late"),
        ("eticket", "an e-ticket"),
        ("e-ticket", "an eticket"),
        ("e-ticket", "an e ticket"),
        ("4722334455", "call +47 22 33 44 55"),
        ("cant", "I can't"),
    ],
)
def test_codes_meet_however_they_are_written(typed: str, written: str) -> None:
    there = [(token.position, token.stem) for token in tokens(written)]
    assert any(
        all((start + step, term) in there for step, term in enumerate(run))
        for run in forms(typed)
        for start, _ in there
    )


@given(st.text(max_size=300))
def test_tokens_point_into_their_text(text: str) -> None:
    last = -1
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.word.isalnum()
        assert len(token.word) <= MAX_WORD
        assert token.position >= last
        last = token.position


def test_phrases_have_no_joined_forms() -> None:
    assert stems("the e-ticket's number") == ("the", "e", "ticket", "s", "number")


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("wheel", "wheel", 0),
        ("wheel", "weel", 1),
        ("wheel", "whele", 1),
        ("wheel", "wool", 3),
        ("a", "abcdef", 3),
    ],
)
def test_edits(one: str, other: str, edits: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == edits


@pytest.mark.parametrize("unit", ["a", "1 ", "a-", "A1", "ab'", "é", "東", "aB", "12 34-", "\u0301", "- "])
def test_analysis_grows_with_the_text_and_no_faster(unit: str) -> None:
    def cost(size: int) -> float:
        text = (unit * size)[:size]
        runs = []
        for _ in range(3):
            started = time.process_time()
            list(tokens(text))
            runs.append(time.process_time() - started)
        return min(runs)

    small, large = cost(10_000), cost(40_000)
    assert large < 10 * small + 0.02, f"4 times the text took {large / small:.1f} times as long"
