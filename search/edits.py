"""How many edits lie between two words: a letter added, left out, replaced, or two swapped."""

from collections.abc import Sequence

from search.analysis import fold
from search.query import Form, Term


def can_be_corrected(term: Term) -> bool:
    """Codes, numbers and very short words are as they were meant."""
    word = fold(term.text)
    is_word = term.form is Form.WORD and word.isalpha() and len(word) > 2
    return is_word and not term.is_excluded and not term.is_stop_word


def edits_allowed(word: str) -> Sequence[int]:
    """The numbers of edits to try, the fewest first."""
    return (1, 2) if len(word) > 4 else (1,)


def distance(one: str, other: str, most: int) -> int:
    """The number of edits, or `most` + 1 if there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, opposite in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
