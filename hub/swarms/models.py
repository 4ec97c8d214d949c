"""A swarm around a question, and who was in it when."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.words import lazy
from hub.people.models import Person
from hub.qa.models import Question


class SwarmResult(enum.StrEnum):
    """How it ended."""

    SOLVED = "solved"
    PARTLY = "partly"
    HANDED_ON = "handed_on"
    NOT = "not"

    @property
    def label(self) -> str:
        """For people."""
        return str(_LABELS[self])


_LABELS = {
    SwarmResult.SOLVED: lazy("Solved"), SwarmResult.PARTLY: lazy("Solved in part"),
    SwarmResult.HANDED_ON: lazy("Handed on"), SwarmResult.NOT: lazy("Not solved"),
}  # fmt: skip


class Swarm(Base):
    """What help is needed, from when to when, and what came of it. Whoever reads the question reads this."""

    __tablename__ = "swarm"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    need: Mapped[str] = mapped_column(String(300))
    started_at: Mapped[datetime] = mapped_column(index=True)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    result: Mapped[SwarmResult | None]
    learned: Mapped[str] = mapped_column(Text, default="")
    learned_by: Mapped[list[Any]] = mapped_column(JSON, default=list)  # ids of people

    question: Mapped[Question] = relationship()
    started_by: Mapped[Person] = relationship(foreign_keys=[started_by_id])
    members: Mapped[list["SwarmMember"]] = relationship(order_by="SwarmMember.joined_at")

    @property
    def is_open(self) -> bool:
        """Whether one can still join."""
        return self.ended_at is None

    @property
    def present(self) -> list["SwarmMember"]:
        """Who is in it now."""
        return [each for each in self.members if each.left_at is None]


class SwarmMember(Base):
    """That somebody was in a swarm. Who comes back is there once, from the first time on."""

    __tablename__ = "swarm_member"

    swarm_id: Mapped[int] = mapped_column(ForeignKey("swarm.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    __table_args__ = ({"sqlite_with_rowid": False},)
