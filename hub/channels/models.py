"""Channels and their inbox: what arrives is stored raw first, and read afterwards."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.channels.contract import ChannelKind
from hub.core.db import Base
from hub.spaces.models import InSpace


class Channel(InSpace, Base):
    """An account on a channel: a mailbox, a form, a key. Its cases live on its desk."""

    __tablename__ = "channel"
    ref_kind = "channel"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ChannelKind]
    name: Mapped[str] = mapped_column(String(120))
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    secrets: Mapped[str] = mapped_column(Text, default="")  # encrypted; never shown again
    cursor: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_active: Mapped[bool] = mapped_column(default=True)
    first_reply_minutes: Mapped[int] = mapped_column(default=240)
    last_ok_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")
    last_error_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class InboxState(enum.StrEnum):
    """What became of something that arrived. Nothing is ever dropped."""

    WAITING = "waiting"
    DONE = "done"
    IGNORED = "ignored"  # a loop, a bounce, an auto-reply: kept, with the reason
    QUARANTINED = "quarantined"  # doubtful: a person decides
    UNREADABLE = "unreadable"  # could not be parsed: shown raw, with a case made by hand


class InboxItem(Base):
    """One thing that arrived, as it arrived."""

    __tablename__ = "inbox_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    key: Mapped[str] = mapped_column(String(200))  # the same thing twice has the same key
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[InboxState] = mapped_column(default=InboxState.WAITING)
    reason: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[str] = mapped_column(String(64), default="")  # whence, as a digest: for limits
    # What a person decided: {} nothing, {"as": "new"}, {"as": "case", "case_id": 12}, {"as": "hand", …}
    ruling: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    tries: Mapped[int] = mapped_column(default=0)  # how often a person asked to read it again
    message_id: Mapped[int | None]
    received_at: Mapped[datetime]

    channel: Mapped[Channel] = relationship()

    __table_args__ = (
        UniqueConstraint("channel_id", "key"),
        Index(None, "state", "id"),
        Index(None, "channel_id", "state", "id"),
        Index(None, "channel_id", "origin", "received_at"),
    )


class ChannelPost(Base):
    """A post that customers comment on: shown above their thread."""

    __tablename__ = "channel_post"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    external_id: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(250), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    permalink: Mapped[str] = mapped_column(String(400), default="")
    at: Mapped[datetime | None]
    seen_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("channel_id", "external_id"),)
