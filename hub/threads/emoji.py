"""The emoji that are offered by name, in every language of the hub, from a package that knows the names."""

from functools import cache
from importlib import import_module

from hub.core.words import SOURCE, language

# What colleagues mean by a word before the whole list is asked; it stands first.
OWN = {
    "thanks": "🙏", "party": "🎉", "plane": "✈️", "idea": "💡", "happy": "🙂", "sad": "🙁", "ok": "👍",
    "danke": "🙏", "feier": "🎉", "flugzeug": "✈️", "idee": "💡", "froh": "🙂", "traurig": "🙁",
}  # fmt: skip
NAMED = ("en", "de")
SKIN = range(0x1F3FB, 0x1F400)  # the same sign in other tones: too many to choose from by name


def emoji_for(typed: str, most: int) -> list[tuple[str, str]]:
    """Sign and name, in the reader's language, of what the typed beginning may mean; the closest first."""
    words = _plain(typed)
    if not words:
        return []
    ranked = sorted(
        (rank, len(names[0]), names[0], sign)
        for sign, names in _all(language()).items()
        if (rank := min(_distance(words, name) for name in names)) < FAR
    )
    first = {sign: name for name, sign in OWN.items() if name.startswith(words)}
    found = {**first, **{sign: name for _rank, _length, name, sign in ranked if sign not in first}}
    return list(found.items())[:most]


FAR = 3


def _distance(words: str, name: str) -> int:
    """0 the name itself, 1 its beginning, 2 the beginning of a word in it; FAR for anything else."""
    if name == words:
        return 0
    if name.startswith(words):
        return 1
    return 2 if f" {words}" in name else FAR


@cache
def _all(spoken: str) -> dict[str, tuple[str, ...]]:
    """Sign → its names, the one in `spoken` first. Some 1,900, read when a colon is typed."""
    emoji = import_module("emoji")
    emoji.config.load_language(list(NAMED))
    first = spoken if spoken in NAMED else SOURCE
    found: dict[str, tuple[str, ...]] = {}
    for sign, told in emoji.EMOJI_DATA.items():
        if told["status"] != emoji.STATUS["fully_qualified"] or any(ord(each) in SKIN for each in sign):
            continue
        names = [told.get(first), *(told.get(each) for each in NAMED), *told.get("alias", ())]
        found[sign] = tuple(dict.fromkeys(_plain(name) for name in names if name))
    return found


def _plain(name: str) -> str:
    """`:Thumbs_up:` → "thumbs up"."""
    return " ".join(name.strip(":").replace("_", " ").casefold().split())
