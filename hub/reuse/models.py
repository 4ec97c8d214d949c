"""Provenance: which text went into which reply, in which revision, by whom, how much of it stayed."""

import enum
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from hub.core.db import Base
from hub.people.models import Person

INSPIRED_BELOW = 30  # percent of its words that were kept


class Relation(enum.StrEnum):
    """What a reply has to do with its source (D02): under 30 % kept it was only an inspiration."""

    USED = "used"
    INSPIRED = "inspired"


class Provenance(Base):
    """One text inserted into one reply. While the reply is a draft, `reply` is empty.

    Everything is frozen at the moment of insertion: what the source becomes later changes nothing
    here, so that a recall can find exactly who was told what.
    """

    __tablename__ = "provenance"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_ref: Mapped[str] = mapped_column(String(80))
    reply: Mapped[str | None] = mapped_column(String(80), index=True)  # "message:12" once sent
    # "approval:5" while the reply waits for a second person, "shared:5" in a draft of a whole desk:
    # in nobody's own draft, and not sent either
    waits: Mapped[str | None] = mapped_column(String(80), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # who inserted it
    source: Mapped[str] = mapped_column(String(80))
    source_revision: Mapped[int]
    source_title: Mapped[str] = mapped_column(String(250))
    authors: Mapped[list[int]] = mapped_column(JSON)
    vetted_by_id: Mapped[int | None]
    trust: Mapped[str] = mapped_column(String(20))
    audience: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)  # as inserted, variables filled
    left_out: Mapped[int] = mapped_column(default=0)  # internal lines that stayed inside
    kept: Mapped[int | None]  # percent of its words that were sent
    relation: Mapped[Relation] = mapped_column(default=Relation.USED)
    confirmed: Mapped[bool] = mapped_column(default=True)  # an unvetted source needs a tick
    inserted_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    # Up to which revision its source was taken back, 0: never. Only where asked for (`recalls.taken_back`).
    taken_back: Mapped[int | None] = query_expression()

    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index(None, "case_ref", "person_id", "reply"),
        Index(None, "source", "sent_at"),
    )


class Credit(Base):
    """That a person helped with a reply, and has to hear what became of it."""

    __tablename__ = "credit"

    reply: Mapped[str] = mapped_column(String(80), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(20))  # wrote | worded | vetted | discussed
    source: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index(None, "person_id", "at"),
        Index(None, "source", "at"),
        {"sqlite_with_rowid": False},
    )


class Fitting(Base):
    """How many suggestions there are for somebody who waits: counted beforehand, for lists."""

    __tablename__ = "fitting"

    ref: Mapped[str] = mapped_column(String(80), primary_key=True)  # "case:12"
    number: Mapped[int]
    counted_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)
