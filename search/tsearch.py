"""The text forms that PostgreSQL's full-text search takes: vectors and queries made from our own terms.

PostgreSQL's parsers and dictionaries are not used, so that every engine finds the same. Terms are
letters and digits only, hence nothing to escape; a word that is not its own stem stands as "=word",
for prefixes alone.
"""

from collections.abc import Iterable
from typing import Final

from search.analysis import Token, fold, tokens
from search.document import Document
from search.query import Form, Term

MAX_TOKENS: Final = 20_000
MAX_PLACES: Final = 200  # positions kept of one term; PostgreSQL stops at 255
MAX_POSITION: Final = 16_000  # positions beyond 16,383 would all fall together
_BODY_GAP: Final = 100
_TITLE, _BODY = "A", "D"


def vector(document: Document) -> tuple[str, frozenset[str]]:
    """A document as a tsvector's text, and its words."""
    title = list(tokens(document.title))[:MAX_TOKENS]
    body = list(tokens(document.body))[:MAX_TOKENS]
    start = (title[-1].position if title else 0) + _BODY_GAP
    places: dict[str, list[str]] = {}
    _place(places, title, 1, _TITLE)
    _place(places, body, 1 + start, _BODY)
    words = {token.word for token in (*title, *body)}
    unstemmed = {token.word for token in (*title, *body) if token.word != token.stem}
    entries = [f"'{term}':{','.join(found[:MAX_PLACES])}" for term, found in places.items()]
    entries += [f"'={word}'" for word in sorted(unstemmed)]
    return " ".join(entries), frozenset(words)


def wanted(term: Term, *, in_title: bool = False) -> str:
    """A term as a tsquery's text; empty if it cannot match anything."""
    mark = _TITLE if in_title else ""
    if term.form is Form.PREFIX:
        prefix = fold(term.text)
        return f"('{prefix}':*{mark} | '={prefix}':*)" if prefix.isalnum() else ""
    return any_of(run_of_stems(run, mark) for run in term.forms)


def any_of(queries: Iterable[str]) -> str:
    return _joined(" | ", queries)


def all_of(queries: Iterable[str]) -> str:
    return _joined(" & ", queries)


def _joined(operator: str, queries: Iterable[str]) -> str:
    parts = [query for query in queries if query]
    return f"({operator.join(parts)})" if parts else ""


def run_of_stems(run: tuple[str, ...], mark: str = "") -> str:
    return "(" + " <-> ".join(f"'{stem}':{mark}" if mark else f"'{stem}'" for stem in run) + ")"


def _place(places: dict[str, list[str]], found: list[Token], start: int, weight: str) -> None:
    for token in found:
        position = min(token.position + start, MAX_POSITION)
        places.setdefault(token.stem, []).append(f"{position}{weight}")
