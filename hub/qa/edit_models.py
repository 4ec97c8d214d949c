"""Edits that somebody without the right to edit suggests."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person


class EditState(enum.StrEnum):
    """What became of a suggested edit."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


PENDING = "ix_suggested_edit_pending"
IS_PENDING = text("state = 'pending'")


class SuggestedEdit(Base):
    """Another text for a question or an answer. One of each waits at a time."""

    __tablename__ = "suggested_edit"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(80))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(250), default="")  # of a question
    body: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(500), default="")
    revision: Mapped[int]  # of the text that it changes
    state: Mapped[EditState] = mapped_column(default=EditState.PENDING)
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")  # why it was not taken

    author: Mapped[Person] = relationship(foreign_keys=[author_id])

    __table_args__ = (
        Index(PENDING, "ref", unique=True, sqlite_where=IS_PENDING, postgresql_where=IS_PENDING),
        Index(None, "ref", "state"),
    )
