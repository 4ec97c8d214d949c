"""Excerpts: the passage of a text that shows best why it was found, with the words marked.

Words are compared as the analyser sees them, so "refunded" is marked for "refunds". One pass over the
text, whatever it holds. The text is plain text; what comes out as HTML is escaped piece by piece.
"""

from collections import deque
from collections.abc import Collection
from typing import Final

from markupsafe import Markup, escape

from search.analysis import tokens

LENGTH: Final = 200
MAX_CHARACTERS: Final = 50_000  # of a longer text only the beginning is looked at
ELLIPSIS: Final = "…"
_LEAD: Final = 0.25  # this share of the excerpt stands before the first marked word

Piece = tuple[str, bool]


def excerpt(text: str, marks: Collection[str], length: int = LENGTH) -> list[Piece]:
    """About `length` characters as (text, is marked) pieces; `marks` as `Query.marks` gives them."""
    flat = " ".join(text[:MAX_CHARACTERS].split())
    marked = _marked(flat, marks)
    start, end = _window(flat, marked, length)
    pieces: list[Piece] = [(ELLIPSIS, False)] if start else []
    place = start
    for first, last in marked:
        if first < start or last > end:
            continue
        pieces += [(flat[place:first], False), (flat[first:last], True)]
        place = last
    pieces.append((flat[place:end], False))
    if end < len(flat):
        pieces.append((ELLIPSIS, False))
    return [piece for piece in pieces if piece[0]]


def excerpt_html(text: str, marks: Collection[str], length: int = LENGTH) -> Markup:
    """The same as HTML with <mark>; safe whatever the text holds."""
    return _html(excerpt(text, marks, length))


def highlighted_html(text: str, marks: Collection[str]) -> Markup:
    """A whole short text, a title for instance, with the words marked."""
    marked = _marked(text, marks)
    pieces: list[Piece] = []
    place = 0
    for first, last in marked:
        pieces += [(text[place:first], False), (text[first:last], True)]
        place = last
    return _html([*pieces, (text[place:], False)])


def _html(pieces: list[Piece]) -> Markup:
    tag = Markup("<mark>{}</mark>")
    return Markup("").join(tag.format(part) if is_marked else escape(part) for part, is_marked in pieces)


def _marked(text: str, marks: Collection[str]) -> list[tuple[int, int]]:
    """The stretches to mark, in order, none inside another."""
    stems = frozenset(mark for mark in marks if not mark.endswith("*"))
    prefixes = tuple(mark[:-1] for mark in marks if mark.endswith("*"))
    found: list[tuple[int, int]] = []
    for token in tokens(text):
        if (token.stem in stems or (prefixes and token.word.startswith(prefixes))) and (
            not found or token.start >= found[-1][1]
        ):
            found.append((token.start, token.end))
    return found


def _window(text: str, marked: list[tuple[int, int]], length: int) -> tuple[int, int]:
    """Where the excerpt starts and ends: around the densest run of marked words, at word edges."""
    if len(text) <= length:
        return 0, len(text)
    start = 0
    if marked:
        start = max(0, _densest(marked, length) - int(length * _LEAD))
    start = min(start, len(text) - length)
    end = start + length
    return _word_edge(text, start, forward=True), _word_edge(text, end, forward=False)


def _densest(marked: list[tuple[int, int]], length: int) -> int:
    """The first of the marked words that stand closest together, the earliest such place."""
    reach = int(length * (1 - _LEAD))
    inside: deque[tuple[int, int]] = deque()
    best, most = marked[0][0], 0
    for stretch in marked:
        inside.append(stretch)
        while stretch[1] - inside[0][0] > reach and len(inside) > 1:
            inside.popleft()
        if len(inside) > most:
            best, most = inside[0][0], len(inside)
    return best


def _word_edge(text: str, place: int, *, forward: bool) -> int:
    """Moves a cut that would split a word to the gap after (or before) it, if one is near."""
    if place <= 0 or place >= len(text):
        return min(max(place, 0), len(text))
    limit = 30
    if forward:
        gap = text.find(" ", place - 1, place + limit)
        return place if gap < 0 else gap + 1
    gap = text.rfind(" ", place - limit, place + 1)
    return place if gap < 0 else gap
