"""Which model is asked, and who agreed to what may leave for it: drafts of replies, texts to be read."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person

ONLY = 1  # one for the whole hub


class Reads(enum.StrEnum):
    """Which texts may leave so that somebody reads them in their language."""

    NOTHING = "nothing"
    OPEN = "open"  # what every colleague reads
    CLOSED = "closed"  # whatever its reader may read


class LanguageModel(Base):
    """Where it answers, what it is called there, its sealed key. Off while nobody has agreed."""

    __tablename__ = "language_model"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(String(120))
    sealed: Mapped[str] = mapped_column(Text, default="")
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    agreed_at: Mapped[datetime | None]
    reads: Mapped[Reads] = mapped_column(default=Reads.NOTHING)

    agreed_by: Mapped[Person | None] = relationship()
