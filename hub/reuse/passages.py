"""Finding internal passages in a text, however they were re-typed, re-cased or re-wrapped.

Words are compared first: a run of words that stands in an internal part and in the text is a find,
unless the same words also stand in something the customer may read or wrote themselves. The same
runs are looked for once more in the bare letters of the text, so that marks, invisible characters,
spaces or letters of another script between and inside the words hide nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hub.reuse.letters import MOST_LETTERS, bare_letters, folded

RUN = 5  # words in a row that are too many to be chance
RUN_WITH_NUMBER = 3  # fewer, when one of them has a digit: limits, budgets, extensions
CODE_DIGITS = 4  # a number this long is found alone
MOST = 800  # words that are compared for the kept share

FEWEST_LETTERS = 8  # of a run that is looked for in the bare letters

INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
PARAGRAPH = re.compile(r"\n[ \t]*\n")
SENTENCE = re.compile(r"(?<=[.!?…。！？])\s+|(?<=[。！？])")
WORD = re.compile(rf"[^\W_]+(?:(?:[.,'’]|[{INVISIBLE}]{{1,20}})[^\W_]+)*")


@dataclass(frozen=True)
class Passage:
    """Words of the text that came from inside: `start` and `end` are positions in the text."""

    text: str
    start: int
    end: int
    origin: int  # which of the internal texts


@dataclass(frozen=True)
class _Word:
    key: str
    start: int
    end: int


def find_passages(text: str, internal: Sequence[str], allowed: Sequence[str] = ()) -> list[Passage]:
    """Passages of `text` that stand in `internal`, but in none of `allowed`; in reading order."""
    words = _words(text)
    if not words or not internal:
        return []
    free = _runs_of([_words(each) for each in allowed])
    free_keys = {word.key for each in allowed for word in _words(each)}
    letters, places = bare_letters(text)
    grams = {letters[at : at + FEWEST_LETTERS] for at in range(len(letters) - FEWEST_LETTERS + 1)}
    found: list[Passage] = []
    for origin, source in enumerate(internal):
        keys = [word.key for word in _words(source)]
        if keys:
            found += _in_one(text, words, keys, origin, free, free_keys)
        for run in _telling_runs(keys, free, free_keys):
            at = letters.find(run) if run[:FEWEST_LETTERS] in grams else -1
            if at >= 0:
                start, end = places[at], places[at + len(run) - 1] + 1
                found.append(Passage(text[start:end], start, end, origin))
    return _merged(text, found)


def quotable(text: str) -> list[str]:
    """What can be quoted of a text by itself: its paragraphs, or the sentences of the only one."""
    parts = [part.strip() for part in PARAGRAPH.split(text) if part.strip()]
    if len(parts) == 1:
        parts = [part.strip() for part in SENTENCE.split(parts[0]) if part.strip()]
    return parts if len(parts) > 1 else []


def fitted(text: str, limit: int, lead: str = "", read: str = "", count: Callable[[str], int] = len) -> str:
    """The whole behind its lead where that fits into `limit` characters; else as many whole sentences as do.

    Those that are new come before those of `read`, which the customer has read. The whole where none fits.
    `count`: how the channel counts the length of a text.
    """
    whole = f"{lead} {text}".strip()
    if count(whole) <= limit:
        return whole
    parts, known = quotable(text), {*(quotable(read) or [read])}
    taken: set[int] = set()
    room = limit - count(lead)
    for at in sorted(range(len(parts)), key=lambda at: parts[at] in known):
        if (length := count(parts[at]) + 1) <= room:
            taken.add(at)
            room -= length
    return " ".join([lead, *(parts[at] for at in sorted(taken))]).strip() if taken else whole


def kept_share(inserted: str, final: str) -> int:
    """How many percent of the words of `inserted` are still in `final`, in order (D02)."""
    before, after = [word.key for word in _words(inserted)], [word.key for word in _words(final)]
    if not before:
        return 0
    return round(100 * _common_length(before[:MOST], after[: 2 * MOST]) / len(before[:MOST]))


def _in_one(
    text: str,
    words: list[_Word],
    keys: list[str],
    origin: int,
    free: set[tuple[str, ...]],
    free_keys: set[str],
) -> list[Passage]:
    places: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        places.setdefault(key, []).append(index)
    found, index = [], 0
    while index < len(words):
        length = _longest_run(words, index, keys, places)
        run = tuple(word.key for word in words[index : index + length])
        if length and _is_telling(run, len(keys), free, free_keys):
            start, end = words[index].start, words[index + length - 1].end
            found.append(Passage(text[start:end], start, end, origin))
            index += length
        else:
            index += 1
    return found


def _telling_runs(keys: list[str], free: set[tuple[str, ...]], free_keys: set[str]) -> Iterator[str]:
    """The shortest runs of an internal text that tell something, as letters without a gap."""
    for size in {RUN_WITH_NUMBER, min(RUN, max(len(keys), RUN_WITH_NUMBER))}:
        for at in range(len(keys) - size + 1):
            run = tuple(keys[at : at + size])
            joined = "".join(run)
            if len(joined) >= FEWEST_LETTERS and _is_telling(run, len(keys), free, free_keys):
                yield joined


def _longest_run(words: list[_Word], index: int, keys: list[str], places: dict[str, list[int]]) -> int:
    longest = 0
    for start in places.get(words[index].key, ())[:50]:
        length = 0
        while (
            index + length < len(words)
            and start + length < len(keys)
            and words[index + length].key == keys[start + length]
        ):
            length += 1
        longest = max(longest, length)
    return longest


def _is_telling(run: tuple[str, ...], whole: int, free: set[tuple[str, ...]], free_keys: set[str]) -> bool:
    has_number = any(any(letter.isdigit() for letter in key) for key in run)
    if any(sum(map(str.isdigit, key)) >= CODE_DIGITS and key not in free_keys for key in run):
        return True
    need = RUN_WITH_NUMBER if has_number else RUN
    if len(run) < need and not (len(run) == whole and len(run) >= RUN_WITH_NUMBER):
        return False
    window = min(len(run), RUN_WITH_NUMBER)
    return any(run[at : at + window] not in free for at in range(len(run) - window + 1))


def _runs_of(texts: list[list[_Word]]) -> set[tuple[str, ...]]:
    runs: set[tuple[str, ...]] = set()
    for words in texts:
        keys = [word.key for word in words]
        runs.update(tuple(keys[at : at + RUN_WITH_NUMBER]) for at in range(len(keys) - RUN_WITH_NUMBER + 1))
    return runs


def _words(text: str) -> list[_Word]:
    return [_Word(folded(hit[0]), hit.start(), hit.end()) for hit in WORD.finditer(text[:MOST_LETTERS])]


def _merged(text: str, found: list[Passage]) -> list[Passage]:
    merged: list[Passage] = []
    for passage in sorted(found, key=lambda each: (each.start, -each.end)):
        if merged and passage.start < merged[-1].end:
            last = merged[-1]
            end = max(last.end, passage.end)
            merged[-1] = Passage(text[last.start : end], last.start, end, last.origin)
        else:
            merged.append(passage)
    return merged


def _common_length(before: list[str], after: list[str]) -> int:
    """The length of the longest common subsequence of two lists of words."""
    row = [0] * (len(after) + 1)
    for key in before:
        diagonal = 0
        for at, other in enumerate(after, 1):
            above = row[at]
            row[at] = diagonal + 1 if key == other else max(above, row[at - 1])
            diagonal = above
    return row[-1]
