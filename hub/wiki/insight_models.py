"""That somebody read a page on a day, without who: for counting alone, and for some weeks only (WK25)."""

from datetime import date

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
