"""What those who look after knowledge set aside at their desk, and why."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person


class SetAside(Base):
    """That a proposal of the desk needs nothing: "promote", "answer:7". It holds for everybody there."""

    __tablename__ = "set_aside"

    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    about: Mapped[str] = mapped_column(String(220), primary_key=True)  # a ref, or a folded search
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()

    __table_args__ = (Index(None, "at"), {"sqlite_with_rowid": False})
