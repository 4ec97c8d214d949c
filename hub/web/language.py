"""Whose language a page speaks: what the person chose, else what the browser asks for, else the hub's.

Templates mark what people read with `_()` and `ngettext()`; see docs/translating.md.
"""

from functools import lru_cache
from typing import Any

from flask import Flask, request
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from hub.core import words
from hub.core.permissions import Actor


def init_language(app: Flask, language: str) -> None:
    """Teach the templates to speak; `language` is the hub's own."""
    words.settle(language)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension brings it
        words.gettext, _ngettext, newstyle=True
    )
    # Jinja's own function makes five calls of each text; a page has some four hundred.
    app.jinja_env.globals.update(_=say, gettext=say, language=words.language, direction=direction)


def listen() -> None:
    """At the very beginning of a request, before anybody knows who it is: what the browser asks for."""
    words.speak(_best(request.headers.get("Accept-Language", "")))


def speak_with(actor: Actor) -> None:
    """Once we know them: what they chose."""
    chosen = getattr(actor, "language", "")
    if chosen:
        words.speak(chosen)


def language_of(person: Any) -> str:
    """The language in which somebody is written to who is not looking: their own, "" for the hub's."""
    return getattr(person, "language", "") or ""


def say(text: str, /, **values: Any) -> Markup:
    """A text of a template in the reader's language; markup in it stands, what fills it is escaped."""
    said = _said(words.language(), str.__str__(text))
    return said % values if values else _whole(said)


@lru_cache(maxsize=20_000)
def _said(_language: str, text: str) -> Markup:
    return Markup(words.gettext(text))  # noqa: S704 (written in a template, or in a catalogue)


@lru_cache(maxsize=20_000)
def _whole(said: Markup) -> Markup:
    return said % {}  # as Jinja has it: a percent sign is written twice


def direction() -> str:
    """For <html dir>: "ltr" or "rtl"."""
    return words.locale().text_direction


def _ngettext(one: str, many: str, count: float) -> str:
    """Jinja fills in the values itself, escaped."""
    return words.choose(one, many, count)


@lru_cache(maxsize=500)
def _best(header: str) -> str:
    asked = parse_accept_header(header, LanguageAccept)
    return asked.best_match(list(words.offered()), default="") or ""
