"""The ladder of licences: who was given which, by whom; and the samples of their work (WK14)."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.refs import HasRef
from hub.core.words import lazy
from hub.people.models import Person


class Licence(enum.StrEnum):
    """How far somebody is trusted with pages; each step holds those before it."""

    CANDIDATE = "candidate"
    CONTRIBUTOR = "contributor"
    PUBLISHER = "publisher"
    COACH = "coach"

    @property
    def rank(self) -> int:
        """0 to 3."""
        return tuple(Licence).index(self)

    @property
    def label(self) -> str:
        """For people."""
        return str(_LABELS[self])

    @property
    def sentence(self) -> str:
        """What it allows."""
        return str(_SENTENCES[self])

    @property
    def next(self) -> "Licence | None":
        """The step above."""
        above = tuple(Licence)[self.rank + 1 :]
        return above[0] if above else None


_LABELS = {
    Licence.CANDIDATE: lazy("Candidate"),
    Licence.CONTRIBUTOR: lazy("Contributor"),
    Licence.PUBLISHER: lazy("Publisher"),
    Licence.COACH: lazy("Coach"),
}
_SENTENCES = {
    Licence.CANDIDATE: lazy("Writes pages as work in progress, and suggests changes to all others."),
    Licence.CONTRIBUTOR: lazy("Changes pages, and verifies those that stay inside."),
    Licence.PUBLISHER: lazy("Also decides what customers may be told, and verifies it."),
    Licence.COACH: lazy("Also looks through samples of what others write, and gives licences."),
}


class LicenceGrant(HasRef, Base):
    """That somebody gave a licence, with the reason. The last one counts; rows are only added."""

    __tablename__ = "wiki_licence"
    ref_kind = "licence"
    space_id = None

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    licence: Mapped[Licence]
    before: Mapped[Licence]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    because: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])

    __table_args__ = (Index(None, "person_id", "id"),)


class QualitySample(Base):
    """One version of a page that a coach looked through; `checks`: name → whether it holds."""

    __tablename__ = "wiki_sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    number: Mapped[int]  # of the version
    coach_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    checks: Mapped[dict[str, Any]] = mapped_column(JSON)
    words: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]

    coach: Mapped[Person] = relationship(foreign_keys=[coach_id])

    __table_args__ = (UniqueConstraint("page_id", "number"), Index(None, "person_id", "at"))
