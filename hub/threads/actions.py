"""Every verb in a conversation: comment, change, remove and bring back, react, follow."""

from typing import Any

from sqlalchemy import update

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Denied, Invalid
from hub.core.events import record
from hub.core.features import kind_of
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.files.actions import attach
from hub.people.models import Person
from hub.threads.events import CommentEdited, CommentPosted, ReactionChanged
from hub.threads.models import Comment, Mood, Reaction
from hub.threads.revisions import keep_revision
from hub.threads.rules import COMMENT, EDIT_COMMENT, REACT, REMOVE_COMMENT, is_full
from hub.threads.watching import unwatch, watch
from hub.threads.writing import tell_mentioned, write

LEVELS = ("watching", "muted", "none")
FULL = lazy("No more comments stand here: they make an answer clear. Write an answer of your own instead.")


def root_of(thing: Any) -> Any:
    """What people follow when they talk about `thing`: an answer's question, else the thing itself."""
    return getattr(thing, "thread_root", thing)


def post_comment(actor: Person, thing: Any, body: str, parent: Comment | None = None) -> Comment:
    """Say something under a thing, or in reply to another comment there. Whoever does, follows it."""
    require(actor, COMMENT, thing)
    if parent is not None and (parent.about != thing.ref or parent.removed_at is not None):
        raise Invalid(_("The comment you reply to is no longer here. Reload to see what is."), field="body")
    require_room(thing)
    written = write(actor, body, space_id=thing.space_id)
    moment = clock.now()
    with transaction() as db:
        comment = Comment(
            about=thing.ref, space_id=thing.space_id, space=thing.space, parent=parent,
            author_id=actor.id, author=actor, body=body, html=written.html, text=written.text,
            created_at=moment,
        )  # fmt: skip
        db.add(comment)
        _count(thing, 1)
        root = root_of(thing)
        if hasattr(root, "active_at"):
            root.active_at = moment
        db.flush()
        if kind_of(thing.ref).said is None:
            watch(actor, root.ref)
        attach(actor, comment, body)
        own = kind_of(thing.ref).said
        if own is not None:  # everybody who is there hears of it, whoever is called by name
            record(own(thing, comment), actor, thing)
            return comment
        tell_mentioned(actor, comment, written)
        fact = CommentPosted(
            comment.id, thing.ref, parent.author_id if parent else None, asks=body.endswith("?")
        )
        record(fact, actor, thing)
    return comment


def require_room(thing: Any) -> None:
    """Raise Denied where no more comments stand well."""
    if is_full(thing):
        raise Denied(FULL)


def edit_comment(actor: Person, comment: Comment, body: str) -> None:
    """Change a comment; the earlier text is kept."""
    require(actor, EDIT_COMMENT, comment)
    if body == comment.body:
        return
    written = write(actor, body, space_id=comment.space_id)
    with transaction():
        locked(comment)
        keep_revision(actor, comment)
        comment.body, comment.html, comment.text = body, written.html, written.text
        comment.edited_at = clock.now()
        attach(actor, comment, body)
        record(CommentEdited(comment.id, comment.about), actor, comment)


def remove_comment(actor: Person, comment: Comment, thing: Any) -> None:
    """Take a comment away; one grey line stays, and it can be brought back."""
    _set_removed(actor, comment, thing, removed=True)


def restore_comment(actor: Person, comment: Comment, thing: Any) -> None:
    """Bring a removed comment back."""
    _set_removed(actor, comment, thing, removed=False)


def react(actor: Person, thing: Any, mood: Mood, on: bool = True) -> None:
    """Feel this way about a thing, or no longer. Pressed twice it is still once."""
    require(actor, REACT, thing)
    with transaction() as db:
        row = db.get(Reaction, (thing.ref, actor.id, mood), with_for_update=True)
        if (row is not None) == on:
            return
        if row is None:
            db.add(Reaction(ref=thing.ref, person_id=actor.id, mood=mood, at=clock.now()))
        else:
            db.delete(row)
        author_id = getattr(thing, "author_id", None)
        record(ReactionChanged(thing.ref, mood, on, author_id), actor, thing)


def follow(actor: Person, thing: Any, level: str) -> None:
    """Hear of everything in a thing's thread (watching), of nothing (muted), or as usual (none)."""
    with transaction():
        if level == "none":
            unwatch(actor, root_of(thing).ref)
        else:
            watch(actor, root_of(thing).ref, level, change=True)


def hide_comments(*refs: str, hidden: bool = True) -> None:
    """What stands under removed things goes with them, and comes back with them; in a transaction."""
    moment = clock.now() if hidden else None
    session().execute(update(Comment).where(Comment.about.in_(refs)).values(hidden_at=moment))


def _set_removed(actor: Person, comment: Comment, thing: Any, *, removed: bool) -> None:
    require(actor, REMOVE_COMMENT, comment)
    with transaction():
        locked(comment)
        if (comment.removed_at is not None) == removed:
            return
        comment.removed_at = clock.now() if removed else None
        _count(thing, -1 if removed else 1)
        record(CommentEdited(comment.id, comment.about), actor, comment)


def _count(thing: Any, by: int) -> None:
    """Keep the number on the thing itself, when it has one; the database adds, not we."""
    if hasattr(thing, "comment_count"):
        thing.comment_count = type(thing).comment_count + by
