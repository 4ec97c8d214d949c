"""The addresses of splitting replies off a conversation and of merging one into another."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from flask import Response, g, request
from pydantic import Field

from hub.core.errors import HubError, NotFound
from hub.core.features import refs_at, resolve
from hub.core.limits import LIMITS
from hub.core.permissions import load, require
from hub.core.words import gettext as _
from hub.feed import reshaping, undoing
from hub.feed.models import Post
from hub.feed.routes.pages import bp
from hub.feed.rules import RESHAPE_POST
from hub.feed.search import post_title, post_url
from hub.threads.moving import Wider
from hub.threads.queries import comments_under
from hub.threads.search import comment_url
from hub.web.forms import LINES, Form, Read, Short, blank, bounded, read
from hub.web.once import once
from hub.web.pages import done, page


class SplitForm(Form):
    """Which replies go, and what the new conversation is called."""

    comments: Annotated[list[int], Field(max_length=reshaping.MOST_SPLIT)] = Field(default_factory=list)
    title: Annotated[str, bounded(LIMITS.title), LINES] = ""


class MergeForm(Form):
    """Into which conversation, chosen or by its address; and how many new readers the sender said yes to."""

    pick: int | None = None
    into: Short = ""
    agreed: Annotated[int, Field(ge=0, le=10**9)] = 0


@bp.get("/p/<int:id>/split")
def split_page(id: int) -> str:
    found = load(g.actor, Post, id)
    require(g.actor, RESHAPE_POST, found)
    return _splitting(found, blank(comments=[request.args.get("comment", "")]))


@bp.post("/p/<int:id>/split")
@once
def split(id: int) -> Any:
    found, form = load(g.actor, Post, id), read(SplitForm)
    require(g.actor, RESHAPE_POST, found)
    if not form.ok:
        return _splitting(found, form), 422
    try:
        made = reshaping.split_post(g.actor, found, form.data.comments, form.data.title)
    except HubError as error:
        form.refuse(error.field or "comments", error.message)
        return _splitting(found, form), error.status
    return done(
        post_url(made), say=_("It is a conversation of its own now."), undo=f"/p/{made.id}/reshaping/undo"
    )


@bp.get("/p/<int:id>/merge")
def merge_page(id: int) -> str:
    found = load(g.actor, Post, id)
    require(g.actor, RESHAPE_POST, found)
    return _merging(found, blank())


@bp.post("/p/<int:id>/merge")
@once
def merge(id: int) -> Any:
    found, form = load(g.actor, Post, id), read(MergeForm)
    require(g.actor, RESHAPE_POST, found)
    target = _target(form) if form.ok else None
    if target is None:
        return _merging(found, form), 422
    try:
        place = reshaping.merge_post(g.actor, found, target, form.data.agreed)
    except Wider as asked:
        form.values["agreed"] = asked.count
        return _merging(found, form, target, asked), 422
    except HubError as error:
        form.refuse(error.field or "into", error.message)
        return _merging(found, form), error.status
    return done(
        comment_url(place), say=_("They are one conversation now."), undo=f"/p/{target.id}/reshaping/undo"
    )


@bp.post("/p/<int:id>/reshaping/undo")
def undo_reshaping(id: int) -> Response:
    """Of the conversation that came of it: the new one, or the one that the other went into."""
    back = undoing.undo_reshaping(g.actor, load(g.actor, Post, id))
    return done(post_url(back), say=_("Taken back: everything stands where it was."))


def _undo_url(result: Post) -> str:
    return f"/p/{result.id}/reshaping/undo"


def _target(form: Read[MergeForm]) -> Post | None:
    """The conversation that was chosen; a message in the form where there is none."""
    path = urlsplit(form.data.into).path
    written = f"/p/{path}" if path.isdecimal() else path
    ref = refs_at([written]).get(written, "") if written else f"post:{form.data.pick or 0}"
    try:
        found = resolve(g.actor, ref) if ref.startswith("post:") else None
    except NotFound:
        found = None
    if not isinstance(found, Post):
        form.refuse("into", _("Choose a conversation, or give the address of one that you can open."))
        return None
    return found


def _splitting(found: Post, form: Read[Any]) -> str:
    chosen = {str(id) for id in form.value("comments", [])}
    lines = [each for each in comments_under(g.actor, [found.ref]) if each.removed_at is None]
    return page(
        "feed/split.html", post=found, title=post_title(found), form=form, comments=lines, chosen=chosen
    )


def _merging(found: Post, form: Read[Any], target: Post | None = None, asked: Wider | None = None) -> str:
    offered = [(str(each.id), post_title(each)) for each in reshaping.neighbours(g.actor, found)]
    return page(
        "feed/merge.html", post=found, title=post_title(found), form=form, offered=offered, asked=asked,
        target=target,
    )  # fmt: skip
