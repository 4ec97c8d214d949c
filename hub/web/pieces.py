"""Small pieces that stand on a page dozens of times: in a template each would cost its calls."""

import re
import secrets
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from flask import g
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

TOKEN = Markup('<input type="hidden" name="csrf_token" value="{}">')
LIVE = Markup(' data-minutes="{}"')
NOTHING: Mapping[str, Any] = {}
SIGN = secrets.token_hex(12)  # nobody can write it into a text
Sign = Literal["", "notes"]  # for the token of a form, for what is drawn for each reader
OPEN = re.compile(rf"{SIGN}:(\d*|notes);")


class MenuLine(NamedTuple):
    """A line of a menu with everything that its macro asks for."""

    label: str
    url: str = ""
    icon: str = ""
    post: bool = False
    bad: bool = False
    current: bool = False
    part: bool = False  # a new part of the menu begins with it
    target: str = ""
    swap: str = ""
    fields: Mapping[str, Any] = NOTHING
    attrs: Mapping[str, Any] = NOTHING


def menu_lines(items: Iterable[Mapping[str, Any]]) -> list[MenuLine]:
    """Of the dicts that a menu is given; what else stands in them is not for the macro."""
    return [MenuLine(**{key: item[key] for key in item if key in MenuLine._fields}) for item in items]


def csrf_html() -> Markup:
    """The hidden field that every POST form carries: once a request."""
    found: Markup | None = g.get("csrf_html")
    if found is None:
        found = g.csrf_html = TOKEN.format(generate_csrf())
    return found


def left_open(what: int | Sign = "") -> Markup:
    """A place in a kept piece (hub/web/keeping.py): for the moment of this number, "notes", or the token."""
    return Markup(f"{SIGN}:{what};")  # noqa: S704 (our own signs only)


@lru_cache(maxsize=64)
def live_words(words: str) -> Markup:
    """The attribute that tells the scripts how minutes are said."""
    return LIVE.format(words)
