"""The row of a file. Its bytes are in the store, under their hash."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person


class StoredFile(Base):
    """Something that was uploaded. Until it stands in a text it is its uploader's alone."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)  # random: its address tells nothing
    about: Mapped[str | None] = mapped_column(String(80))  # the ref of what it stands in
    uploader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(120))
    type: Mapped[str] = mapped_column(String(80))  # found out from its bytes, not from what was claimed
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int | None]  # of a picture
    height: Mapped[int | None]
    small_sha256: Mapped[str | None] = mapped_column(String(64), index=True)  # a large picture for texts
    small_size: Mapped[int | None]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    uploader: Mapped[Person] = relationship()

    __table_args__ = (Index(None, "about"), Index(None, "uploader_id", "about"))

    @property
    def is_picture(self) -> bool:
        """Whether we drew it anew ourselves, so that a page may show it."""
        return self.width is not None
