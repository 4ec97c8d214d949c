"""Exports that are made in the background, kept for a week for whoever asked."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.refs import HasRef
from hub.people.models import Person
from hub.spaces.models import Space
from hub.wiki.models import Page


class PageExport(HasRef, Base):
    """What somebody asked for, and what became of it. state: waiting | ready | failed."""

    __tablename__ = "page_export"
    ref_kind = "page_export"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    scope: Mapped[str] = mapped_column(String(10))
    format: Mapped[str] = mapped_column(String(10))
    reader: Mapped[str] = mapped_column(String(10))
    internal: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    name: Mapped[str] = mapped_column(String(120), default="")
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    space: Mapped[Space] = relationship()
    page: Mapped[Page | None] = relationship()

    __table_args__ = (Index(None, "person_id", "asked_at"),)
