"""A flag on something that is known: what is wrong with it, who said so, and how it ended."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.flags.reasons import FlagEnd, FlagReason, in_one_line
from hub.people.models import Person


class Flag(Base):
    """One person's flag on one thing. It lives where the thing lives: whoever reads that may read this."""

    __tablename__ = "flag"

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(String(80))  # the thing's ref
    revision: Mapped[int | None]  # as it stood
    reason: Mapped[FlagReason]
    words: Mapped[str] = mapped_column(String(500), default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    end: Mapped[FlagEnd | None]
    answer: Mapped[str] = mapped_column(String(500), default="")  # what was done, in words

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])

    __table_args__ = (Index(None, "about", "ended_at"), Index(None, "ended_at", "at"))

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look at it."""
        return self.ended_at is None

    @property
    def said(self) -> str:
        """What is wrong, in one line."""
        return in_one_line(self.reason, self.words)
