"""What was put aside: obsolete questions and answers, duplicates, questions closed for another reason."""

import enum
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.words import lazy
from hub.people.models import Person

USUAL_REASONS = (
    lazy("No longer needed"),
    lazy("Cannot be answered as it is asked"),
    lazy("Belongs into a customer case"),
    lazy("Not something colleagues can know"),
)


class How(enum.StrEnum):
    """In which way something was put aside."""

    OBSOLETE = "obsolete"
    DUPLICATE = "duplicate"
    CLOSED = "closed"


IS_IN_FORCE = text("lifted_at IS NULL")


class Closing(Base):
    """That a question or an answer was put aside: why, by whom, what stands instead. Kept when undone."""

    __tablename__ = "closing"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(80))
    how: Mapped[How]
    reason: Mapped[str] = mapped_column(String(500), default="")
    instead: Mapped[str] = mapped_column(String(80), default="")  # the original, or what replaces it
    was_accepted: Mapped[bool] = mapped_column(default=False)  # an answer: it comes back as such
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person] = relationship(foreign_keys=[by_id])

    __table_args__ = (
        Index(
            "ix_closing_in_force", "ref", unique=True, sqlite_where=IS_IN_FORCE, postgresql_where=IS_IN_FORCE
        ),
        Index(None, "instead"),
    )


class QuestionRule(Base):
    """What the administration chose about questions. One row, or none: as usual."""

    __tablename__ = "question_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)  # for closing; empty: the usual ones
    hours: Mapped[int] = mapped_column(default=0)  # without an answer, before it climbs; 0: as usual
    lock_hours: Mapped[int] = mapped_column(default=0)  # after it was solved; 0: it stays open


class PlaceRule(Base):
    """What the admins of a community chose about its questions. No row: as everywhere."""

    __tablename__ = "question_place_rule"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    lock_hours: Mapped[int | None]  # None: as the house has it; 0: never
    takes_anonymous: Mapped[bool] = mapped_column(default=False)
