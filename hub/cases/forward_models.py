"""Messages of a case that were sent on to somebody outside: to whom, which words, and how it went."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.cases.models import Case, Message
from hub.channels.contract import MessageState
from hub.core.db import Base
from hub.people.models import Person


class Forward(Base):
    """A mail to others about a case. It is no reply: nobody of ours answered the customer with it."""

    __tablename__ = "case_forward"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    to: Mapped[list[str]] = mapped_column(JSON)
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[MessageState]
    reason: Mapped[str] = mapped_column(Text, default="")
    external_id: Mapped[str] = mapped_column(String(400), default="")
    release_at: Mapped[datetime]
    at: Mapped[datetime]

    case: Mapped[Case] = relationship()
    message: Mapped[Message] = relationship()
    person: Mapped[Person] = relationship()

    @property
    def key(self) -> str:
        """What its delivery is called."""
        return f"forward:{self.id}"
