"""A checklist of a desk, its items, and what was ticked in which case."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.cases.list_models import Label
from hub.core.db import Base
from hub.people.models import Person


class Checklist(Base):
    """What is to be done in cases with a label of a desk; without a label, in all of its cases."""

    __tablename__ = "checklist"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    label_id: Mapped[int | None] = mapped_column(ForeignKey("case_label.id"))
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    label: Mapped[Label | None] = relationship()
    items: Mapped[list["ChecklistItem"]] = relationship(
        order_by="ChecklistItem.position",
        primaryjoin="(Checklist.id == ChecklistItem.checklist_id) & (ChecklistItem.removed_at.is_(None))",
        viewonly=True,
    )

    __table_args__ = (UniqueConstraint("space_id", "label_id"),)


class ChecklistItem(Base):
    """One thing to do. What is taken off the list keeps what was ticked."""

    __tablename__ = "checklist_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklist.id"), index=True)
    words: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    removed_at: Mapped[datetime | None]


class Ticked(Base):
    """That somebody did it, in a case."""

    __tablename__ = "checklist_ticked"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("checklist_item.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()

    __table_args__ = (Index(None, "item_id"), {"sqlite_with_rowid": False})
