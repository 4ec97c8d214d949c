"""Splitting and merging of conversations over the API."""

from typing import Annotated, Any

from flask import g
from pydantic import Field

from hub.core.permissions import load
from hub.feed import reshaping, undoing
from hub.feed.api import WRITE, OptionalTitle, PostOut, post_out
from hub.feed.api import bp as api
from hub.feed.models import Post
from hub.feed.search import post_url
from hub.web.api import Out, operation
from hub.web.forms import Form


class SplitIn(Form):
    """Which replies become a conversation of their own; the first of them opens it."""

    comments: Annotated[list[int], Field(max_length=reshaping.MOST_SPLIT)]
    title: OptionalTitle = ""


class MergeIn(Form):
    """Into which post. `agreed`: to how many colleagues it may be shown who could not read it before."""

    into: int
    agreed: Annotated[int, Field(ge=0, le=10**9)] = 0


class MergedOut(Out):
    """Where it went: the conversation, and the comment that its text became."""

    ref: str
    url: str
    comment_id: int


@operation(
    api, "POST", "/posts/<int:id>/split", verb="split", thing="post", out=PostOut, body=SplitIn,
    scopes=WRITE, status=201,
)  # fmt: skip
def split_post(id: int, body: SplitIn) -> PostOut:
    """Give replies a conversation of their own."""
    return post_out(reshaping.split_post(g.actor, load(g.actor, Post, id), body.comments, body.title))


@operation(
    api, "POST", "/posts/<int:id>/merge", verb="merge", thing="post", out=MergedOut, body=MergeIn,
    scopes=WRITE, status=201,
)  # fmt: skip
def merge_post(id: int, body: MergeIn) -> dict[str, Any]:
    """Let a conversation become a part of another one; `confirm` says how many more will read it."""
    target = load(g.actor, Post, body.into)
    place = reshaping.merge_post(g.actor, load(g.actor, Post, id), target, body.agreed)
    return {"ref": target.ref, "url": post_url(target), "comment_id": place.id}


@operation(
    api, "POST", "/posts/<int:id>/reshaping/undo", verb="put_back", thing="post", out=PostOut, scopes=WRITE
)
def put_back_post(id: int) -> PostOut:
    """Take back the split or the merge that made this conversation; within the hour, by who did it.

    Of the new conversation after a split, of the one that the other went into after a merge. Answers the
    conversation that was before.
    """
    return post_out(undoing.undo_reshaping(g.actor, load(g.actor, Post, id)))
