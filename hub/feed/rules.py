"""Who may post, change and remove; and which posts one sees."""

from sqlalchemy import ColumnElement, and_, or_

from hub.core.permissions import Actor, Because, Verdict, can, permission, rule, verdict, visible
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.feed.models import Post, PostKind, StreamItem
from hub.feed.schedule_models import ScheduledPost
from hub.people.models import Draft, Person, Role
from hub.spaces.belonging import belongings
from hub.spaces.models import Space, SpaceKind, SpaceRole
from hub.spaces.rules import (
    ANSWER_IN,
    ARCHIVED,
    CURATE_IN,
    EDIT_SPACE,
    POST_IN,
    in_readable_space,
    switched_off,
)

WRITE_POST = permission("feed.post.write", lazy("Write a post"))
EDIT_POST = permission("feed.post.edit", lazy("Edit a post"))
REMOVE_POST = permission("feed.post.remove", lazy("Remove a post or bring it back"))
CLOSE_POST = permission("feed.post.close", lazy("Close a conversation or open it again"))
RESHAPE_POST = permission("feed.post.reshape", lazy("Split a conversation, or merge it into another"))
VOTE_POLL = permission("feed.poll.vote", lazy("Vote in a poll"))
ANNOUNCE = permission("feed.announcement.make", lazy("Announce what a whole community must read"))
ANSWER_FOR = permission("feed.announcement.answer_for", lazy("See who has read an announcement, and remind"))
UNDERSTAND = permission("feed.announcement.understand", lazy("Say that one has understood an announcement"))
PIN = permission("feed.item.pin", lazy("Pin something to the top of a community"))

NO_ANNOUNCEMENT = lazy("There is no announcement here.")


@visible(Post)
def readable_posts(actor: Actor) -> ColumnElement[bool]:
    """Those in spaces one may enter; a removed one only for who wrote or removed it, to bring it back."""
    standing = or_(Post.removed_at.is_(None), Post.author_id == actor.id, Post.removed_by_id == actor.id)
    return and_(in_readable_space(actor, Post, "feed"), standing)


@visible(StreamItem)
def readable_items(actor: Actor) -> ColumnElement[bool]:
    """What stands in spaces one may enter."""
    return and_(in_readable_space(actor, StreamItem), StreamItem.is_shown)


@visible(ScheduledPost)
def own_plans(actor: Actor) -> ColumnElement[bool]:
    """Whoever wrote it, and nobody else: it is not said yet."""
    return ScheduledPost.person_id == actor.id


@visible(Draft)
def own_drafts(actor: Actor) -> ColumnElement[bool]:
    """Whoever writes it, and nobody else."""
    return Draft.person_id == actor.id


@rule(WRITE_POST)
def may_write_post(actor: Person, space: Space) -> Verdict:
    off = switched_off(space, "feed")
    return verdict(actor, POST_IN, space) if off is None else off


@rule(EDIT_POST)
def may_edit_post(actor: Person, post: Post) -> Verdict:
    if post.is_removed:
        return Because(_("This post was removed. Bring it back first."))
    if post.kind == PostKind.LOOP:
        return Because(_("These are a customer's words. Nobody changes them."))
    return _own_or_curated(actor, post)


@rule(VOTE_POLL)
def may_vote_in_poll(actor: Person, post: Post) -> Verdict:
    if post.is_removed or post.kind != PostKind.POLL:
        return Because(_("There is no poll here."))
    return verdict(actor, ANSWER_IN, post.space)


@rule(PIN)
def may_pin(actor: Person, space: Space) -> Verdict:
    if space.is_archived:
        return Because(ARCHIVED)
    return can(actor, EDIT_SPACE, space) or Because(
        "Only the admins of a community pin something to its top."
    )


@rule(ANNOUNCE)
def may_announce(actor: Person, space: Space) -> Verdict:
    if space.is_archived:
        return Because(ARCHIVED)
    return can(actor, EDIT_SPACE, space) or Because(
        _("Only the admins of a community announce something that all of it must read.")
    )


def may_announce_somewhere(actor: Person) -> bool:
    """Whether there is a community in which the actor may: for the choice in the composer."""
    if actor.has(Role.ADMINISTRATOR):
        return True
    own = (each for each in belongings(actor.id).values() if each.kind == SpaceKind.COMMUNITY)
    return any(each.role.rank >= SpaceRole.ADMIN.rank for each in own)


@rule(ANSWER_FOR)
def may_answer_for(actor: Person, post: Post) -> Verdict:
    if post.is_removed or post.kind != PostKind.ANNOUNCEMENT:
        return Because(NO_ANNOUNCEMENT)
    if post.author_id == actor.id or can(actor, EDIT_SPACE, post.space):
        return True
    return Because(_("Only its author and the admins of the community see who has read it."))


@rule(UNDERSTAND)
def may_understand(actor: Person, post: Post) -> Verdict:
    if post.is_removed or post.kind != PostKind.ANNOUNCEMENT:
        return Because(NO_ANNOUNCEMENT)
    return True  # whoever may read it: loaded as the actor


@rule(CLOSE_POST)
def may_close_post(actor: Person, post: Post) -> Verdict:
    if post.is_removed:
        return Because(_("This post was removed. Bring it back first."))
    return _own_or_curated(actor, post)


@rule(RESHAPE_POST)
def may_reshape_post(actor: Person, post: Post) -> Verdict:
    if post.is_removed:
        return Because(_("This post was removed. Bring it back first."))
    return _own_or_curated(actor, post)


@rule(REMOVE_POST)
def may_remove_post(actor: Person, post: Post) -> Verdict:
    return _own_or_curated(actor, post)


def _own_or_curated(actor: Person, post: Post) -> Verdict:
    if post.space.is_archived:
        return Because(ARCHIVED)
    if post.author_id == actor.id:
        return True
    if can(actor, CURATE_IN, post.space):
        return True
    return Because(_("Only its author and the community's curators can change this."))
