"""Two people changed one text: their changes put together, or side by side where they touch. Pure.

Line by line first; where both changed the same lines, word by word. What cannot be put together is
never chosen from: both wordings are kept for somebody to decide.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hub.threads.diff import ALL_EDITS, LINE_EDITS, WORD_EDITS, matching

_TOKEN = re.compile(r"\w+|\n|[^\S\n]+|[^\w\s]")
_HOLDS = re.compile(r"[\w\n]")  # what keeps two changes apart: a word or the end of a line, not a blank


class Choice(StrEnum):
    """Which wording stands where two people wrote different ones."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters. Settled ones are the same on both sides."""

    base: str
    theirs: str
    mine: str

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to decide."""
        return self.theirs == self.mine

    def chosen(self, choice: Choice) -> str:
        """The characters that stand after a decision; of both, the saved ones come first."""
        if self.is_settled or choice is Choice.MINE:
            return self.mine
        if choice is Choice.THEIRS:
            return self.theirs
        gap = "" if not self.theirs or self.theirs.endswith("\n") else "\n"
        return self.theirs + gap + self.mine


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of two texts with a common origin."""

    pieces: tuple[Piece, ...]

    @property
    def conflicts(self) -> tuple[Piece, ...]:
        """The places where both wrote something else."""
        return tuple(piece for piece in self.pieces if not piece.is_settled)

    @property
    def is_clean(self) -> bool:
        """Whether every change of either could be taken."""
        return not self.conflicts

    def text(self, choices: Sequence[Choice] = ()) -> str:
        """The whole text. `choices`: one for each conflict in order; where there is none, mine stands."""
        left = iter(choices)
        parts = [
            piece.mine if piece.is_settled else piece.chosen(next(left, Choice.MINE)) for piece in self.pieces
        ]
        return "".join(parts).removesuffix("\n")


def merge(base: str, theirs: str, mine: str) -> Merged:
    """Put the changes that lead from `base` to `theirs` and to `mine` into one text."""
    left = ALL_EDITS
    pieces: list[Piece] = []
    for piece in _pieces(_lines(base), _lines(theirs), _lines(mine), LINE_EDITS, any_holds=True):
        if piece.is_settled or not (piece.base and piece.theirs and piece.mine) or left <= 0:
            pieces.append(piece)
            continue
        left -= WORD_EDITS
        first, second, third = map(_TOKEN.findall, (piece.base, piece.theirs, piece.mine))
        finer = list(_pieces(first, second, third, WORD_EDITS, any_holds=False))
        # One clash in a line leaves the whole line to be decided: half a sentence cannot be judged.
        pieces += finer if all(each.is_settled for each in finer) else [piece]
    return Merged(tuple(_joined(pieces)))


def moved(caret: int, before: str, after: str) -> int:
    """Where a caret that stood in `before` stands in `after`: beside the same characters."""
    old, new = before.split("\n"), after.split("\n")
    line, left = 0, min(max(caret, 0), len(before))
    while left > len(old[line]):
        left -= len(old[line]) + 1
        line += 1
    at_old = at_new = 0
    for start_old, start_new, length in matching(old, new, LINE_EDITS):
        if line < start_old:  # in lines that changed
            was, now = "\n".join(old[at_old:start_old]), "\n".join(new[at_new:start_new])
            inside = len("\n".join([*old[at_old:line], ""])) + left
            return min(len(after), len("\n".join([*new[:at_new], ""])) + _beside(inside, was, now))
        if line < start_old + length:
            return len("\n".join([*new[: start_new + line - start_old], ""])) + left
        at_old, at_new = start_old + length, start_new + length
    return len(after)


def _beside(caret: int, before: str, after: str) -> int:
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    return caret if caret <= same else max(same, len(after) - (len(before) - caret))


def _lines(text: str) -> list[str]:
    # The last one ends as all others do: else adding a line below would count as a change of it.
    return [f"{line}\n" for line in text.split("\n")]


def _pieces(
    base: Sequence[str], theirs: Sequence[str], mine: Sequence[str], most: int, *, any_holds: bool
) -> Iterator[Piece]:
    """What stayed on both sides, and between it what one side or both changed."""
    at_base = at_theirs = at_mine = 0
    for start, start_theirs, start_mine, length in _stable(base, theirs, mine, most):
        if length and not any_holds and not _holds(base[start : start + length]):
            continue
        yield _settled(base[at_base:start], theirs[at_theirs:start_theirs], mine[at_mine:start_mine])
        same = "".join(base[start : start + length])
        yield Piece(same, same, same)
        at_base, at_theirs, at_mine = start + length, start_theirs + length, start_mine + length


def _settled(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> Piece:
    first, second, third = "".join(base), "".join(theirs), "".join(mine)
    if second == first:
        return Piece(first, third, third)
    if third == first:
        return Piece(first, second, second)
    return Piece(first, second, third)


def _holds(tokens: Sequence[str]) -> bool:
    return any(_HOLDS.match(token) for token in tokens)


def _stable(
    base: Sequence[str], theirs: Sequence[str], mine: Sequence[str], most: int
) -> Iterator[tuple[int, int, int, int]]:
    """(start in base, in theirs, in mine, length) of what neither changed; an empty one at the end of all."""
    one, two = matching(base, theirs, most), matching(base, mine, most)
    i = j = 0
    while i < len(one) and j < len(two):
        start = max(one[i][0], two[j][0])
        end = min(one[i][0] + one[i][2], two[j][0] + two[j][2])
        if start < end:
            yield start, one[i][1] + start - one[i][0], two[j][1] + start - two[j][0], end - start
        if one[i][0] + one[i][2] <= end:
            i += 1
        else:
            j += 1
    yield len(base), len(theirs), len(mine), 0


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Settled neighbours in one; empty ones are left out."""
    held: Piece | None = None
    for piece in pieces:
        if not (piece.base or piece.theirs or piece.mine):
            continue
        if held is not None and held.is_settled and piece.is_settled:
            held = Piece(held.base + piece.base, held.theirs + piece.theirs, held.mine + piece.mine)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held
