"""Which replies carried a recalled text, and how each customer who holds it is told."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.cases.models import Case, Customer, Message
from hub.channels.contract import ChannelKind
from hub.core.db import Base
from hub.people.models import Person
from hub.reuse.recall_models import Recall


class Told(enum.StrEnum):
    """How far it is with one customer."""

    WAITING = "waiting"  # whoever looks after the case knows
    DRAFTED = "drafted"
    SENT = "sent"
    NOT_NEEDED = "not_needed"
    UNREACHABLE = "unreachable"


SETTLED = (Told.SENT, Told.NOT_NEEDED, Told.UNREACHABLE)


class FollowUp(Base):
    """One customer who holds the text, however many replies and cases it was in: told once.

    `case` is where: the one in which they were given it last.
    """

    __tablename__ = "follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    recall_id: Mapped[int] = mapped_column(ForeignKey("recall.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who was told inside
    state: Mapped[Told] = mapped_column(default=Told.WAITING)
    given_at: Mapped[datetime]  # when the customer was given it last
    draft: Mapped[str] = mapped_column(Text, default="")  # as it was prepared
    reply: Mapped[str] = mapped_column(String(80), default="")  # "message:12" that told them
    because: Mapped[str] = mapped_column(String(500), default="")
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]

    recall: Mapped[Recall] = relationship()
    customer: Mapped[Customer] = relationship()
    case: Mapped[Case] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id])

    __table_args__ = (
        UniqueConstraint("recall_id", "customer_id"),
        Index(None, "customer_id", "state"),
        Index(None, "reply"),
    )

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do for this customer."""
        return self.state in SETTLED


class CarriedBy(Base):
    """One reply that carried a recalled text; also through an older revision or what was made from it."""

    __tablename__ = "recalled_reply"

    recall_id: Mapped[int] = mapped_column(ForeignKey("recall.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    channel: Mapped[ChannelKind]
    source: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int]
    kept: Mapped[int | None]  # percent of its words that were sent
    at: Mapped[datetime]

    message: Mapped[Message] = relationship()

    __table_args__ = ({"sqlite_with_rowid": False},)
