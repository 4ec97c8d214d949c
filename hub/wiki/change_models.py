"""A change that somebody suggests for a page: a text of its own beside it, until it is taken over or not."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.words import lazy
from hub.people.models import Person
from hub.spaces.models import InSpace
from hub.wiki.models import Page


class ChangeState(enum.StrEnum):
    """How far a suggested change has come."""

    DRAFT = "draft"  # nobody but its author knows of it
    REVIEW = "review"
    WANTED = "wanted"  # the author is asked for changes
    MERGED = "merged"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_LABELS = {
    ChangeState.DRAFT: lazy("Draft"),
    ChangeState.REVIEW: lazy("In review"),
    ChangeState.WANTED: lazy("Changes wanted"),
    ChangeState.MERGED: lazy("Taken over"),
    ChangeState.REJECTED: lazy("Not taken over"),
}
OPEN = (ChangeState.REVIEW, ChangeState.WANTED)
UNDECIDED = (ChangeState.DRAFT, *OPEN)


class PageChange(InSpace, Base):
    """A page as somebody would have it. `base`: the revision that it began from."""

    __tablename__ = "page_change"
    ref_kind = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    base: Mapped[int]
    title: Mapped[str] = mapped_column(String(250))
    body: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(500), default="")  # why
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.DRAFT)
    revision: Mapped[int] = mapped_column(default=1)  # of the suggestion itself
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(500), default="")
    merged_revision: Mapped[int | None]  # of the page
    comment_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime]

    page: Mapped[Page] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    __table_args__ = (
        Index(None, "page_id", "state"),
        Index(None, "state", "id"),
        Index(None, "author_id", "state"),
    )

    @property
    def is_undecided(self) -> bool:
        """Whether it can still be changed, taken over or turned down."""
        return self.state in UNDECIDED

    @property
    def has_moved_on(self) -> bool:
        """Whether the page was changed since this was written."""
        return self.page.revision != self.base
