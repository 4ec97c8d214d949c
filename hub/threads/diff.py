"""What changed between two texts: lines side by side, changed words marked. Pure, and never slow.

The shortest edit is looked for within a budget of steps; texts that differ too much to be worth a
comparison are shown as taken out and put in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LINE_EDITS = 300  # lines taken out or put in, before we stop looking for what stayed
WORD_EDITS = 200  # the same for the words of one line
ALIKE = 0.4  # of the characters of the shorter line; below, marking single words only confuses
ALL_EDITS = 3_000  # words, for all places of one comparison together
MOST_ROWS = 2_000  # of a comparison; nobody reads further
AROUND = 3  # unchanged lines that are shown around a change

_WORD = re.compile(r"\w+|\s+|[^\w\s]")


class Change(StrEnum):
    """What happened to a line."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    GAP = "gap"  # stands for unchanged lines that are left out


@dataclass(frozen=True, slots=True)
class Bit:
    """Some characters of a line; `marked` when they are only on this side."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line before and after, with their numbers; 0 where there is none."""

    change: Change
    before: tuple[Bit, ...] = ()
    after: tuple[Bit, ...] = ()
    before_number: int = 0
    after_number: int = 0
    left_out: int = 0  # of a gap: how many lines


def compare(before: str, after: str, *, around: int | None = AROUND) -> list[Row]:
    """Both texts line by line. `around=None` shows every line, else only those near a change."""
    old, new = before.splitlines(), after.splitlines()
    rows: list[Row] = []
    left = _Budget(ALL_EDITS)
    at_old = at_new = 0
    for start_old, start_new, length in matching(old, new, LINE_EDITS):
        rows += _replaced(old[at_old:start_old], new[at_new:start_new], at_old, at_new, left)
        for offset in range(length):
            bits = (Bit(old[start_old + offset]),)
            rows.append(Row(Change.SAME, bits, bits, start_old + offset + 1, start_new + offset + 1))
        at_old, at_new = start_old + length, start_new + length
    return _cut(rows if around is None else _near_changes(rows, around))


@dataclass(slots=True)
class _Budget:
    edits: int


def _replaced(old: Sequence[str], new: Sequence[str], at_old: int, at_new: int, left: _Budget) -> list[Row]:
    """Lines that gave way to others: paired in order, what is over stands alone."""
    rows = []
    for offset in range(max(len(old), len(new))):
        before = old[offset] if offset < len(old) else None
        after = new[offset] if offset < len(new) else None
        if before is None:
            rows.append(
                Row(Change.ADDED, after=(Bit(after or "", marked=True),), after_number=at_new + offset + 1)
            )
        elif after is None:
            taken_out = (Bit(before, marked=True),)
            rows.append(Row(Change.REMOVED, taken_out, before_number=at_old + offset + 1))
        else:
            first, second = _words(before, after, left)
            rows.append(Row(Change.CHANGED, first, second, at_old + offset + 1, at_new + offset + 1))
    return rows


def _words(before: str, after: str, left: _Budget) -> tuple[tuple[Bit, ...], tuple[Bit, ...]]:
    """The two lines in bits, those that differ marked."""
    if left.edits <= 0:
        return (Bit(before, marked=True),), (Bit(after, marked=True),)
    left.edits -= 1
    old, new = _WORD.findall(before), _WORD.findall(after)
    first, second = [], []
    at_old = at_new = 0
    for start_old, start_new, length in matching(old, new, min(WORD_EDITS, left.edits)):
        first += [
            ("".join(old[at_old:start_old]), True),
            ("".join(old[start_old : start_old + length]), False),
        ]
        second += [
            ("".join(new[at_new:start_new]), True),
            ("".join(new[start_new : start_new + length]), False),
        ]
        left.edits -= start_old - at_old + start_new - at_new
        at_old, at_new = start_old + length, start_new + length
    if _kept(first) < ALIKE * min(len(before), len(after)):
        return (Bit(before, marked=True),), (Bit(after, marked=True),)
    return _bits(first), _bits(second)


def _kept(pieces: Sequence[tuple[str, bool]]) -> int:
    return sum(len(text) for text, marked in pieces if not marked and not text.isspace())


def _bits(pieces: Sequence[tuple[str, bool]]) -> tuple[Bit, ...]:
    """What was found, neighbours joined; a space between two marked words is marked with them."""
    whole = [piece for piece in pieces if piece[0]]
    out: list[Bit] = []
    for number, (text, marked) in enumerate(whole):
        between = 0 < number < len(whole) - 1 and text.isspace()
        is_marked = marked or (between and whole[number - 1][1] and whole[number + 1][1])
        if out and out[-1].marked == is_marked:
            out[-1] = Bit(out[-1].text + text, is_marked)
        else:
            out.append(Bit(text, is_marked))
    return tuple(out)


def _near_changes(rows: Sequence[Row], around: int) -> list[Row]:
    """The changes and `around` lines before and after each; the rest becomes gaps."""
    shown = [False] * len(rows)
    for number, row in enumerate(rows):
        if row.change is not Change.SAME:
            for near in range(max(0, number - around), min(len(rows), number + around + 1)):
                shown[near] = True
    out: list[Row] = []
    hidden = 0
    for row, is_shown in zip(rows, shown, strict=True):
        if is_shown and hidden:
            out.append(Row(Change.GAP, left_out=hidden))
        hidden = 0 if is_shown else hidden + 1
        if is_shown:
            out.append(row)
    return [*out, Row(Change.GAP, left_out=hidden)] if hidden and out else out


def _cut(rows: list[Row]) -> list[Row]:
    over = len(rows) - MOST_ROWS
    return [*rows[:MOST_ROWS], Row(Change.GAP, left_out=over)] if over > 0 else rows


def matching(old: Sequence[str], new: Sequence[str], most: int) -> list[tuple[int, int, int]]:
    """(start in old, start in new, length) of what stayed, ended by an empty match at both ends."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    inner = _shortest_edit(old[head : len(old) - tail], new[head : len(new) - tail], most)
    pairs = [(head + left, head + right) for left, right in inner]
    found = [(0, 0, head)] if head else []
    for left, right in pairs:
        if found and (left, right) == (found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]):
            found[-1] = (found[-1][0], found[-1][1], found[-1][2] + 1)
        else:
            found.append((left, right, 1))
    return [*found, (len(old) - tail, len(new) - tail, tail)]


def _shortest_edit(old: Sequence[str], new: Sequence[str], most: int) -> list[tuple[int, int]]:
    """Pairs of equal places by the greedy walk of E. Myers (1986); none past `most` edits."""
    if not old or not new:
        return []
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(most, len(old) + len(new)) + 1):
        trace.append(dict(furthest))
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (
                diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1]
            )
            x = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            furthest[diagonal] = x
            if x >= len(old) and y >= len(new):
                return _walked_back(trace, len(old), len(new))
    return []


def _walked_back(trace: Sequence[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs = []
    for edits in range(len(trace) - 1, -1, -1):
        furthest, diagonal = trace[edits], x - y
        down = diagonal == -edits or (
            diagonal != edits and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
        )
        before = diagonal + 1 if down else diagonal - 1
        from_x = furthest.get(before, 0)
        from_y = from_x - before
        while x > max(from_x, 0) and y > max(from_y, 0):
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = from_x, from_y
    return pairs[::-1]
