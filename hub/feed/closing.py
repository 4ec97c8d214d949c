"""Ending the conversation under a post, with a last word, and opening it again (FD09)."""

from hub.core import clock
from hub.core.db import locked, transaction
from hub.core.events import record
from hub.core.permissions import require
from hub.feed.events import PostClosed
from hub.feed.models import Post
from hub.feed.rules import CLOSE_POST
from hub.people.models import Person
from hub.threads.actions import post_comment


def close_post(actor: Person, post: Post, words: str = "") -> None:
    """Nothing more can be said under it. `words` become its last comment. Closed twice it stays as it was."""
    require(actor, CLOSE_POST, post)
    with transaction():
        locked(post)
        if post.closed_at is not None:
            return
        if words.strip():
            post_comment(actor, post, words)
        post.closed_at, post.closed_by_id, post.closed_by = clock.now(), actor.id, actor
        record(PostClosed(post.id), actor, post)


def reopen_post(actor: Person, post: Post) -> None:
    """Let people talk under it again."""
    require(actor, CLOSE_POST, post)
    with transaction():
        locked(post)
        if post.closed_at is None:
            return
        post.closed_at = post.closed_by_id = post.closed_by = None
        record(PostClosed(post.id, closed=False), actor, post)
