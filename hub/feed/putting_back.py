"""What a conversation was before it was split or merged, kept for taking that back."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import or_, select

from hub.core.db import session
from hub.feed.models import Post
from hub.links.models import Link
from hub.people.models import Watch
from hub.spaces.models import Filed
from hub.threads.models import Comment


def remember_split(first: Comment, comments: Sequence[Comment], ids: Collection[int]) -> dict[str, Any]:
    """opening: the reply that becomes a text. parents: which reply answered which, where that is cut."""
    cut = [each for each in comments if each.id in ids or each.parent_id in ids]
    return {"opening": first.id, "parents": _parents(cut)}


def remember_merge(post: Post, target: Post, opening: Comment, said: Sequence[Comment]) -> dict[str, Any]:
    """Everything of a conversation that goes into another one, and what hangs on it."""
    db = session()
    levels = select(Watch.person_id, Watch.level).where(Watch.ref == post.ref)
    there = set(db.scalars(select(Watch.person_id).where(Watch.ref == target.ref)))
    watched = [(person_id, level) for person_id, level in db.execute(levels)]
    either = or_(Link.source == post.ref, Link.target == post.ref)
    return {
        "opening": opening.id,
        "parents": _parents(said),
        "title": post.title, "about": post.about, "people": post.people, "source": post.source,
        "topics": list(db.scalars(select(Filed.topic_id).where(Filed.ref == post.ref))),
        "watches": watched,
        "new_watchers": [person_id for person_id, _level in watched if person_id not in there],
        "links": [
            (row.id, row.source, row.target, row.removed_at is None)
            for row in db.scalars(select(Link).where(either))
        ],
    }  # fmt: skip


def _parents(comments: Sequence[Comment]) -> list[tuple[int, int | None]]:
    return [(each.id, each.parent_id) for each in comments]
