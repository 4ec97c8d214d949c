"""Letters as they look: case, accents, digits of other scripts, invisible characters, look-alikes."""

import functools
import unicodedata

MOST_LETTERS = 200_000  # characters of a text that are looked at

# Latin letter → those that are drawn like it in Cyrillic, Greek and Armenian, or do not come apart.
ALIKE = {
    "a": "\u0430\u03b1", "b": "\u0432\u03b2", "c": "\u0441\u03f2", "d": "\u0501\u0111",
    "e": "\u0435\u03b5\u0454", "g": "\u0261", "h": "\u043d\u04bb", "i": "\u0456\u03b9\u0131",
    "j": "\u0458", "k": "\u043a\u03ba", "l": "\u0142\u04cf", "m": "\u043c\u03bc", "n": "\u03b7",
    "o": "\u043e\u03bf\u00f8", "p": "\u0440\u03c1", "q": "\u051b", "s": "\u0455",
    "t": "\u0442\u03c4\u0167", "u": "\u057d", "v": "\u03bd", "w": "\u051d\u03c9", "x": "\u0445\u03c7",
    "y": "\u0443\u03c5\u04af\u03b3", "z": "\u03b6",
}  # fmt: skip
LIKE = {ord(other): latin for latin, others in ALIKE.items() for other in others}


def folded(word: str) -> str:
    """`Réfund` and `r\u0435fund` (with a Cyrillic letter) → `refund`; marks and signs fall away."""
    return "".join(map(_bare, word))


def bare_letters(text: str) -> tuple[str, list[int]]:
    """All letters and digits of `text`, folded, and for each the position it stands at."""
    letters: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text[:MOST_LETTERS]):
        for bare in _bare(letter):
            letters.append(bare)
            places.append(at)
    return "".join(letters), places


@functools.lru_cache(maxsize=4_096)
def _bare(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter.casefold())
    return "".join(_digit(part).translate(LIKE) for part in parts if part.isalnum())


def _digit(letter: str) -> str:
    number = unicodedata.digit(letter, None)
    return letter if number is None else str(number)
