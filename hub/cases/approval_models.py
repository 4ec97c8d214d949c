"""Replies that wait for a second person, and the rule of a desk that makes them wait."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.cases.models import Case
from hub.core.db import Base
from hub.people.models import Person


class ApprovalState(enum.StrEnum):
    """What became of it."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"


class Approval(Base):
    """A reply that its writer would have sent. At most one waits in a case: `Case.approval_id`.

    `written` is what the writer asked for and never changes; `body` is what would leave.
    """

    __tablename__ = "reply_approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)  # what was looked at is what is approved
    then: Mapped[str] = mapped_column(String(20))
    reasons: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # for what the guard found
    because: Mapped[list[str]] = mapped_column(JSON, default=list)  # channel | label | licence
    seen: Mapped[int] = mapped_column(default=0)  # the last message its writer had before them
    changes: Mapped[list[Any]] = mapped_column(JSON, default=list)  # {by, at, before}: nothing is lost
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what goes along with the text
    state: Mapped[ApprovalState] = mapped_column(default=ApprovalState.WAITING)
    reason: Mapped[str] = mapped_column(String(500), default="")  # why it was given back
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(foreign_keys=[case_id])
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    changed_by: Mapped[Person | None] = relationship(foreign_keys=[changed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    __table_args__ = (Index(None, "state", "id"),)

    @property
    def mark(self) -> str:
        """How the sources that belong to it are marked: `Provenance.waits`."""
        return f"approval:{self.id}"


class DeskApproval(Base):
    """Which replies of a desk wait for a second person. Without one none does."""

    __tablename__ = "desk_approval"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    channels: Mapped[list[int]] = mapped_column(JSON, default=list)
    labels: Mapped[list[str]] = mapped_column(JSON, default=list)
    below: Mapped[str] = mapped_column(String(20), default="")  # who holds less than this licence waits
    supervisors: Mapped[bool] = mapped_column(default=False)  # only they approve
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
