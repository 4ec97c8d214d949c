"""Pieces of a page that are kept as drawn: the cards of answers, comments and posts, the frame.

A kept piece sees one `card` of plain values and nothing else, so template, language and card decide its
markup, and by these it is kept. What moves on while the card stays the same is left open and filled in at
each request: the token of a form, the words for a moment, and one place for `notes`. A piece may hold others:
they are kept by themselves, too. See docs/architecture.md.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import Any, NoReturn, cast

from flask import Flask, current_app, g
from markupsafe import Markup

from hub.core.words import language
from hub.web.filters import times_html
from hub.web.pieces import OPEN, Sign, csrf_html, left_open

MOST = 6_000_000  # characters of markup that a process keeps
PLAIN = (str, int, float, bool, datetime, type(None))

Key = tuple[str, str, tuple[Any, ...]]


class Drawn:
    """The markup of a piece between its open places, and what belongs into each: a moment, or a sign."""

    def __init__(self, markup: str, moments: list[datetime]) -> None:
        parts = OPEN.split(markup)
        self.texts, self.size = parts[::2], len(markup)
        self.open: list[datetime | Sign] = [
            moments[int(sign)] if sign.isdigit() else cast(Sign, sign) for sign in parts[1::2]
        ]
        self.moments = [each for each in self.open if isinstance(each, datetime)]

    def filled(self, notes: str) -> Markup:
        """As this request shows it."""
        times = iter(times_html(self.moments))

        def found(place: datetime | Sign) -> str:
            if isinstance(place, datetime):
                return next(times)
            return notes if place == "notes" else csrf_html()

        return self._with(map(found, self.open))

    def within(self, moments: list[datetime]) -> Markup:
        """In a piece that is being drawn, whose open places they become."""
        return self._with(_left_open(each, moments) for each in self.open)

    def _with(self, what: Iterable[str]) -> Markup:
        made = [self.texts[0]]
        for found, text in zip(what, self.texts[1:], strict=True):
            made += (found, text)
        return Markup("".join(made))  # noqa: S704 (a template escaped what it made)


class Kept:
    """What this process drew last, up to `most` characters."""

    def __init__(self, most: int = MOST) -> None:
        self.most, self.size = most, 0
        self._drawn: OrderedDict[Key, Drawn] = OrderedDict()
        self._turn = Lock()

    def __len__(self) -> int:
        return len(self._drawn)

    def get(self, key: Key) -> Drawn | None:
        """What was drawn from the same."""
        with self._turn:
            found = self._drawn.get(key)
            if found is not None:
                self._drawn.move_to_end(key)
            return found

    def clear(self) -> None:
        """Forget everything: the addresses of icons stand in it."""
        with self._turn:
            self._drawn.clear()
            self.size = 0

    def put(self, key: Key, drawn: Drawn) -> None:
        """Keep it, and let go of what was not asked for longest."""
        with self._turn:
            if key not in self._drawn:
                self.size += drawn.size
            self._drawn[key] = drawn
            while self.size > self.most:
                self.size -= self._drawn.popitem(last=False)[1].size


class NoReader:
    """Who looks at a piece while it is drawn: nobody, for all will be shown the same."""

    def __getattr__(self, name: str) -> NoReturn:
        raise LookupError(f"A kept piece knows no reader: put what depends on {name} into its card.")


def init_keeping(app: Flask) -> None:
    """Give templates `piece(template, card)`."""
    shelf = app.extensions["kept"] = Kept()
    app.extensions["assets"].when_built.append(shelf.clear)
    app.jinja_env.globals["piece"] = piece


def piece(template: str, card: tuple[Any, ...], notes: str = "") -> Markup:
    """The markup of `template` for a card: a (named) tuple of text, numbers, moments and such tuples.

    A field holds markup always or never: text and the same text as markup would be taken for one another.
    `notes` is for the reader alone and is not kept: markup that the template places where it writes `notes`.
    Raises TypeError for a card that holds anything else.
    """
    shelf: Kept = current_app.extensions["kept"]
    key = (template, language(), card)
    drawn = shelf.get(key)
    if drawn is None:
        drawn = _drawn(template, card)
        shelf.put(key, drawn)
    outer: list[datetime] | None = g.get("moments")
    return drawn.filled(notes) if outer is None else drawn.within(outer)


def _drawn(template: str, card: tuple[Any, ...]) -> Drawn:
    if not _is_plain(card):
        raise TypeError(f"The card of {template} holds more than plain values: {card!r}")
    moments: list[datetime] = []
    with _nobody_looking(moments):
        found = current_app.jinja_env.get_template(template)
        markup = found.render(card=card, notes=left_open("notes"))
    return Drawn(markup, moments)


def _left_open(place: datetime | Sign, moments: list[datetime]) -> Markup:
    if not isinstance(place, datetime):
        return left_open(place)
    moments.append(place)
    return left_open(len(moments) - 1)


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return isinstance(value, PLAIN)


@contextmanager
def _nobody_looking(moments: list[datetime]) -> Iterator[None]:
    """The open places are written as signs, and whatever asks for the reader fails."""
    before = {name: g.get(name) for name in ("actor", "csrf_html", "moments")}
    g.actor, g.csrf_html, g.moments = NoReader(), left_open(), moments
    try:
        yield
    finally:
        for name, value in before.items():
            g.pop(name) if value is None else setattr(g, name, value)
