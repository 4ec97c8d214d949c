"""The single keys of the pages, and how a person moves them to others (UX03).

Pages name an action by the key it has for everybody (`data-key="d"`). Whoever chose other keys brings a map
along (`<html data-keymap>`), by which keys.js finds the action behind what was pressed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import g

from hub.core.words import gettext as _
from hub.core.words import lazy

SETTING = "keys"
CASES = "cases"


@dataclass(frozen=True)
class Shortcut:
    """Something a key does. key: "d", or "g h" for two after each other."""

    name: str
    key: str
    does: str
    place: str = ""  # the place of the navigation whose people alone can use it
    elsewhere: str = ""  # what it does for all the others, if anything


SHORTCUTS = (
    Shortcut("search", "/", lazy("search")),
    Shortcut("home", "g h", lazy("go to Home")),
    Shortcut("questions", "g q", lazy("go to Questions")),
    Shortcut("cases", "g c", lazy("go to Cases"), CASES),
    Shortcut("wiki", "g w", lazy("go to the Wiki")),
    Shortcut("people", "g p", lazy("go to People")),
    Shortcut("notifications", "g n", lazy("go to Notifications")),
    Shortcut("write", "c", lazy("write a post or a question")),
    Shortcut("ask", "q", lazy("ask a question")),
    Shortcut("for_you", "o", lazy("home: for you")),
    Shortcut("newest", "l", lazy("home: everything, strictly newest first")),
    Shortcut("next_row", "j", lazy("next post, question or case")),
    Shortcut("previous_row", "k", lazy("previous post, question or case")),
    Shortcut("ask_inside", "d", lazy("case: ask inside"), CASES),
    Shortcut("insert_1", "1", lazy("case: insert the first suggestion"), CASES),
    Shortcut("insert_2", "2", lazy("case: insert the second suggestion"), CASES),
    Shortcut("insert_3", "3", lazy("case: insert the third suggestion"), CASES),
    Shortcut(
        "reply",
        "r",
        lazy("case: write to the customer; notification: answer it"),
        CASES,
        lazy("notification: answer it"),
    ),
    Shortcut("inside", "i", lazy("case: write inside"), CASES),
    Shortcut("snooze", "z", lazy("case: put aside"), CASES),
    Shortcut(
        "close", "e", lazy("case: solve or close; notification: done"), CASES, lazy("notification: done")
    ),
    Shortcut("assign", "a", lazy("case: take it or give it to somebody"), CASES),
    Shortcut("macro", "x", lazy("case: run a macro"), CASES),
    Shortcut("say_yes", "y", lazy("notification: say that it solved it")),
    Shortcut("thank", "u", lazy("post or question: thank or vote up")),
    Shortcut("follow", "f", lazy("post or question: follow")),
    Shortcut("save", "s", lazy("save for later")),
    Shortcut("new_page", "n", lazy("wiki: write a page")),
    Shortcut("undo", "b", lazy("take back what was just done")),
    Shortcut("help", "?", lazy("this list")),
)
BY_NAME = {each.name: each for each in SHORTCUTS}
_BY_KEY = {each.key: each for each in SHORTCUTS}


def own_keys(person: Any) -> dict[str, str]:
    """Name of an action → the key this person gave it ("" none), only where it is another one."""
    kept = getattr(person, "settings", None)
    chosen = kept.get(SETTING) if isinstance(kept, Mapping) else None
    if not isinstance(chosen, Mapping):
        return {}
    return {
        name: key
        for name, key in chosen.items()
        if name in BY_NAME and isinstance(key, str) and key != BY_NAME[name].key
    }


def keymap(person: Any) -> dict[str, str]:
    """The same by the keys that pages name: {"d": "x"}."""
    return {BY_NAME[name].key: key for name, key in own_keys(person).items()}


def key_of(person: Any, shortcut: Shortcut) -> str:
    """The key that does it for this person; "" when none does."""
    return own_keys(person).get(shortcut.name, shortcut.key)


def own_key(key: str) -> str:
    """A key as a page names it → as whoever looks presses it, in the case it was named in."""
    known = _BY_KEY.get(key.lower()) if key else None
    if known is None:
        return key
    own = key_of(g.get("actor"), known)
    return own.upper() if key != key.lower() else own


def shortcuts_of(person: Any, *, has_cases: bool = True) -> list[tuple[Shortcut, str]]:
    """Every action that the person has a use for, with their key, for the sheet and the settings."""
    own = own_keys(person)
    known = SHORTCUTS if has_cases else [_without_cases(each) for each in SHORTCUTS]
    return [(each, own.get(each.name, each.key)) for each in known if each.does]


def _without_cases(shortcut: Shortcut) -> Shortcut:
    return replace(shortcut, does=shortcut.elsewhere) if shortcut.place == CASES else shortcut


def tidy(key: str) -> str:
    """As it is kept: small letters, one space between two keys."""
    return " ".join(key.lower().split())


def troubles(chosen: Mapping[str, str]) -> dict[str, str]:
    """Name of an action → what is wrong with the key chosen for it; empty when all can stand together."""
    wrong = {name: said for name, key in chosen.items() if (said := _misshapen(key))}
    taken: dict[str, str] = {}
    for name, key in chosen.items():
        if not key or name in wrong:
            continue
        if key in taken:
            other = BY_NAME[taken[key]].does
            wrong[name] = _(
                "“%(key)s” already does something else: %(what)s. Choose another.", key=key, what=other
            )
        taken.setdefault(key, name)
    for key, name in taken.items():
        longer = next((each for each in taken if each.startswith(f"{key} ")), None)
        if longer is not None and name not in wrong:
            wrong[name] = _(
                "“%(key)s” begins “%(longer)s”. Choose another for one of them.", key=key, longer=longer
            )
    return wrong


def _misshapen(key: str) -> str:
    parts = key.split(" ") if key else []
    if len(parts) > 2 or any(len(part) != 1 or not part.isprintable() for part in parts):
        return _("Give one letter, digit or sign, or two with a space between them.")
    return ""
