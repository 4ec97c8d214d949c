"""Posts, and the stream: one row for everything that the feed shows, whatever its kind."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person
from hub.spaces.models import InSpace
from hub.threads.models import Closing

IS_PINNED = text("pinned_at IS NOT NULL")
IS_WAITING = text("waiting_since IS NOT NULL")


class PostKind(enum.StrEnum):
    """What a post is. A question written in the composer becomes a question, not a post."""

    DISCUSSION = "discussion"
    THANKS = "thanks"
    POLL = "poll"
    ANNOUNCEMENT = "announcement"
    LOOP = "loop"  # a customer was glad: written by the hub


class Post(InSpace, Base):
    """Something said to a community."""

    __tablename__ = "post"
    ref_kind = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PostKind] = mapped_column(default=PostKind.DISCUSSION)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(250), default="")
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    # Who is thanked, or who made the reply that a customer liked; and for what (a ref).
    people: Mapped[list[int]] = mapped_column(JSON, default=list)
    about: Mapped[str] = mapped_column(String(80), default="")
    badge: Mapped[str] = mapped_column(String(20), default="")  # of thanks: a Praise
    rating: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)
    comment_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str | None] = mapped_column(String(200), unique=True)  # what it was made from
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id])

    @property
    def is_removed(self) -> bool:
        """Taken down; its author and the curators can bring it back."""
        return self.removed_at is not None

    @property
    def closing(self) -> Closing | None:
        """Who ended its conversation, and when."""
        if self.closed_at is None or self.closed_by is None:
            return None
        return Closing(self.closed_by, self.closed_at)


class StreamItem(InSpace, Base):
    """A thing's place in the feed with everything its card shows, so that a page is one statement.

    Written with the post, and again whenever a fact touches the thing (hub.feed.stream).
    """

    __tablename__ = "stream_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(80), unique=True)
    face: Mapped[str] = mapped_column(String(20))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    is_shown: Mapped[bool] = mapped_column(default=True)
    title: Mapped[str] = mapped_column(String(250), default="")
    url: Mapped[str] = mapped_column(String(300))
    html: Mapped[str] = mapped_column(Text, default="")
    is_cut: Mapped[bool] = mapped_column(default=False)
    quote: Mapped[str] = mapped_column(Text, default="")
    people: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    answer_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    vote_count: Mapped[int] = mapped_column(default=0)
    helped_count: Mapped[int] = mapped_column(default=0)
    rating: Mapped[int | None]
    badge: Mapped[str] = mapped_column(String(20), default="")
    is_open: Mapped[bool] = mapped_column(default=False)
    waiting_since: Mapped[datetime | None]
    waiting_count: Mapped[int] = mapped_column(default=0)
    # On top of its community, until a moment or for good; compared when it is read.
    pinned_at: Mapped[datetime | None]
    pinned_until: Mapped[datetime | None]

    __table_args__ = (
        # With what is asked of each on the way, so that walking them reads no row.
        Index("ix_stream_item_space", "space_id", "is_shown", "at", "id", "ref"),
        Index("ix_stream_item_space_face", "space_id", "face", "is_shown", "at", "id", "ref"),
        Index("ix_stream_item_author", "author_id", "is_shown", "at", "id"),
        Index("ix_stream_item_all", "is_shown", "at", "id"),
        Index("ix_stream_item_pinned", "space_id", "pinned_at"),
        # What the feed can be narrowed to. A filter that finds nothing looks at all there is of it, so
        # everything else that it asks for stands in the index.
        Index("ix_stream_item_face", "face", "is_shown", "at", "id", "space_id", "author_id"),
        Index("ix_stream_item_open", "is_open", "is_shown", "at", "id", "face", "space_id"),
        Index(
            "ix_stream_item_waiting", "is_open", "is_shown", "at", "id",
            sqlite_where=IS_WAITING, postgresql_where=IS_WAITING,
        ),
        Index("ix_stream_item_on_top", "pinned_at", sqlite_where=IS_PINNED, postgresql_where=IS_PINNED),
        # Everything that choosing and counting what waits for an answer asks for.
        Index(
            "ix_stream_item_need", "is_open", "is_shown", "space_id", "author_id", "waiting_since", "at",
            "id", "waiting_count",
        ),
    )  # fmt: skip
