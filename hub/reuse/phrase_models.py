"""Other words for the same thing, as people searched and asked for it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person


class Phrase(Base):
    """One way in which somebody said what a text answers. Added, never put over another."""

    __tablename__ = "phrase"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200))  # as the same words are known again
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (Index(None, "ref", "key", unique=True),)
