"""Whose language a page speaks: what the person chose, else what the browser asks for, else the hub's.

Templates mark what people read with `_()` and `ngettext()`; see docs/translating.md.
"""

from functools import lru_cache
from typing import Any

from flask import Flask, request
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
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]
    app.jinja_env.globals.update(language=words.language, direction=direction)


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
