"""What changed between two texts."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.threads.diff import MOST_ROWS, Bit, Change, compare

LINES = st.lists(st.sampled_from(["a", "b", "a b c d", "a x c d", "", "  "]), max_size=12).map("\n".join)


@given(LINES, LINES)
def test_both_texts_can_be_read_from_the_rows(before, after):
    rows = compare(before, after, around=None)
    left = ["".join(bit.text for bit in row.before) for row in rows if row.before_number]
    right = ["".join(bit.text for bit in row.after) for row in rows if row.after_number]
    assert left == before.splitlines()
    assert right == after.splitlines()
    assert [row.before_number for row in rows if row.before_number] == list(range(1, len(left) + 1))


@given(LINES, LINES)
def test_what_is_unmarked_is_the_same_on_both_sides(before, after):
    for row in compare(before, after):
        kept = ["".join(bit.text for bit in side if not bit.marked) for side in (row.before, row.after)]
        if row.change in (Change.SAME, Change.CHANGED):
            assert kept[0].split() == kept[1].split()


def test_changed_words_are_marked():
    (row,) = compare("The bag is red today.", "The bag is dark blue today.")
    assert row.change is Change.CHANGED
    assert Bit("red", marked=True) in row.before
    assert Bit("dark blue", marked=True) in row.after


def test_lines_that_have_nothing_in_common_are_marked_whole():
    (row,) = compare("A small bag goes under.", "Ring the duty manager")
    assert row.before == (Bit("A small bag goes under.", marked=True),)


def test_unchanged_lines_far_from_a_change_are_left_out():
    text = [str(number) for number in range(20)]
    rows = compare("\n".join(text), "\n".join([*text[:10], "new", *text[10:]]), around=2)
    assert [row.change for row in rows][:2] == [Change.GAP, Change.SAME]
    assert rows[0].left_out == 8
    assert sum(row.change is Change.ADDED for row in rows) == 1


def test_equal_texts_have_no_rows():
    assert compare("a\nb", "a\nb") == []
    assert compare("", "") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x\n" * 32_000, "y\n" * 32_000),
        ("a " * 32_000, "b " * 32_000),
        ("a b\n" * 16_000, "a\nb\n" * 16_000),
        ("\n".join(map(str, range(9_000))), "\n".join(str(2 * number) for number in range(9_000))),
    ],
)
def test_the_largest_texts_take_little_time(before, after):
    began = time.process_time()
    rows = compare(before, after)
    assert time.process_time() - began < 2
    assert len(rows) <= MOST_ROWS + 1
