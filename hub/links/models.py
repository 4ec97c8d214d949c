"""The link between two refs."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person


class LinkKind(enum.StrEnum):
    """What the source has to do with the target (LK02, LK08)."""

    ASKED = "asked"  # case → question: asked inside from the case
    JOINED = "joined"  # case → question: waits for the same answer
    USED = "used"  # case or reply → answer or page: went to the customer
    QUOTED = "quoted"
    LINKED = "linked"
    CREATED = "created"  # case or question → page: made from it
    IMPROVED = "improved"
    PINNED = "pinned"  # case → answer or page: on top of what is suggested there
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    INCIDENT = "incident"  # case → problem: this customer has it


class Link(Base):
    """`source` has to do with `target`. Unlinking keeps the row, with who and why."""

    __tablename__ = "link"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(80))
    target: Mapped[str] = mapped_column(String(80))
    kind: Mapped[LinkKind]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    excerpt: Mapped[str] = mapped_column(String(300), default="")  # released words, identity masked (LK03)
    at: Mapped[datetime]
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"))  # where the target lived then
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_because: Mapped[str] = mapped_column(String(500), default="")

    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])

    __table_args__ = (
        Index(None, "source", "target", "kind", unique=True),
        Index(None, "target", "kind"),
        Index(None, "at"),
    )
