"""The translations that were asked for. They are kept masked, as long as their original stays as it is."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class TextTranslation(Base):
    """One text in one other language."""

    __tablename__ = "text_translation"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64))  # of the text that was translated
    language: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)  # with places for what identifies anybody
    model: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]

    __table_args__ = (Index(None, "ref", "language", unique=True), Index(None, "at"))
