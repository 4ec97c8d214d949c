"""What is arranged for a page: who alone may change it, when it goes out or ends, who works on it."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person


class PageKeeper(Base):
    """Somebody who may change a guarded page."""

    __tablename__ = "page_keeper"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)

    person: Mapped[Person] = relationship()

    __table_args__ = ({"sqlite_with_rowid": False},)


class PageCare(Base):
    """When a page goes out and ends, and who works on the problem that it holds."""

    __tablename__ = "page_care"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    publish_at: Mapped[datetime | None] = mapped_column(index=True)
    publish_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    publish_revision: Mapped[int | None]  # as it was read by whoever planned it
    archive_at: Mapped[datetime | None] = mapped_column(index=True)
    archive_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    solver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    solver_since: Mapped[datetime | None]

    solver: Mapped[Person | None] = relationship(foreign_keys=[solver_id], lazy="joined")
