"""When a desk asks its customers how it was, and in which words."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base

USUAL_DAYS = 14


class SurveyRule(Base):
    """The rules of one desk. `only` and `never`: ids of labels; `words`: channel id → the question there."""

    __tablename__ = "survey_rule"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    asks: Mapped[bool] = mapped_column(default=True)
    days: Mapped[int] = mapped_column(default=USUAL_DAYS)  # at most one question per customer in this time
    only: Mapped[list[int]] = mapped_column(JSON, default=list)
    never: Mapped[list[int]] = mapped_column(JSON, default=list)
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    __table_args__ = ({"sqlite_with_rowid": False},)
