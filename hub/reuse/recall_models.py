"""A recall: a text that must not be said any more as it was, and how far it is taken back."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person
from hub.spaces.models import InSpace


class Change(enum.StrEnum):
    """What a change means for those who were given the text before it."""

    SMALL = "small"
    CHANGED = "changed"
    WRONG = "wrong"

    @property
    def takes_back(self) -> bool:
        """Whether customers have to hear of it."""
        return self is not Change.SMALL


class Recall(InSpace, Base):
    """That a text must not be said any more as it was, and that those who hold it are told.

    `said` is what customers were given last before the change: their wording, nothing internal.
    """

    __tablename__ = "recall"
    ref_kind = "recall"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(80))
    place: Mapped[str] = mapped_column(String(80))  # the question or the page on which it stands
    title: Mapped[str] = mapped_column(String(250))
    change: Mapped[Change]
    because: Mapped[str] = mapped_column(String(500), default="")
    said: Mapped[str] = mapped_column(Text, default="")
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    gathered_at: Mapped[datetime | None]  # when the replies that carried it were found
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closing: Mapped[str] = mapped_column(String(500), default="")
    mistaken: Mapped[bool] = mapped_column(default=False)  # the text had been right after all

    opened_by: Mapped[Person] = relationship(foreign_keys=[opened_by_id])
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id])

    __table_args__ = (Index(None, "source", "closed_at"), Index(None, "place", "closed_at"))

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to be told."""
        return self.closed_at is None


class RecalledText(Base):
    """A text that a recall takes back, up to a revision: the source itself, and what was made from it."""

    __tablename__ = "recalled_text"

    recall_id: Mapped[int] = mapped_column(ForeignKey("recall.id"), primary_key=True)
    ref: Mapped[str] = mapped_column(String(80), primary_key=True, index=True)
    revision: Mapped[int]

    __table_args__ = ({"sqlite_with_rowid": False},)
