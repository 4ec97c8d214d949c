"""What stands behind an address elsewhere, as it was when we looked."""

import enum
from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class PreviewState(enum.StrEnum):
    """Whether we have looked, and whether there was something to show."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class LinkPreview(Base):
    """One address. A ready one that is asked for again when it is old is shown until it was read anew."""

    __tablename__ = "link_preview"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the address
    url: Mapped[str] = mapped_column(String(2_000))
    state: Mapped[PreviewState] = mapped_column(default=PreviewState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)  # since it was asked for; counted before each
    title: Mapped[str] = mapped_column(String(200), default="")
    site: Mapped[str] = mapped_column(String(100), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    picture_key: Mapped[str | None] = mapped_column(String(32), unique=True)  # random: it tells nothing
    picture_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    asked_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "state", "id"),)
