"""The table of posts that wait for their moment."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.refs import HasRef
from hub.people.models import Person
from hub.spaces.models import Space


class ScheduledPost(HasRef, Base):
    """What the composer held, and when it is to be posted. Its author's alone: it stands nowhere yet."""

    __tablename__ = "scheduled_post"
    ref_kind = "scheduled_post"
    space_id = None

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(String(80), default="")
    badge: Mapped[str] = mapped_column(String(20), default="")  # of thanks: a Praise
    poll: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    ask: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # of an announcement
    topics: Mapped[list[Any]] = mapped_column(JSON, default=list)  # that were pressed
    at: Mapped[datetime] = mapped_column(index=True)
    parked: Mapped[str] = mapped_column(Text, default="")  # why it could not be posted; "" while it waits

    person: Mapped[Person] = relationship()
    into: Mapped[Space] = relationship()
