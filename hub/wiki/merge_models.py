"""What became of pages that said the same: merges, and pairs that look alike."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person
from hub.wiki.models import Page


class PageMerge(Base):
    """That `source` went into `target`, and all that is needed to take it back."""

    __tablename__ = "page_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    before: Mapped[int]  # the revision of the target before
    after: Mapped[int]  # and with the merged text
    moved: Mapped[dict[str, Any]] = mapped_column(JSON)  # what went along, by name of its part
    undone_at: Mapped[datetime | None]

    source: Mapped[Page] = relationship(foreign_keys=[source_id])
    target: Mapped[Page] = relationship(foreign_keys=[target_id])
    by: Mapped[Person] = relationship()


class PagePair(Base):
    """Two pages that look alike; the one with the smaller number stands first."""

    __tablename__ = "page_pair"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    percent: Mapped[int]  # how alike, 0 to 100
    at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]
    dismissed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    first: Mapped[Page] = relationship(foreign_keys=[first_id])
    second: Mapped[Page] = relationship(foreign_keys=[second_id])

    __table_args__ = (Index(None, "first_id", "second_id", unique=True), Index(None, "percent", "id"))


class PageCompared(Base):
    """In which revision a page was last compared with the others."""

    __tablename__ = "page_compared"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    revision: Mapped[int]
    at: Mapped[datetime]
