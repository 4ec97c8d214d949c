"""The tables of announcements. Who has seen which version is the whole state of who is still asked."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.db import Base


class Announcement(Base):
    """What a post of kind announcement asks of whom, and until when."""

    __tablename__ = "announcement"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)  # a new one asks everybody again
    asked_at: Mapped[datetime]  # when this version began
    must_confirm: Mapped[bool] = mapped_column(default=True)  # False: to have seen it is enough
    role: Mapped[str] = mapped_column(String(20), default="")  # of the members who are asked; "" all of them
    ends_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "ends_at", "asked_at"),)

    @property
    def is_over(self) -> bool:
        """Nobody is asked any more."""
        return self.ends_at is not None and self.ends_at <= clock.now()


class Understanding(Base):
    """That somebody has seen a version, or has said that they understood it."""

    __tablename__ = "understanding"

    post_id: Mapped[int] = mapped_column(ForeignKey("announcement.post_id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]

    __table_args__ = ({"sqlite_with_rowid": False},)
