"""The addresses of announcements: understand one, see who has, remind, end it."""

from typing import Any

from flask import Response, g, make_response
from sqlalchemy.orm import joinedload

from hub.core.errors import Conflict, Invalid
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.core.words import ngettext
from hub.feed.announcements import must_read, readers
from hub.feed.announcing import end_announcement, remind, understand
from hub.feed.models import Post
from hub.feed.routes.pages import bp
from hub.feed.rules import ANSWER_FOR
from hub.feed.search import post_title, post_url
from hub.web.forms import Form, Short, read
from hub.web.guard import safe_next, wants_fragment
from hub.web.pages import done, page
from hub.web.paging import after


class UnderstoodForm(Form):
    """Which version was in front of the reader, and where the way leads on."""

    version: int
    back: Short = ""


@bp.post("/p/<int:id>/understanding")
def understood(id: int) -> Any:
    found, form = _post(id), read(UnderstoodForm)
    if not form.ok:
        raise Invalid(_("Reload the page and press again."), fields=form.errors)
    try:
        understand(g.actor, found, form.data.version)
    except Conflict as changed:
        return _again(found, changed)
    if wants_fragment():
        return page("feed/_must_read.html", must=must_read(g.actor), said=True)
    back = safe_next(form.data.back) if form.data.back else post_url(found)
    return done(back, say=_("Noted. Thank you for reading."))


@bp.get("/p/<int:id>/readers")
def who_has_read(id: int) -> str:
    """Those who have not, for they are whom one looks for."""
    return _readers(id, has=False)


@bp.get("/p/<int:id>/readers/done")
def who_has_understood(id: int) -> str:
    return _readers(id, has=True)


@bp.post("/p/<int:id>/readers/reminder")
def send_reminder(id: int) -> Response:
    found = _post(id)
    remind(g.actor, found)
    count = readers(found, has=False, size=1).missing
    words = ngettext(
        "%(count)s colleague is reminded.", "%(count)s colleagues are reminded.", count, count=count
    )
    return done(f"/p/{id}/readers", say=words)


@bp.post("/p/<int:id>/readers/end")
def end_asking(id: int) -> Response:
    found = _post(id)
    end_announcement(g.actor, found)
    return done(post_url(found), say=_("Nobody is asked any more."))


def _post(id: int) -> Post:
    return load(g.actor, Post, id, options=(joinedload(Post.author), joinedload(Post.space)))


def _readers(id: int, *, has: bool) -> str:
    found = _post(id)
    require(g.actor, ANSWER_FOR, found)
    shown = readers(found, has=has, after=after())
    return page("feed/readers.html", post=found, title=post_title(found), shown=shown)


def _again(found: Post, changed: Conflict) -> Any:
    """The text as it is now, with why; in its place on home, or on its own page."""
    if wants_fragment():
        response = make_response(
            page("feed/_must_read.html", must=must_read(g.actor), error=changed.message), changed.status
        )
        response.headers.update({"HX-Retarget": "#must-read", "HX-Reswap": "outerHTML"})
        return response
    return done(post_url(found), say=changed.message)
