"""How strictly the hub looks at replies before they leave, kind by kind."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class Level(enum.StrEnum):
    """What a find of a kind means."""

    STOP = "stop"  # it has to be taken out
    ASK = "ask"  # it may be kept with a reason, which is kept too
    HINT = "hint"  # it is shown and stops nobody
    OFF = "off"


class CheckRule(Base):
    """The level of one kind of find, where supervisors changed it."""

    __tablename__ = "check_rule"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    level: Mapped[Level]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    __table_args__ = ({"sqlite_with_rowid": False},)
