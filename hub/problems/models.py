"""A problem: what is behind many cases. Its incidents are cases linked to it."""

import enum
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person
from hub.spaces.models import InSpace


class ProblemState(enum.StrEnum):
    """Whether anybody knows what to tell the customers."""

    OPEN = "open"
    SOLVED = "solved"


class Problem(InSpace, Base):
    """One cause that many customers meet, on the desk that looks after it. Its number is its id."""

    __tablename__ = "problem"
    ref_kind = "problem"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(250))
    body: Mapped[str] = mapped_column(Text, default="")  # what is known inside; never leaves
    state: Mapped[ProblemState] = mapped_column(String(20), default=ProblemState.OPEN)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    # What the customers are told: language → text, "" for every other one. `revision` counts solutions.
    words: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(default=0)
    then: Mapped[str] = mapped_column(String(20), default="solve")  # what becomes of a case that was told
    solved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    solved_at: Mapped[datetime | None]

    opened_by: Mapped[Person] = relationship(foreign_keys=[opened_by_id])
    solved_by: Mapped[Person | None] = relationship(foreign_keys=[solved_by_id])

    __table_args__ = (Index(None, "space_id", "state"),)

    @property
    def is_solved(self) -> bool:
        """Whether the customers can be told."""
        return self.state == ProblemState.SOLVED
