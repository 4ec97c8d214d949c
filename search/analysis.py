"""From text to terms: the same way for documents, queries and excerpts, in every engine.

Accents are folded, English is stemmed, codes stay findable however they are written:
"TN482", "TN 482" and "tn-482" meet, and so do "e-ticket" and "eticket".
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from search.stemming import stem

MAX_WORD = 64  # longer runs are encoded data, not words
MAX_JOINED = 40
REMEMBERED = 65_536  # words whose analysis is kept
MAX_PARTS = 6
LONG_NUMBER = 8  # digits: phone, ticket and booking numbers, but not "12 or 14 days"

# Words that say nothing about a subject. A query may be matched without them; phrases keep them.
_STOP_WORDS = """
    a about an and are as at be been but by can could did do does for from had has have how i if
    in is it its just me my no not of on or our please she so that the their them there they this
    to us was we were what when where which who why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_COMPOUND = re.compile(r"\d+(?:[ -]\d+)+|[^\W_]+(?:[-_./@'’+#][^\W_]+)*")
_PART = re.compile(
    rf"[{_CJK}]"  # scripts without spaces: each sign by itself
    r"|[^\W\d_]+(?=\d+$)|(?<=[^\W\d_])\d+$"  # TN482 → TN, 482
    r"|^\d+(?=[^\W\d_]+$)|(?<=\d)[^\W\d_]+$"  # 14kg → 14, kg
    r"|[^\W_]+"
)
_ONE_BOUNDARY = re.compile(r"[^\W\d_]+\d+|\d+[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HAS_CJK = re.compile(f"[{_CJK}]")
_PLAIN_RUN = re.compile(r"[^\W_]+")


class Token(NamedTuple):
    """A term and where it stands: `word` as folded, `stem` as indexed, start and end in the text."""

    word: str
    stem: str
    position: int
    start: int
    end: int
    is_joined: bool = False


def tokens(text: str) -> Iterator[Token]:
    """The terms of a text in order. A compound gives its parts and, at the first part's place, itself."""
    position = 0
    for match in _COMPOUND.finditer(text):
        start = match.start()
        compound = match.group()
        # Only ordinary words are worth remembering: a flood of long ones would fill the memory.
        split = _terms_of if len(compound) <= MAX_WORD else _terms_of.__wrapped__
        parts, joined = split(compound)
        if joined is not None:
            yield Token(*joined, position, start, match.end(), is_joined=True)
        for word, stemmed, first, last in parts:
            yield Token(word, stemmed, position, start + first, start + last)
            position += 1


def forms(typed: str) -> tuple[tuple[str, ...], ...]:
    """How a typed word may stand in a text: each form is a run of stems, any of them will do."""
    parts: list[str] = []
    joined: list[str] = []
    for token in tokens(typed):
        (joined if token.is_joined else parts).append(token.stem)
    if not parts:
        return ()
    found = [tuple(joined[:1])] if joined and len(_COMPOUND.findall(typed)) == 1 else []
    return (*found, tuple(parts))


def stems(text: str) -> tuple[str, ...]:
    """The stems of a phrase, in order, without joined forms."""
    return tuple(token.stem for token in tokens(text) if not token.is_joined)


def fold(text: str) -> str:
    """Lower case without accents: "Gdańsk" → "gdansk", "Straße" → "strasse"."""
    if text.isascii():
        return text.lower()
    return _folded(text) if len(text) <= MAX_WORD else _folded.__wrapped__(text)


@lru_cache(maxsize=REMEMBERED)
def _folded(text: str) -> str:
    # Twice, because a compatibility form ("𝖠") shows its capital only once it is decomposed.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    base = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", base.translate(_LETTERS))


def facet_value(value: str) -> str:
    """A facet value as stored and compared: folded, one word, without the signs that separate values."""
    return re.sub(r"[\s,\"\0]+", "-", fold(value).strip()).strip("-")


_Part = tuple[str, str, int, int]


@lru_cache(maxsize=REMEMBERED)
def _terms_of(compound: str) -> tuple[tuple[_Part, ...], tuple[str, str] | None]:
    """The parts of a compound as (word, stem, start, end), and the joined (word, stem) if it helps."""
    parts = tuple(
        (word, stem(word), start, end)
        for start, end in _spans(compound)
        if (word := _word(compound[start:end]))
    )
    if not 1 < len(parts) <= MAX_PARTS:
        return parts, None
    whole = "".join(word for word, *_ in parts)
    is_number = whole.isdigit() and " " in compound
    if len(whole) > MAX_JOINED or (is_number and len(whole) < LONG_NUMBER):
        return parts, None
    return parts, (whole, stem(whole))


def _word(part: str) -> str:
    """Folding may bring in signs ("½" becomes 1, a stroke and 2): a term is letters and digits."""
    folded = fold(part)
    if not folded.isalnum():
        folded = "".join(letter for letter in folded if letter.isalnum())
    return folded[:MAX_WORD]


def _spans(compound: str) -> Iterator[tuple[int, int]]:
    for run in _PLAIN_RUN.finditer(compound):
        text, base = run.group(), run.start()
        if _ONE_BOUNDARY.fullmatch(text) or _HAS_CJK.search(text):
            for part in _PART.finditer(text):
                yield base + part.start(), base + part.end()
            continue
        cuts = [0, *(hump.start() for hump in _HUMP.finditer(text)), len(text)]
        yield from ((base + a, base + b) for a, b in pairwise(cuts))
