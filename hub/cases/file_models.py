"""Files that go along with a reply: of somebody's draft, of one that waits or is shared, of one that left."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.files.models import StoredFile


class ReplyFile(Base):
    """A file under a reply. While it is a draft `message_id` is empty; `waits` as in `Provenance`."""

    __tablename__ = "reply_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    words: Mapped[str] = mapped_column(Text)  # what can be read in it, for the guard
    waits: Mapped[str | None] = mapped_column(String(80))
    at: Mapped[datetime]

    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (Index(None, "case_id", "person_id", "message_id"),)
