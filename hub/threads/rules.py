"""Who may comment, react, and change a comment. Whoever may answer in a space may talk in it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, select

from hub.core.features import registry
from hub.core.permissions import Actor, Because, Verdict, can, permission, rule, verdict, visible
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person
from hub.spaces.models import Space
from hub.spaces.rules import ANSWER_IN, ARCHIVED, CURATE_IN, EDIT_SPACE, in_readable_space
from hub.threads.models import Comment

COMMENT = permission("threads.comment.post", lazy("Comment on something"))
REACT = permission("threads.thing.react", lazy("React to something"))
EDIT_COMMENT = permission("threads.comment.edit", lazy("Change a comment"))
REMOVE_COMMENT = permission("threads.comment.remove", lazy("Remove a comment or bring it back"))
MOVE = permission("threads.thing.move", lazy("Move a conversation to another community"))


@visible(Comment)
def readable_comments(actor: Actor) -> ColumnElement[bool]:
    """Those in spaces one may enter, unless what they stand under was removed."""
    return and_(in_readable_space(actor, Comment), Comment.hidden_at.is_(None), *_in_parts_that_are_on())


def _in_parts_that_are_on() -> list[ColumnElement[bool]]:
    """Not under a post where posts are switched off, and so for each kind that is a part of a space."""
    found = []
    for kind in registry.kinds.values():
        if kind.thread and kind.part:
            off = select(Space.id).where(~getattr(Space, f"has_{kind.part}"))
            found.append(~and_(Comment.about.startswith(f"{kind.name}:"), Comment.space_id.in_(off)))
    return found


@rule(COMMENT)
def may_comment(actor: Person, thing: Any) -> Verdict:
    if not _is_talked_about(thing):
        return Because(lazy("This cannot be commented on."))
    if locked := getattr(thing, "locked_because", ""):
        return Because(locked)
    closing = getattr(thing, "closing", None)
    if closing is not None:
        return Because(closing.reason)
    return verdict(actor, ANSWER_IN, thing.space)


def is_full(thing: Any) -> bool:
    """Whether as much was said under it as stands there well: `comments_most` of its kind."""
    most = getattr(thing, "comments_most", None)
    return most is not None and thing.comment_count >= most


@rule(REACT)
def may_react(actor: Person, thing: Any) -> Verdict:
    if not _is_talked_about(thing) and not isinstance(thing, Comment):
        return Because(lazy("There are no reactions to this."))
    return verdict(actor, ANSWER_IN, thing.space)


@rule(EDIT_COMMENT)
def may_edit_comment(actor: Person, comment: Comment) -> Verdict:
    if comment.removed_at is not None:
        return Because(lazy("This comment was removed. Bring it back first."))
    if comment.space.is_archived:
        return Because(ARCHIVED)
    return comment.author_id == actor.id or Because(lazy("Only its author can change a comment."))


@rule(REMOVE_COMMENT)
def may_remove_comment(actor: Person, comment: Comment) -> Verdict:
    if comment.space.is_archived:
        return Because(ARCHIVED)
    if comment.author_id == actor.id or can(actor, CURATE_IN, comment.space):
        return True
    return Because(lazy("Only its author and the community's curators can remove a comment."))


@rule(MOVE)
def may_move(actor: Person, thing: Any) -> Verdict:
    kind = registry.kinds.get(thing.ref_kind)
    if kind is None or kind.moves is None or not kind.moves(thing):
        return Because(lazy("This cannot be moved: it belongs to where it stands."))
    if thing.removed_at is not None:
        return Because(lazy("This was removed. Bring it back first."))
    if thing.space.is_archived:
        return Because(ARCHIVED)
    if thing.space.keeps_talk:
        return Because(
            _("%(name)s keeps its conversations: nothing is moved from there.", name=thing.space.name)
        )
    if thing.author_id == actor.id or can(actor, EDIT_SPACE, thing.space):
        return True
    return Because(lazy("Only its author and the admins of the community can move this."))


def _is_talked_about(thing: Any) -> bool:
    kind = registry.kinds.get(thing.ref_kind)
    return kind is not None and kind.thread
