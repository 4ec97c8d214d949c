"""What stands in a face: two letters and one of eight tints. Every page shows many, so each is made once."""

import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

HUES = 8


class Face(NamedTuple):
    """letters: "AO"; hue: 1 to 8."""

    letters: str
    hue: int


class Who(NamedTuple):
    """What a card needs to know of a person (hub/web/keeping.py)."""

    id: int
    name: str
    handle: str
    title: str


def who_is(person: Any) -> Who:
    """A person for a card."""
    return Who(person.id, person.name, person.handle, person.title)


def face(who: Any) -> Face:
    """The face of anything with a `name` and mostly an `id`; a mapping may bring `initials` and `hue`."""
    if not isinstance(who, Mapping):
        return _face(getattr(who, "id", None), who.name)
    made = _face(who.get("id"), who["name"])
    return Face(who.get("initials", made.letters), who.get("hue", made.hue))


def initials(name: str) -> str:
    """The letters on a face: "Amara Okafor" → "AO", "Baggage" → "B"."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    if not words:
        return name.strip()[:1].upper() or "?"
    first, last = words[0][0], words[-1][0] if len(words) > 1 else ""
    return (first + last).upper()


def hue(id: object) -> int:
    """One of eight tints for a face, the same on every page and every machine."""
    return zlib.crc32(str(id).encode()) % HUES + 1


@lru_cache(maxsize=4096)
def _face(id: object, name: str) -> Face:
    return Face(initials(name), hue(id))
