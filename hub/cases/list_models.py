"""What cases of a desk are sorted by: labels, fields of its own, and lists that people keep."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person
from hub.spaces.models import Space


class FieldKind(enum.StrEnum):
    """What may stand in a field."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Label(Base):
    """A word that cases of a desk carry."""

    __tablename__ = "case_label"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    name: Mapped[str] = mapped_column(String(40))

    __table_args__ = (UniqueConstraint("space_id", "name"),)


class Labelled(Base):
    """That a case carries a label."""

    __tablename__ = "case_labelled"

    label_id: Mapped[int] = mapped_column(ForeignKey("case_label.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)

    label: Mapped[Label] = relationship(lazy="joined")

    __table_args__ = (Index(None, "case_id"), {"sqlite_with_rowid": False})


class CaseField(Base):
    """A field of a desk's own. What is retired keeps its values and is no longer asked for."""

    __tablename__ = "case_field"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    key: Mapped[str] = mapped_column(String(40))  # what filters call it
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[FieldKind]
    choices: Mapped[list[Any]] = mapped_column(JSON, default=list)
    retired_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("space_id", "key"),)


class CaseValue(Base):
    """What stands in a field of a case, in the column of its kind; yes and no are 1 and 0."""

    __tablename__ = "case_value"

    field_id: Mapped[int] = mapped_column(ForeignKey("case_field.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    words: Mapped[str | None] = mapped_column(String(300))
    number: Mapped[float | None]
    day: Mapped[date | None]

    field: Mapped[CaseField] = relationship(lazy="joined")

    __table_args__ = (
        Index(None, "case_id"),
        Index(None, "field_id", "words"),
        Index(None, "field_id", "number"),
        Index(None, "field_id", "day"),
        {"sqlite_with_rowid": False},
    )


# A filter asks for words whatever their letters: without it PostgreSQL may read what stands in all cases.
# SQLite looks into the fields of one case after the other.
Index("ix_case_value_said", CaseValue.field_id, func.lower(CaseValue.words)).ddl_if(dialect="postgresql")


class KeptList(Base):
    """A list that somebody keeps: a filter and an order, for themselves or with a desk."""

    __tablename__ = "case_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"), index=True)  # shared with it
    name: Mapped[str] = mapped_column(String(60))
    filter: Mapped[str] = mapped_column(String(500))
    sort: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[datetime]

    owner: Mapped[Person] = relationship()
    space: Mapped[Space | None] = relationship()
