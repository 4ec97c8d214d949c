"""The table of who was thanked."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class Thanked(Base):
    """That a post thanks a person: kept only of people who are recognised, and deleted with that."""

    __tablename__ = "thanked"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    badge: Mapped[str] = mapped_column(String(20), default="")  # a Praise
    at: Mapped[datetime]

    __table_args__ = (Index(None, "person_id", "at"), {"sqlite_with_rowid": False})
