"""Conversations that colleagues want as an article: posts on which they pressed the book."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import String, cast, exists, func, literal, select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.features import url_of
from hub.curation.models import SetAside
from hub.curation.promoting import ALREADY, BOOKS, PROMOTE
from hub.feed.models import Post
from hub.links.models import Link
from hub.spaces.models import Space
from hub.threads.models import BOOKED, Reaction


@dataclass(frozen=True)
class Wanted:
    """A post, and how many colleagues want it as an article."""

    post: Post
    books: int

    @property
    def url(self) -> str:
        """Where it stands."""
        return url_of(self.post)


def wanted_posts(spaces: Sequence[Space], most: int) -> list[Wanted]:
    """The most wanted first; one statement."""
    ref = literal("post:") + cast(Post.id, String)
    pressed = (
        select(Reaction.ref, func.count().label("books"))
        .where(BOOKED, Reaction.ref.startswith("post:"))
        .group_by(Reaction.ref)
        .having(func.count() >= BOOKS)
        .subquery()
    )
    article = exists().where(
        Link.source == ref, Link.kind.in_(ALREADY), Link.target.startswith("page:"), Link.removed_at.is_(None)
    )
    aside = exists().where(SetAside.what == PROMOTE, SetAside.about == ref)
    statement = (
        select(Post, pressed.c.books)
        .join(pressed, pressed.c.ref == ref)
        .where(Post.space_id.in_([space.id for space in spaces]), Post.removed_at.is_(None), ~article, ~aside)
        .options(joinedload(Post.author))
        .order_by(pressed.c.books.desc(), Post.id.desc())
        .limit(most)
    )
    return [Wanted(post, books) for post, books in session().execute(statement)]
