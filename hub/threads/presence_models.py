"""Who is at a thing right now."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person


class Doing(enum.StrEnum):
    """What somebody does there, as far as others need to know."""

    VIEWING = "viewing"
    WRITING = "writing"  # on a page: its text; on a case: to the customer
    NOTING = "noting"  # inside
    IDLE = "idle"  # the page is open, nobody sits before it


class Presence(Base):
    """That somebody has a thing open: what they do, since when, and when they last said so."""

    __tablename__ = "presence"

    ref: Mapped[str] = mapped_column(String(80), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    doing: Mapped[Doing]
    since: Mapped[datetime]
    seen_at: Mapped[datetime]

    person: Mapped[Person] = relationship()

    __table_args__ = ({"sqlite_with_rowid": False},)
