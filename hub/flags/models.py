"""A flag on something that is known: what is wrong with it, who said so, and how it ended."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.words import lazy
from hub.people.models import Person


class FlagReason(enum.StrEnum):
    """What is wrong."""

    WRONG = "wrong"
    OUTDATED = "outdated"
    INCOMPLETE = "incomplete"
    UNCLEAR = "unclear"
    DOUBLE = "double"
    INSIDE = "inside"

    @property
    def label(self) -> str:
        """For people."""
        return _REASONS[self]


_REASONS = {
    FlagReason.WRONG: lazy("Something is wrong"),
    FlagReason.OUTDATED: lazy("It is out of date"),
    FlagReason.INCOMPLETE: lazy("Something is missing"),
    FlagReason.UNCLEAR: lazy("It is hard to understand"),
    FlagReason.DOUBLE: lazy("It is there twice"),
    FlagReason.INSIDE: lazy("Customers must not see this"),
}


class FlagEnd(enum.StrEnum):
    """What was done about it."""

    MENDED = "mended"
    RIGHT = "right"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """For people."""
        return _ENDS[self]


_ENDS = {
    FlagEnd.MENDED: lazy("Mended"),
    FlagEnd.RIGHT: lazy("It is right as it is"),
    FlagEnd.WITHDRAWN: lazy("Taken back"),
}


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
        return f"{self.reason.label}: {self.words}" if self.words else str(self.reason.label)
