"""The tables of what is urgent, for whom, and of who may say so."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person, Role, RoleSet

USUAL_ROLES = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
USUAL_PER_DAY = 5


class UrgentRule(Base):
    """Who may call something urgent, how often, and whether it wakes people. One row, or none: as usual."""

    __tablename__ = "urgent_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    roles: Mapped[frozenset[Role]] = mapped_column(RoleSet, default=USUAL_ROLES)
    per_day: Mapped[int] = mapped_column(default=USUAL_PER_DAY)  # by one person, in 24 hours
    passes_quiet: Mapped[bool] = mapped_column(default=False)  # True: also for whoever is not on duty


class Urgent(Base):
    """That a conversation is urgent for some people. Whoever may read it sees this, too."""

    __tablename__ = "urgent"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(80), index=True)
    place: Mapped[str] = mapped_column(String(80), default="")  # the comment in it that is urgent, or all
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    ends_at: Mapped[datetime]
    next_at: Mapped[datetime | None] = mapped_column(index=True)  # when it is repeated; None once it is over

    by: Mapped[Person] = relationship()
    readers: Mapped[list["UrgentReader"]] = relationship(order_by="UrgentReader.person_id")

    __table_args__ = (Index(None, "by_id", "at"),)


class UrgentReader(Base):
    """Somebody it is urgent for, how often it came back to them, and since when they know."""

    __tablename__ = "urgent_reader"

    urgent_id: Mapped[int] = mapped_column(ForeignKey("urgent.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    told: Mapped[int] = mapped_column(default=0)
    acknowledged_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
