"""The rungs that an unanswered question has climbed: who was asked then."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class Rung(Base):
    """One rung of one question. `people`: the ids of those who were told."""

    __tablename__ = "question_rung"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    people: Mapped[list[int]] = mapped_column(JSON, default=list)
    at: Mapped[datetime]

    __table_args__ = ({"sqlite_with_rowid": False},)
