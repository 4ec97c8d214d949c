"""Answers to people: whole pages, fragments of them, and the way on after something was done."""

from typing import Any

from flask import Response, flash, g, make_response, redirect, render_template
from markupsafe import Markup

from hub.core.features import registry
from hub.web.guard import wants_fragment


def page(template: str, **values: Any) -> str:
    """A whole page."""
    return render_template(template, **values)


def fragment_or_page(fragment: str, whole: str, **values: Any) -> str:
    """The fragment when htmx asks for it, else the page that contains it: one address for both."""
    return render_template(fragment if wants_fragment() else whole, **values)


def done(to: str, *, fragment: str | None = None, say: str = "", undo: str = "", **values: Any) -> Response:
    """After a change: the fragment in place, or on to `to` (303) with a word about what was done.

    `undo` is the POST address that takes it back; the word then brings the button along.
    """
    if fragment is not None and wants_fragment():
        return make_response(render_template(fragment, **values))
    if say:
        flash(say, undo or "message")
    if wants_fragment():
        # The browser goes there itself: what htmx fetches would be a page without its frame and its styles.
        return Response(status=204, headers={"HX-Redirect": to})
    return make_response(redirect(to, code=303))


def onward(to: str, code: int = 302) -> Response:
    """Where the thing is now, for an address that only leads there."""
    return make_response(redirect(to, code))


def slot(name: str, thing: Any = None) -> Markup:
    """What features put into this place of a page; each has rendered and escaped its own part."""
    parts = registry.panels(name, g.actor, thing)
    return Markup("").join(Markup(html) for html in parts)  # noqa: S704 (templates made them)
