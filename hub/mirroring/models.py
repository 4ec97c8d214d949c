"""The tickets that are mirrored: where each stands, and what it became here."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.channels.models import Channel
from hub.core.db import Base


class MirroredTicket(Base):
    """One ticket there and its case here. Its messages carry their own numbers; of notes they stand here."""

    __tablename__ = "mirrored_ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    external_id: Mapped[str] = mapped_column(String(64))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    raw: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # as it came; only until it was read
    label: Mapped[str] = mapped_column(String(40), default="")  # its name there, where that is not its number
    state: Mapped[str] = mapped_column(String(40), default="")  # in their words
    assignee: Mapped[str] = mapped_column(String(200), default="")
    notes: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # number of a comment → our note
    # number of an attachment → what it came with, and our file or why there is none
    files: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON, default=dict)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_pending: Mapped[bool] = mapped_column(default=True)
    error: Mapped[str] = mapped_column(Text, default="")
    seen_at: Mapped[datetime]
    synced_at: Mapped[datetime | None]

    channel: Mapped[Channel] = relationship()

    __table_args__ = (
        UniqueConstraint("channel_id", "external_id"),
        Index(None, "channel_id", "is_pending", "id"),
    )
