"""What people searched for: words and what came of it, for those who look after what is known."""

import enum
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base

WORDS = 200


class End(enum.StrEnum):
    """What a search came to: something was used in a reply, opened, a question asked, or nothing."""

    USE = "use"
    OPEN = "open"
    ASK = "ask"
    NOTHING = "nothing"


class Search(Base):
    """One search, however many keys it took. Who searched is forgotten as soon as it is settled."""

    __tablename__ = "search"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(WORDS))  # masked
    key: Mapped[str] = mapped_column(String(WORDS))  # the same folded: alike ones count together
    place: Mapped[str] = mapped_column(String(10))  # page | palette
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    hits: Mapped[int]
    refs: Mapped[list[str]] = mapped_column(JSON, default=list)  # what was shown, until it is settled
    opened: Mapped[str] = mapped_column(String(80), default="")
    came_to: Mapped[End | None]
    seconds: Mapped[int] = mapped_column(default=0)  # from the first key to the last sign of life
    begun_at: Mapped[datetime]
    at: Mapped[datetime]  # of the last key or the last sign of life

    __table_args__ = (
        Index(None, "person_id", "at"), Index(None, "at"), Index(None, "key"), Index(None, "opened"),
    )  # fmt: skip
