"""A reply that is written together: every text that somebody shared with the desk, the last one on top."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person


class SharedDraft(Base):
    """One version of the draft of a case. `Case.shared_draft_id` names the one that counts; none is lost."""

    __tablename__ = "shared_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("case_id", "number"),)

    @property
    def mark(self) -> str:
        """How the sources that belong to it are marked: `Provenance.waits`."""
        return f"shared:{self.id}"
