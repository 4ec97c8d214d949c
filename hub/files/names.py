"""What a file is called: a name that was sent is only words, never a path and never a header."""

import re
import unicodedata

LONGEST = 120
LONGEST_ENDING = 12
_FORBIDDEN = re.compile(r'[<>:"|?*]+')  # no system keeps these in a name
_OUTSIDE_WORDS = re.compile(r"[^\w.]+")
_MARKS = re.compile(r"[\[\]()!`*_<>|\\#@]+")


def clean_name(sent: str, ending: str = "") -> str:
    """The last part of what was sent, on one line, nothing hidden in it; with `ending` for pictures."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    visible = "".join(letter if letter.isprintable() else " " for letter in last)
    name = " ".join(_FORBIDDEN.sub("-", visible).split()).strip(". ")
    stem, found = split_ending(name)
    if ending:
        found = ending
    return f"{stem[: LONGEST - len(found)].rstrip('. ') or 'file'}{found}"


def split_ending(name: str) -> tuple[str, str]:
    """`photo.of.mine.png` → `photo.of.mine`, `.png`; what follows the last dot only if it is short."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or not ending.isalnum() or len(ending) >= LONGEST_ENDING:
        return name, ""
    return stem, f".{ending.lower()}"


def path_name(name: str) -> str:
    """The name as the last part of an address, for people who look at it; nothing reads it."""
    stem, ending = split_ending(name)
    words = _OUTSIDE_WORDS.sub("-", stem).replace(".", "-").strip("-")
    return f"{words or 'file'}{ending}"


def as_words(name: str) -> str:
    """The name as words in Markdown, without the signs that mean something there."""
    return " ".join(_MARKS.sub(" ", name).split()) or "file"
