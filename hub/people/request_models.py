"""The table of what colleagues were asked to answer."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person


class RequestState(enum.StrEnum):
    """How far it is. The first two count as load."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HANDED_ON = "handed_on"
    OVER = "over"  # answered by them, or settled without them


OPEN = (RequestState.WAITING, RequestState.ACCEPTED)


class AnswerRequest(Base):
    """That somebody in particular was asked to answer a thing, "question:7"."""

    __tablename__ = "answer_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    instead_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who was meant at first
    state: Mapped[RequestState] = mapped_column(default=RequestState.WAITING)
    reason: Mapped[str] = mapped_column(String(500), default="")  # why it was declined
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    instead_of: Mapped[Person | None] = relationship(foreign_keys=[instead_of_id])

    __table_args__ = (UniqueConstraint("about", "person_id"), Index(None, "person_id", "state"))

    @property
    def is_open(self) -> bool:
        """Whether something is still expected of them."""
        return self.state in OPEN
