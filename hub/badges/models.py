"""What somebody did that counts for a badge, and the levels that were reached."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.refs import HasRef


class Merit(Base):
    """One thing that counts for a badge, "answer:7" or "message:12": once, however often it is told."""

    __tablename__ = "merit"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    badge: Mapped[str] = mapped_column(String(20), primary_key=True)
    about: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]

    __table_args__ = (Index(None, "badge", "about"), {"sqlite_with_rowid": False})


class Award(HasRef, Base):
    """A level of a badge that a person has reached."""

    __tablename__ = "award"
    ref_kind = "award"
    space_id = None

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    badge: Mapped[str] = mapped_column(String(20))
    level: Mapped[int]
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("person_id", "badge", "level"),)
