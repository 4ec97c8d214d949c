"""Checks of texts that did not help a customer: what was said, by how many, and who looked at it."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person


class Verdict(enum.StrEnum):
    """How a check ended."""

    KEPT = "kept"  # looked at, and right as it stands
    CORRECTED = "corrected"  # its text was changed meanwhile
    REVOKED = "revoked"  # the customers themselves took it back


IS_OPEN = text("closed_at IS NULL")


class Check(Base):
    """A source of replies that somebody has to look at; one of a source is open at a time."""

    __tablename__ = "reuse_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int]  # of the source, when the check was opened
    customers: Mapped[int] = mapped_column(default=0)  # different ones whom it did not help
    opened_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]  # since when it is suggested to nobody
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_revision: Mapped[int | None]
    verdict: Mapped[Verdict | None]
    note: Mapped[str] = mapped_column(Text, default="")

    closed_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        Index("ix_reuse_check_open", "source", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index(None, "source", "closed_at"),
    )


class BadResult(Base):
    """One case in which a source did not help. `words` are the customer's, masked."""

    __tablename__ = "reuse_bad_result"

    check_id: Mapped[int] = mapped_column(ForeignKey("reuse_check.id"), primary_key=True)
    case_ref: Mapped[str] = mapped_column(String(80), primary_key=True)
    customer: Mapped[str] = mapped_column(String(80))  # tells different ones apart, nothing else
    rating: Mapped[int | None]  # 1 or 2; None when they did not rate
    reopened: Mapped[bool] = mapped_column(default=False)  # they came back after it had been solved
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]

    __table_args__ = ({"sqlite_with_rowid": False},)
