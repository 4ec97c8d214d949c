"""What is done with a thing that stands in the feed: pin it to the top, end its conversation."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import Response, g, request

from hub.core.errors import HubError, Invalid, NotFound
from hub.core.features import kind_of, resolve, url_of
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.feed.cards import menu_of
from hub.feed.closing import close_post, reopen_post
from hub.feed.models import Post, StreamItem
from hub.feed.pins import end_of_day, pin, unpin
from hub.feed.routes.pages import bp
from hub.feed.rules import CLOSE_POST, PIN
from hub.feed.search import post_title, post_url
from hub.web.forms import Form, OptionalBody, Read, blank, read
from hub.web.guard import safe_next
from hub.web.once import once
from hub.web.pages import done, fragment_or_page, page


class PinForm(Form):
    """Until which day, as the admin counts days; empty for good."""

    until: date | None = None


class ClosingForm(Form):
    """The last word, if there is one."""

    body: OptionalBody = ""


@bp.get("/feed/<ref>/more")
def more_for_card(ref: str) -> str:
    """The menu of its card; what is done in it leads back to the page on which that stands."""
    item = _item(ref)
    seen = urlsplit(request.headers.get("HX-Current-URL", ""))
    back = safe_next(f"{seen.path}?{seen.query}")
    items = menu_of(g.actor, item, back)
    title = _("More for this post")
    return fragment_or_page(
        "_menu.html", "menu.html", title=title, back=(_("Back"), back), items=items, about=item.ref
    )


@bp.get("/feed/<ref>/pin")
def pin_page(ref: str) -> str:
    item = _item(ref)
    require(g.actor, PIN, item.space)
    return _pinning(item, blank())


@bp.post("/feed/<ref>/pin")
def pin_item(ref: str) -> Any:
    item, form = _item(ref), read(PinForm)
    if not form.ok:
        require(g.actor, PIN, item.space)
        return _pinning(item, form), 422
    try:
        pin(g.actor, item, end_of_day(g.actor, form.data.until) if form.data.until else None)
    except HubError as error:
        form.refuse(error.field or "until", error.message)
        return _pinning(item, form), error.status
    return done(item.space.url, say=_("It stands on top now."), undo=f"/feed/{ref}/unpin")


@bp.post("/feed/<ref>/unpin")
def unpin_item(ref: str) -> Response:
    item = _item(ref)
    unpin(g.actor, item)
    return done(item.space.url, say=_("It stands where its age puts it."))


@bp.get("/p/<int:id>/closing")
def closing_page(id: int) -> str:
    found = load(g.actor, Post, id)
    require(g.actor, CLOSE_POST, found)
    return _closing(found, blank())


@bp.post("/p/<int:id>/closing")
@once
def close(id: int) -> Any:
    found, form = load(g.actor, Post, id), read(ClosingForm)
    if not form.ok:
        require(g.actor, CLOSE_POST, found)
        return _closing(found, form), 422
    try:
        close_post(g.actor, found, form.data.body)
    except HubError as error:
        form.refuse("body", error.message)
        return _closing(found, form), error.status
    return done(post_url(found), say=_("The conversation is closed."), undo=f"/p/{id}/reopening")


@bp.post("/p/<int:id>/reopening")
def reopen(id: int) -> Response:
    found = load(g.actor, Post, id)
    reopen_post(g.actor, found)
    return done(post_url(found), say=_("Everybody can say something here again."))


def _item(ref: str) -> StreamItem:
    thing = resolve(g.actor, ref)
    try:
        return load(g.actor, StreamItem, thing.ref, by=StreamItem.ref)
    except NotFound:
        raise Invalid(_("Only what stands in the feed can be pinned to the top of its community.")) from None


def _pinning(item: StreamItem, form: Read[Any]) -> str:
    thing = resolve(g.actor, item.ref)
    return page(
        "feed/pin.html", item=item, form=form, title=kind_of(item.ref).title(thing), url=url_of(thing)
    )


def _closing(found: Post, form: Read[Any]) -> str:
    return page("feed/close.html", post=found, title=post_title(found), form=form)
