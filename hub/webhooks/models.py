"""A webhook: which facts are told to which address, and in which form."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.spaces.models import Space
from hub.web.chat import Form


class Webhook(Base):
    """An address that is told of things. It is a secret itself, and sealed with the key that signs."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    form: Mapped[Form]
    host: Mapped[str] = mapped_column(String(255))  # all that is shown of the address
    sealed: Mapped[str] = mapped_column(Text)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id"))  # of one community only
    with_titles: Mapped[bool] = mapped_column(default=False)  # False: alerts only, no text
    is_active: Mapped[bool] = mapped_column(default=True)
    last_ok_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")  # a code; in words: hub.webhooks.wording
    created_at: Mapped[datetime]

    space: Mapped[Space | None] = relationship()
