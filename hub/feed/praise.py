"""Thanks that somebody received: kept with the post, shown to others only as the person likes."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from hub.core import refs
from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.features import refs_at, resolve_many
from hub.core.permissions import Actor, readable
from hub.core.words import gettext as _
from hub.feed.models import Post, PostKind
from hub.feed.praise_models import Thanked
from hub.people.helping import Praise, badge_of
from hub.people.models import Person
from hub.people.recognition import unrecognised

LATEST = 5


@dataclass(frozen=True)
class Received:
    """A thanks as the profile shows it."""

    post: Post
    badge: Praise | None


def keep_thanks(post: Post) -> None:
    """Note whom a post thanks, inside a transaction; of people who are not recognised nothing is kept."""
    db = session()
    db.execute(delete(Thanked).where(Thanked.post_id == post.id))
    for id in set(post.people) - unrecognised(post.people) if post.kind == PostKind.THANKS else ():
        db.add(Thanked(post_id=post.id, person_id=id, badge=post.badge, at=post.created_at))


def forget_thanks(ended: Collection[int]) -> None:
    """Delete what was kept of these people, inside a transaction."""
    session().execute(delete(Thanked).where(Thanked.person_id.in_(ended)))


def thanks_for(actor: Actor, person: Person, most: int = LATEST) -> list[Received]:
    """The last thanks that this person received, of those that the reader may read."""
    found: Any = select(Post, Thanked.badge)
    statement = (
        readable(actor, found)
        .join(Thanked, Thanked.post_id == Post.id)
        .where(Thanked.person_id == person.id, Post.removed_at.is_(None))
        .options(joinedload(Post.author), joinedload(Post.space))
        .order_by(Thanked.at.desc(), Post.id.desc())
        .limit(most)
    )
    return [Received(post, badge_of(badge)) for post, badge in session().execute(statement)]


def what_for(actor: Actor, typed: str) -> str:
    """The ref of what is thanked for: typed as a ref or an address. Raises Invalid when it is not there."""
    typed = typed.strip()
    if not typed or _is_ref(typed):
        return typed
    path = "/" + typed.split("://", 1)[-1].partition("/")[2] if "://" in typed else typed
    ref = refs_at([path]).get(path, "")
    if not resolve_many(actor, [ref]):
        words = _("There is nothing at this address that you can open. Copy it from its page.")
        raise Invalid(words, field="about")
    return ref


def _is_ref(text: str) -> bool:
    try:
        refs.parse(text)
    except ValueError:
        return False
    return True
