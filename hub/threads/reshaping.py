"""What splitting and merging share: texts that become something else keep what hangs on them."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, update

from hub.core import clock
from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.features import resolve, url_of
from hub.core.forwards import carry_places, forward, forwards_of
from hub.core.permissions import Actor, load
from hub.core.refs import parse
from hub.files.models import StoredFile
from hub.people.models import Person, Watch
from hub.threads.models import Comment, Reaction, Revision
from hub.threads.search import place_of
from hub.threads.watching import watch


def become(old: str, new: str, *, target: str = "") -> None:
    """A text has a new ref: its reactions, earlier texts, files and its address follow, in a transaction.

    target: the conversation that it is a part of now, when it is none itself.
    """
    db = session()
    db.execute(update(Reaction).where(Reaction.ref == old).values(ref=new))
    db.execute(update(Revision).where(Revision.about == old).values(about=new))
    db.execute(update(StoredFile).where(StoredFile.about == old).values(about=new))
    forward(old, target or new, place=new if target else "")


def take_along(comments: Sequence[Comment], new: str, parent: Comment | None = None) -> None:
    """Comments stand under another thing now, in a transaction. Who replied to what stays beneath is kept.

    parent: what those reply to from now on that replied to nothing.
    """
    ids = {comment.id for comment in comments}
    for comment in comments:
        comment.about = new
        if comment.parent_id is None or comment.parent_id not in ids:
            comment.parent_id, comment.parent = (parent.id, parent) if parent else (None, None)
    session().flush()
    carry_places([comment.ref for comment in comments], new)


def empty_comment(comment: Comment) -> None:
    """It became something else: its row stays as a husk, so that its number is never given again."""
    comment.about = comment.body = comment.html = comment.text = ""
    comment.parent_id, comment.parent = None, None
    comment.removed_at = comment.hidden_at = clock.now()


def leave_behind(about: str, gone: Collection[int]) -> None:
    """Replies that stay behind do not quote what went elsewhere, in a transaction."""
    session().execute(
        update(Comment).where(Comment.about == about, Comment.parent_id.in_(gone)).values(parent_id=None)
    )


def hand_on_watches(old: str, new: str) -> None:
    """Who followed one conversation follows the other, unless they chose for it already; in a transaction."""
    db = session()
    rows = db.scalars(select(Watch).where(Watch.ref == old)).all()
    for row in rows:
        watch(db.get_one(Person, row.person_id), new, row.level)
    db.flush()
    db.execute(delete(Watch).where(Watch.ref == old))


def led_to(actor: Actor, ref: str) -> str:
    """The address of what became of a ref. Raises NotFound where nothing did that the actor may see."""
    row = forwards_of([ref]).get(ref)
    if row is None:
        raise NotFound
    if row.place.startswith("comment:"):
        return place_of(actor, load(actor, Comment, parse(row.place).id))
    if row.place:
        return url_of(resolve(actor, row.place))
    return url_of(resolve(actor, row.target))
