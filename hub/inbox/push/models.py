"""The browsers that notices are pushed to, and the hub's own key for it."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person


class PushKey(Base):
    """The key that providers know this hub by: made once, the private half sealed."""

    __tablename__ = "push_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    public: Mapped[str] = mapped_column(String(100))
    sealed: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class PushDevice(Base):
    """A browser that wants its person's notices, as long as they are signed in there."""

    __tablename__ = "push_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    session: Mapped[str] = mapped_column(String(24))  # public_id of the WebSession
    endpoint: Mapped[str] = mapped_column(Text)
    endpoint_hash: Mapped[str] = mapped_column(String(64), unique=True)
    point: Mapped[bytes] = mapped_column(LargeBinary(65))
    auth: Mapped[bytes] = mapped_column(LargeBinary(16))
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    last_ok_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
