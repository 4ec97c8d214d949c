"""That a page was read: without who, for counting (WK25); in which version, for its reader (WK16)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class PageRead(Base):
    """One reader of one page on one day (UTC).

    `reader` is the same for a person on all days of one page, and another one on every other page:
    it says how many there were, not who.
    """

    __tablename__ = "page_read"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(String(22), primary_key=True)

    __table_args__ = (Index(None, "day"), {"sqlite_with_rowid": False})


class PageSeen(Base):
    """The version of a page that somebody read last. Nobody else is ever shown it."""

    __tablename__ = "page_seen"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    revision: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)
