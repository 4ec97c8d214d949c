"""Comments, reactions and following over the API, under any thing by its ref."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import g
from pydantic import StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.features import resolve
from hub.core.permissions import load, readable
from hub.people.api import PersonName
from hub.threads import actions
from hub.threads.models import Comment, Mood, Reaction
from hub.web.api import NothingOut, Out, Paged, api_blueprint, filled, listed, may_be_told, operation
from hub.web.forms import Body, Form
from hub.web.paging import cut

bp = api_blueprint("threads")

WRITE = ("write",)
RefText = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}:[0-9]{1,18}$")]


class CommentOut(Out):
    """Something said under a thing. A removed one keeps its place without its words."""

    id: int
    ref: str
    about: str
    parent_id: int | None
    author: PersonName
    body: str
    html: str
    revision: int
    created_at: datetime
    edited_at: datetime | None
    is_removed: bool


class ReactionOut(Out):
    """How a colleague feels about a thing."""

    person: PersonName
    mood: str
    at: datetime


class ThreadIn(Paged):
    """Under which thing."""

    about: RefText


class AboutIn(Paged):
    """Of which thing."""

    ref: RefText


class CommentIn(Form):
    """A comment, or a reply to one."""

    about: RefText
    body: Body
    parent_id: int | None = None


class TextIn(Form):
    """A new text."""

    body: Body


class ReactionIn(Form):
    """A reaction, given or taken back."""

    ref: RefText
    mood: Mood
    on: bool = True


class WatchIn(Form):
    """How much one wants to hear of a thing."""

    ref: RefText
    level: Literal["watching", "tracked", "first", "normal", "muted", "none"]


@operation(bp, "GET", "/comments", verb="list", thing="comments", out=listed(CommentOut), query=ThreadIn)
def list_comments(query: ThreadIn) -> dict[str, Any]:
    """What was said under a thing, oldest first."""
    thing = thing_at(query.about)
    statement = (
        readable(g.actor, select(Comment))
        .where(Comment.about == thing.ref, Comment.id > (query.after or 0))
        .options(joinedload(Comment.author))
        .order_by(Comment.id)
        .limit(query.limit + 1)
    )
    page = cut(session().scalars(statement).all(), query.limit)
    return {"items": [_comment(each) for each in page.items], "next": page.next}


@operation(
    bp, "POST", "/comments", verb="post", thing="comment", out=CommentOut, body=CommentIn, scopes=WRITE,
    status=201,
)  # fmt: skip
def post_comment(body: CommentIn) -> CommentOut:
    """Say something under a thing."""
    parent = load(g.actor, Comment, body.parent_id) if body.parent_id is not None else None
    return _comment(actions.post_comment(g.actor, thing_at(body.about), body.body, parent))


@operation(
    bp, "PUT", "/comments/<int:id>", verb="edit", thing="comment", out=CommentOut, body=TextIn, scopes=WRITE
)
def edit_comment(id: int, body: TextIn) -> CommentOut:
    """Change a comment; the earlier text is kept."""
    found = _one(id)
    actions.edit_comment(g.actor, found, body.body)
    return _comment(found)


@operation(bp, "DELETE", "/comments/<int:id>", verb="remove", thing="comment", out=NothingOut, scopes=WRITE)
def remove_comment(id: int) -> dict[str, bool]:
    """Take a comment away; it can be brought back on the page."""
    found = _one(id)
    actions.remove_comment(g.actor, found, thing_at(found.about))
    return {"done": True}


@operation(bp, "GET", "/reactions", verb="list", thing="reactions", out=listed(ReactionOut), query=AboutIn)
def list_reactions(query: AboutIn) -> dict[str, Any]:
    """Who reacted how to a thing."""
    thing = thing_at(query.ref)
    start = query.after or 0
    statement = (
        select(Reaction)
        .where(Reaction.ref == thing.ref)
        .options(joinedload(Reaction.person))
        .order_by(Reaction.at, Reaction.person_id, Reaction.mood)
        .offset(min(start, 10_000))
        .limit(query.limit + 1)
    )
    rows = session().scalars(statement).all()
    more = len(rows) > query.limit
    return {"items": rows[: query.limit], "next": str(start + query.limit) if more else None}


@operation(
    bp, "PUT", "/reactions", verb="set", thing="reaction", out=NothingOut, body=ReactionIn, scopes=WRITE
)
def set_reaction(body: ReactionIn) -> dict[str, bool]:
    """React to a thing, or take it back. Sent twice it is still once."""
    actions.react(g.actor, thing_at(body.ref), body.mood, body.on)
    return {"done": True}


@operation(bp, "PUT", "/watches", verb="set", thing="watch", out=NothingOut, body=WatchIn, scopes=WRITE)
def set_watch(body: WatchIn) -> dict[str, bool]:
    """Follow a thing, mute it, or neither."""
    actions.follow(g.actor, thing_at(body.ref), body.level)
    return {"done": True}


def thing_at(ref: str) -> Any:
    """What stands at a ref, as far as this token may be told of it."""
    if not may_be_told(ref):
        raise NotFound
    return resolve(g.actor, ref)


def _one(id: int) -> Comment:
    found = load(g.actor, Comment, id)
    if not may_be_told(found.about):
        raise NotFound
    return found


def _comment(found: Comment) -> CommentOut:
    if found.removed_at is not None:
        return filled(CommentOut, found, body="", html="", is_removed=True)
    return filled(CommentOut, found, is_removed=False)
