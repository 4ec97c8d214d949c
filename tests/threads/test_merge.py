"""Two changes of one text: both are taken where they do not touch, and no word of either is ever lost."""

import random
import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.threads.merge import Choice, merge, moved

WORDS = [
    "bag",
    "gate",
    "lend",
    "stroller",
    "refund",
    "seat",
    "desk",
    "Oslo",
    "never",
    "first",
    "-",
    "##",
    "|",
]
lines = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
texts = st.lists(lines, max_size=8).map("\n".join)
BOTH = [Choice.BOTH] * 50


def words(text: str) -> "Counter[str]":
    return Counter(re.findall(r"\w+", text))


@settings(max_examples=300)
@given(base=texts, theirs=texts, mine=texts)
def test_no_word_of_either_is_lost_and_nothing_is_invented(base, theirs, mine):
    merged = merge(base, theirs, mine)
    # What one side added is there, whoever decides for both; where nothing clashes, without a decision.
    kept = words(merged.text(BOTH))
    assert not words(theirs) - words(base) - kept
    assert not words(mine) - words(base) - kept
    # What neither took away is there.
    assert not words(base) - (words(base) - words(theirs)) - (words(base) - words(mine)) - kept
    assert not kept - (words(theirs) + words(mine))
    assert "".join(piece.base for piece in merged.pieces) == f"{base}\n"
    swapped = merge(base, mine, theirs)
    assert swapped.is_clean == merged.is_clean
    if merged.is_clean:
        assert merged.text() == swapped.text()


@given(base=texts, other=texts)
def test_who_changed_nothing_takes_the_others_text(base, other):
    for merged in (merge(base, other, base), merge(base, base, other), merge(base, other, other)):
        assert merged.is_clean
        assert merged.text() == other


@settings(max_examples=200)
@given(st.data())
def test_changes_in_different_places_are_put_together(data):
    """A text of words that occur once; each changes, adds or takes out words of their own lines."""
    count = data.draw(st.integers(3, 12))
    base = [[f"w{line}x{word}" for word in range(5)] for line in range(count)]
    owners = [data.draw(st.sampled_from(["theirs", "mine", "nobody"])) for _ in range(count)]
    texts = {"theirs": [list(line) for line in base], "mine": [list(line) for line in base]}
    both = [list(line) for line in base]
    for number, owner in enumerate(owners):
        if owner == "nobody":
            continue
        at = data.draw(st.integers(1, 3))
        new = data.draw(st.sampled_from([[f"{owner}{number}"], [], [base[number][at], f"{owner}{number}"]]))
        texts[owner][number][at : at + 1] = new
        both[number][at : at + 1] = new

    def joined(text):
        return "\n".join(" ".join(line) for line in text)

    merged = merge(joined(base), joined(texts["theirs"]), joined(texts["mine"]))
    assert merged.is_clean
    assert merged.text() == joined(both)


def test_words_of_one_line():
    base = "We lend a stroller for the whole trip, free of charge."
    theirs = "We always lend a stroller for the whole trip, free of charge."
    mine = "We lend a stroller for the whole trip, without any charge."
    assert merge(base, theirs, mine).text() == (
        "We always lend a stroller for the whole trip, without any charge."
    )


def test_the_same_place_is_left_to_be_decided_as_a_whole_line():
    merged = merge("One.\n\nTwo.\n\nThree.", "One.\n\nAda's.\n\nThree.", "One!\n\nBen's.\n\nThree.")
    (conflict,) = merged.conflicts
    assert (conflict.base, conflict.theirs, conflict.mine) == ("Two.\n", "Ada's.\n", "Ben's.\n")
    assert merged.text() == "One!\n\nBen's.\n\nThree."
    assert merged.text([Choice.THEIRS]) == "One!\n\nAda's.\n\nThree."
    assert merged.text([Choice.BOTH]) == "One!\n\nAda's.\nBen's.\n\nThree."


def test_neighbouring_words_and_what_one_took_out_are_decided_by_people():
    assert not merge("lend a seat", "lend one seat", "lend a chair").is_clean
    assert not merge("Keep.\nGone.", "Keep.", "Keep.\nGone, but later.").is_clean
    assert not merge("- a", "- a\n- theirs", "- a\n- mine").is_clean


def test_long_and_wholly_different_texts_end_soon_and_are_kept():
    dice = random.Random(1)  # noqa: S311 (no secret)

    def text(seed):
        return "\n".join(f"{seed} {dice.random()}" for _ in range(4_000))

    merged = merge(text("a"), text("b"), text("c"))
    assert len(merged.conflicts) == 1
    assert merged.text(BOTH).count("\n") == 7_999


@given(before=texts, after=texts, data=st.data())
def test_the_caret_stays_beside_its_words(before, after, data):
    caret = data.draw(st.integers(0, len(before)))
    assert moved(caret, before, before) == caret
    assert 0 <= moved(caret, before, after) <= len(after)
    assert moved(caret, "unlike " + before, before + " other") >= 0


def test_the_caret_moves_with_its_line_and_inside_it():
    text = "One.\nTwo and three.\nFour."
    at_three = text.index("three")
    assert moved(at_three, text, "Zero.\n" + text) == at_three + 6
    assert moved(at_three, text, text.replace("Two", "Only two")) == at_three + 5
    assert moved(at_three, text, text.replace("Four", "Fourteen")) == at_three
