"""The table of what is kept for later. It points, like a notice; its thing is looked up when it is read."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core import clock
from hub.core.db import Base
from hub.core.refs import HasRef
from hub.people.models import Person

AWAITED = text("remind_at IS NOT NULL AND reminded_at IS NULL AND done_at IS NULL")


class Saved(HasRef, Base):
    """One thing that somebody keeps for later."""

    __tablename__ = "saved"
    ref_kind = "saved"
    space_id = None  # it is its person's own, wherever the thing stands

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    about: Mapped[str] = mapped_column(String(80))  # the ref of the thing
    note: Mapped[str] = mapped_column(String(500), default="")
    saved_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]  # its moment has come, and it was said
    done_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index(None, "person_id", "about", unique=True),
        Index(None, "person_id", "done_at", "remind_at"),
        Index("ix_saved_awaited", "remind_at", sqlite_where=AWAITED, postgresql_where=AWAITED),
    )

    @property
    def is_due(self) -> bool:
        """Whether its person wanted to be back at it by now."""
        return self.remind_at is not None and self.remind_at <= clock.now()
