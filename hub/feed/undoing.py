"""Taking a split or a merge back (FD11): within the hour, by who did it, if nothing was said there since."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Denied, Invalid
from hub.core.events import record
from hub.core.forwards import stop_forwarding
from hub.core.permissions import require
from hub.core.refs import parse
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.feed.models import Post, StreamItem
from hub.feed.reshaping import empty_post
from hub.feed.rules import RESHAPE_POST
from hub.feed.stream import put
from hub.links.models import Link
from hub.people.models import Person, Watch
from hub.spaces.models import Filed, Topic
from hub.spaces.rules import POST_IN
from hub.threads.events import ConversationLeft, ConversationPutBack
from hub.threads.models import Comment
from hub.threads.moving import carry
from hub.threads.relocations import Relocation, RelocationKind, is_fresh, touching
from hub.threads.reshaping import become, empty_comment, hand_on_watches, take_along
from hub.threads.watching import watch

TOO_LATE = lazy(
    "Something was said or changed there since, or an hour has passed. Split the replies off or merge the "
    "conversations instead."
)


def undo_reshaping(actor: Person, result: Post) -> Post:
    """Take back the split or the merge that made this conversation what it is; returns the earlier one."""
    with transaction():
        row = _last(result)
        if row is None or row.by_id != actor.id:
            raise Denied(_("There is nothing here that you could take back."))
        source = session().get_one(Post, parse(row.source).id)
        for each in sorted((source, result), key=lambda each: each.id):
            locked(each)
        if not is_fresh(row, actor) or not row.before or _reshaped_since(row):
            raise Invalid(TOO_LATE)
        undo = _undo_split if row.kind == RelocationKind.SPLIT else _undo_merge
        undo(actor, row, source, result)
        row.undone_at = clock.now()
        audit(actor, "feed.reshaping_undone", source.ref, before={"with": result.ref})
        opening = f"comment:{row.before['opening']}"
        record(ConversationPutBack(result.ref, opening), actor, source)
    return source


def _undo_split(actor: Person, row: Relocation, post: Post, made: Post) -> None:
    require(actor, RESHAPE_POST, post)
    said = _under(made)
    stands = post.space_id == made.space_id == row.to_space_id
    if not stands or made.closed_at or _is_newer(row, made) or any(_is_newer(row, each) for each in said):
        raise Invalid(TOO_LATE)
    opening = session().get_one(Comment, row.before["opening"])
    opening.about, opening.removed_at, opening.hidden_at = post.ref, None, None
    opening.body, opening.html, opening.text = made.body, made.html, made.text
    opening.revision, opening.edited_at = made.revision, made.edited_at
    session().flush()
    stop_forwarding(opening.ref, made.ref, ())
    _put_back(said, post, row.before["parents"])
    become(made.ref, opening.ref, target=post.ref)
    hand_on_watches(made.ref, post.ref)
    post.comment_count = Post.comment_count + 1 + sum(each.removed_at is None for each in said)
    session().execute(delete(Filed).where(Filed.ref == made.ref))
    session().execute(delete(StreamItem).where(StreamItem.ref == made.ref))
    empty_post(made)
    put(post)


def _undo_merge(actor: Person, row: Relocation, post: Post, target: Post) -> None:
    """post: the husk that is left of what was merged."""
    require(actor, POST_IN, row.from_space)
    before = row.before
    opening = session().get_one(Comment, before["opening"])
    ids = {id for id, _parent in before["parents"]}
    said = [each for each in _under(target) if each.id in ids]
    if not _is_as_merged(row, target, opening, said):
        raise Invalid(TOO_LATE)
    _restore(post, opening, before)
    stop_forwarding(post.ref, target.ref, ())
    _put_back(said, post, before["parents"])
    become(opening.ref, post.ref)
    target.comment_count = Post.comment_count - 1 - sum(each.removed_at is None for each in said)
    post.comment_count = sum(each.removed_at is None for each in said)
    empty_comment(opening)
    if row.from_space_id != row.to_space_id:
        carry([post], row.from_space)
        record(ConversationLeft(post.ref), actor, row.to_space)
    _file_again(post, before["topics"])
    _watch_again(row, post, target)
    _link_again(before["links"])
    put(post)
    put(target)


def _last(result: Post) -> Relocation | None:
    kinds = (RelocationKind.SPLIT, RelocationKind.MERGED)
    statement = select(Relocation).where(
        Relocation.target == result.ref, Relocation.kind.in_(kinds), Relocation.undone_at.is_(None)
    )
    return session().scalars(statement.order_by(Relocation.id.desc()).limit(1)).one_or_none()


def _reshaped_since(row: Relocation) -> bool:
    later = exists().where(touching([row.source, row.target]), Relocation.id > row.id)
    return bool(session().scalar(select(later)))


def _is_newer(row: Relocation, each: Any) -> bool:
    """Whether it was written or changed since; what was removed meanwhile stays removed."""
    return bool(max(each.created_at, each.edited_at or each.created_at) > row.at)


def _is_as_merged(row: Relocation, target: Post, opening: Comment, said: Sequence[Comment]) -> bool:
    """Nobody changed, answered or took away what came with the merge."""
    theirs = [opening, *said]
    ids = [each.id for each in theirs]
    answered = exists().where(Comment.parent_id.in_(ids), Comment.id.not_in(ids))
    stands = target.space_id == row.to_space_id and not target.is_removed
    there = opening.about == target.ref and opening.removed_at is None
    whole = len(said) == len(row.before["parents"]) and not any(_is_newer(row, each) for each in theirs)
    return stands and there and whole and not session().scalar(select(answered))


def _under(post: Post) -> list[Comment]:
    statement = select(Comment).where(Comment.about == post.ref).with_for_update(of=Comment)
    return list(session().scalars(statement.order_by(Comment.id)))


def _put_back(said: Sequence[Comment], post: Post, parents: Sequence[tuple[int, int | None]]) -> None:
    """Comments stand under a conversation again, each below what it answered."""
    take_along(said, post.ref)
    rows = {each.id: each for each in _under(post)}
    for id, parent_id in parents:
        if id in rows and (parent_id is None or parent_id in rows):
            rows[id].parent_id, rows[id].parent = parent_id, rows.get(parent_id or 0)
    session().flush()


def _restore(post: Post, opening: Comment, before: dict[str, Any]) -> None:
    post.title, post.about, post.people = before["title"], before["about"], before["people"]
    post.source, post.removed_at = before["source"], None
    post.author_id, post.author = opening.author_id, opening.author
    post.body, post.html, post.text = opening.body, opening.html, opening.text
    post.revision, post.edited_at = opening.revision, opening.edited_at
    session().flush()


def _file_again(post: Post, topics: Sequence[int]) -> None:
    there = session().scalars(select(Topic.id).where(Topic.id.in_(topics), Topic.same_as_id.is_(None)))
    session().add_all(Filed(ref=post.ref, topic_id=id) for id in there.all())
    session().flush()


def _watch_again(row: Relocation, post: Post, target: Post) -> None:
    """Who followed it follows it again, and the other one no longer, unless they spoke there since."""
    db = session()
    for person_id, level in row.before["watches"]:
        watch(db.get_one(Person, person_id), post.ref, level)
    spoke: ColumnElement[bool] = exists().where(
        Comment.about == target.ref, Comment.author_id == Watch.person_id, Comment.created_at > row.at
    )
    came = (Watch.ref == target.ref, Watch.person_id.in_(row.before["new_watchers"]))
    db.execute(delete(Watch).where(*came, ~spoke).execution_options(synchronize_session=False))


def _link_again(links: Sequence[tuple[int, str, str, bool]]) -> None:
    for id, source, target, stood in links:
        row = session().get(Link, id)
        if row is not None:
            row.source, row.target = source, target
            if stood:
                row.removed_at, row.removed_by_id, row.removed_because = None, None, ""
    session().flush()
