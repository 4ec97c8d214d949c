"""What became of replies with customers, and what that says of the texts they were made from."""

import enum
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.words import lazy


class Standing(enum.StrEnum):
    """What results say of a text, beside what colleagues say (D09)."""

    OPEN = "open"
    PROVEN = "proven"
    CHECK_ME = "check_me"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_LABELS = {
    Standing.OPEN: lazy("Not proven yet"),
    Standing.PROVEN: lazy("Proven with customers"),
    Standing.CHECK_ME: lazy("Check me"),
}


class ReplyResult(Base):
    """What the customer made of one reply; the latest word counts."""

    __tablename__ = "reply_result"

    reply: Mapped[str] = mapped_column(String(80), primary_key=True)
    rating: Mapped[int | None]
    came_back: Mapped[bool] = mapped_column(default=False)  # to a case that had been solved
    at: Mapped[datetime]

    __table_args__ = ({"sqlite_with_rowid": False},)


class Proof(Base):
    """What results say of one text, counted when one of them comes in."""

    __tablename__ = "proof"

    ref: Mapped[str] = mapped_column(String(80), primary_key=True)
    standing: Mapped[Standing]
    cases: Mapped[int]
    agents: Mapped[int]
    rated: Mapped[int]
    satisfied: Mapped[int]  # of those
    at: Mapped[datetime]  # since when it stands like this

    __table_args__ = ({"sqlite_with_rowid": False},)

    @property
    def percent(self) -> int:
        """How many of a hundred who rated were satisfied."""
        return round(100 * self.satisfied / self.rated) if self.rated else 0


class ProofRule(Base):
    """The one row of the figures from which a text is proven; without it, the usual ones."""

    __tablename__ = "proof_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    cases: Mapped[int]
    agents: Mapped[int]
    rated: Mapped[int]
    percent: Mapped[int]
    days: Mapped[int]
    run: Mapped[int]
