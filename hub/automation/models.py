"""The macro, a named list of deeds, and what a run of it changed so that it can be taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.cases.models import Case
from hub.core.db import Base
from hub.people.models import Person
from hub.spaces.models import InSpace


class Macro(InSpace, Base):
    """Deeds under a name, for the agents of a desk, or for `owner` alone. `deeds`: [{"do", "value"}]."""

    __tablename__ = "macro"
    ref_kind = "macro"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    folder: Mapped[str] = mapped_column(String(60), default="")
    position: Mapped[int] = mapped_column(default=0)
    deeds: Mapped[list[Any]] = mapped_column(JSON, default=list)
    uses: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])

    @property
    def is_shared(self) -> bool:
        """The desk's, not one person's."""
        return self.owner_id is None


class MacroRun(Base):
    """That somebody ran a macro on a case. `before` and `after`: part of the case → how it stood."""

    __tablename__ = "macro_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    macro_id: Mapped[int] = mapped_column(ForeignKey("macro.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))  # the reply that it sent
    undone_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship()
    macro: Mapped[Macro] = relationship()

    __table_args__ = (Index(None, "macro_id", "id"),)
