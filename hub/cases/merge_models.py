"""What became of two cases that were one matter."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.cases.models import Case
from hub.core.db import Base
from hub.people.models import Person


class CaseMerge(Base):
    """That `source` went into `target`, and all that is needed to take it back."""

    __tablename__ = "case_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    moved: Mapped[dict[str, Any]] = mapped_column(JSON)  # ids and refs of what went along, by name
    before: Mapped[dict[str, Any]] = mapped_column(JSON)  # how the source stood
    undone_at: Mapped[datetime | None]

    source: Mapped[Case] = relationship(foreign_keys=[source_id])
    target: Mapped[Case] = relationship(foreign_keys=[target_id])
    by: Mapped[Person] = relationship()
