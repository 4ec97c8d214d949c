"""Where a person's notices go in a chat outside, and whether the hub lets people do that at all."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.refs import HasRef
from hub.people.models import Person
from hub.web.chat import Form


class ChatWay(HasRef, Base):
    """The chat of one person. Its address is a secret, and sealed."""

    __tablename__ = "chat_way"
    ref_kind = "chat"
    space_id = None  # it is its person's own

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    form: Mapped[Form]
    host: Mapped[str] = mapped_column(String(255))  # all that is shown of the address
    sealed: Mapped[str] = mapped_column(Text)
    tells_closed: Mapped[bool] = mapped_column(default=False)  # also titles that not every colleague reads
    created_at: Mapped[datetime]
    last_ok_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")  # a code; in words: hub.web.chat
    failing_since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # it failed for good: nothing is sent any more

    person: Mapped[Person] = relationship()


class ChatRule(Base):
    """What administrators chose. One row, or none: everybody may, to any public address."""

    __tablename__ = "chat_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    hosts: Mapped[str] = mapped_column(Text, default="")  # names parted by spaces; "": any
