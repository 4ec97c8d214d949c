"""The saved reply: a text for customers that belongs to a person, a desk or all desks."""

import enum
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core import clock
from hub.core.db import Base
from hub.people.models import Person
from hub.spaces.models import InSpace

LASTS = timedelta(days=365)  # a check holds for a year, as for an article


class Reach(enum.StrEnum):
    """Who may take it."""

    OWN = "own"
    DESK = "desk"
    ALL = "all"


class Snippet(InSpace, Base):
    """A saved reply. Its text is customer wording and nothing else; `revision` counts its changes."""

    __tablename__ = "snippet"
    ref_kind = "snippet"

    id: Mapped[int] = mapped_column(primary_key=True)
    reach: Mapped[Reach]
    title: Mapped[str] = mapped_column(String(120))
    shortcut: Mapped[str] = mapped_column(String(40), default="")
    folder: Mapped[str] = mapped_column(String(60), default="")
    body: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_revision: Mapped[int | None]
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])
    verified_by: Mapped[Person | None] = relationship(foreign_keys=[verified_by_id])

    __table_args__ = (Index(None, "space_id", "reach", "folder"),)

    @property
    def author_id(self) -> int:
        """Whose words they are: they hear what became of them."""
        return self.owner_id

    @property
    def is_verified(self) -> bool:
        """Whether somebody has checked the text as it stands, and not too long ago."""
        return self.verified_revision == self.revision and not self.is_due

    @property
    def is_due(self) -> bool:
        """Whether it was checked so long ago that it has to be looked at again."""
        return self.verified_at is not None and self.verified_at + LASTS < clock.now()
