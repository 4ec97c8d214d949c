"""The table of thanks that were promised for an answer."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person


class ThanksPromise(Base):
    """What somebody promised to whoever answers a question, until when. One for each question."""

    __tablename__ = "thanks_promise"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(String(200))
    until: Mapped[datetime]
    at: Mapped[datetime]
    kept_at: Mapped[datetime | None]

    by: Mapped[Person] = relationship()
