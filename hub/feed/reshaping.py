"""Splitting replies off a conversation, and merging one into another (FD11)."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, select

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import readable, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.feed.models import Post, PostKind, StreamItem
from hub.feed.putting_back import remember_merge, remember_split
from hub.feed.rules import RESHAPE_POST
from hub.feed.search import post_title
from hub.feed.stream import put
from hub.links.actions import repoint
from hub.people.models import Person
from hub.spaces.models import Filed
from hub.spaces.rules import POST_IN
from hub.threads.events import ConversationLeft, ConversationsMerged, ConversationSplit
from hub.threads.models import Comment
from hub.threads.moving import ask_if_wider, carry, forget_strangers
from hub.threads.relocations import Relocation, RelocationKind
from hub.threads.reshaping import become, empty_comment, hand_on_watches, leave_behind, take_along
from hub.threads.rules import COMMENT, MOVE
from hub.threads.watching import watch

MOST_SPLIT = 200
OFFERED = 6
GONE = lazy("Some of these replies are no longer here. Look at the list again.")
ONLY_TALK = lazy(
    "Only an ordinary conversation goes into another one; thanks, polls, announcements and what "
    "customers said keep a place of their own."
)


def split_post(actor: Person, post: Post, ids: Collection[int], title: str = "") -> Post:
    """Give replies a conversation of their own. The first of them opens it; order and authors stay."""
    require(actor, RESHAPE_POST, post)
    if not ids:
        raise Invalid(_("Choose at least one reply."), field="comments")
    with transaction() as db:
        locked(post)
        first, *rest = _chosen(post, ids)
        made = Post(
            space_id=post.space_id, space=post.space, kind=PostKind.DISCUSSION, author_id=first.author_id,
            author=first.author, title=title, body=first.body, html=first.html, text=first.text,
            revision=first.revision, created_at=first.created_at, edited_at=first.edited_at,
            comment_count=len(rest),
        )  # fmt: skip
        db.add(made)
        db.flush()
        post.comment_count = Post.comment_count - len(ids)
        before = remember_split(first, _comments(post), ids)
        _open_with(first, made, rest)
        for person in {each.author_id: each.author for each in (first, *rest)}.values():
            watch(person, made.ref)
        leave_behind(post.ref, ids)
        empty_comment(first)
        _note(actor, RelocationKind.SPLIT, post, made, len(ids), before)
        put(made)
        put(post)
        audit(actor, "feed.split", post.ref, after={"into": made.ref, "replies": len(ids)})
        record(ConversationSplit(post.ref, first.ref), actor, made)
    return made


def merge_post(actor: Person, post: Post, target: Post, agreed: int = 0) -> Comment:
    """Let a conversation become a part of another one: its text a comment there, its replies below.

    Raises Wider when more people could read it there than `agreed` to. The place it has there is returned.
    """
    require(actor, RESHAPE_POST, post)
    _check_target(actor, post, target)
    with transaction() as db:
        for each in sorted((post, target), key=lambda each: each.id):
            locked(each)
        if post.space_id != target.space_id:
            ask_if_wider(post.space, target.space, agreed)
        opening = _as_comment(post, target)
        said = _comments(post)
        before = remember_merge(post, target, opening, said)
        source = post.space
        carry([post], target.space)
        take_along(said, target.ref, parent=opening)
        become(post.ref, opening.ref, target=target.ref)
        forget_strangers(post.ref, target.space)
        hand_on_watches(post.ref, target.ref)
        repoint(actor, post.ref, target.ref, _("The conversations were merged."))
        target.comment_count = Post.comment_count + 1 + sum(each.removed_at is None for each in said)
        _note(actor, RelocationKind.MERGED, post, target, len(said), before, from_id=source.id)
        audit(actor, "feed.merge", post.ref, before={"space": source.ref}, after={"into": target.ref})
        gone = post.ref
        db.execute(delete(Filed).where(Filed.ref == gone))
        db.execute(delete(StreamItem).where(StreamItem.ref == gone))
        empty_post(post)
        put(target)
        if source.id != target.space_id:
            record(ConversationLeft(gone), actor, source)
        record(ConversationsMerged(gone, opening.ref), actor, target)
    return opening


def neighbours(actor: Person, post: Post) -> Sequence[Post]:
    """Conversations of the same community that it could be merged into, newest first."""
    statement = readable(actor, select(Post)).where(
        Post.space_id == post.space_id, Post.id != post.id, Post.kind == PostKind.DISCUSSION,
        Post.removed_at.is_(None), Post.closed_at.is_(None),
    )  # fmt: skip
    return session().scalars(statement.order_by(Post.created_at.desc()).limit(OFFERED)).all()


def _check_target(actor: Person, post: Post, target: Post) -> None:
    if target.id == post.id:
        raise Invalid(_("This is the conversation itself. Choose another one."), field="into")
    if post.kind != PostKind.DISCUSSION or post.author is None:
        raise Invalid(ONLY_TALK, field="into")
    if target.is_removed:
        raise Invalid(_("That conversation was removed. Choose another one."), field="into")
    require(actor, COMMENT, target)
    if post.space_id != target.space_id:
        require(actor, MOVE, post)
        require(actor, POST_IN, target.space)


def _chosen(post: Post, ids: Collection[int]) -> list[Comment]:
    """The replies in their order. Raises Conflict when one is gone, Invalid when there are too many."""
    if len(ids) > MOST_SPLIT:
        raise Invalid(_("At most %(most)s replies at once, please.", most=MOST_SPLIT), field="comments")
    found = [each for each in _comments(post) if each.id in ids and each.removed_at is None]
    if len(found) != len(set(ids)):
        raise Conflict(GONE, field="comments")
    return found


def _comments(post: Post) -> list[Comment]:
    statement = select(Comment).where(Comment.about == post.ref).with_for_update(of=Comment)
    return list(session().scalars(statement.order_by(Comment.created_at, Comment.id)))


def _open_with(first: Comment, made: Post, rest: Sequence[Comment]) -> None:
    """The first reply is the text of the new conversation: what hangs on it follows."""
    take_along(rest, made.ref)
    become(first.ref, made.ref)


def _as_comment(post: Post, target: Post) -> Comment:
    comment = Comment(
        about=target.ref, space_id=target.space_id, space=target.space, author_id=post.author_id,
        author=post.author, body=post.body, html=post.html, text=post.text, revision=post.revision,
        created_at=post.created_at, edited_at=post.edited_at,
    )  # fmt: skip
    session().add(comment)
    session().flush()
    return comment


def empty_post(post: Post) -> None:
    """It is a part of another now: its row stays as a husk, so that its number is never given again."""
    post.title = post.body = post.html = post.text = post.about = ""
    post.people, post.comment_count, post.source = [], 0, None
    post.author_id, post.author, post.removed_at = None, None, clock.now()


def _note(
    actor: Person,
    kind: RelocationKind,
    source: Post,
    target: Post,
    count: int,
    before: dict[str, Any],
    *,
    from_id: int | None = None,
) -> None:
    session().add(
        Relocation(
            kind=kind, source=source.ref, target=target.ref, count=count,
            title=post_title(source)[:250] if kind == RelocationKind.MERGED else "",
            from_space_id=from_id or source.space_id, to_space_id=target.space_id, by_id=actor.id,
            at=clock.now(), before=before,
        )
    )  # fmt: skip
