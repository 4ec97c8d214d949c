"""What a desk promises its customers, and when it works."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.cases.models import Priority
from hub.cases.worktime import Hours
from hub.core.db import Base
from hub.web.filters import zone_named

WARN_MINUTES = 10
FOLLOW_UP_DAYS = 14  # later than this a message on a solved case opens a new one that follows it


class DeskHours(Base):
    """When a desk works, its shifts change and it is warned. Without one: around the clock."""

    __tablename__ = "desk_hours"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    timezone: Mapped[str] = mapped_column(String(60), default="")
    week: Mapped[list[Any]] = mapped_column(JSON, default=list)  # seven lists of [from, to] in minutes
    holidays: Mapped[list[Any]] = mapped_column(JSON, default=list)  # [ISO date, name]
    shifts: Mapped[list[int]] = mapped_column(JSON, default=list)  # when one ends and the next begins
    follow_up_days: Mapped[int] = mapped_column(default=FOLLOW_UP_DAYS)
    warn_minutes: Mapped[int] = mapped_column(default=WARN_MINUTES)
    changed_at: Mapped[datetime]

    def hours(self) -> Hours:
        """For the arithmetic."""
        week = tuple(tuple((int(first), int(last)) for first, last in day) for day in self.week)
        closed = frozenset(date.fromisoformat(day) for day, _name in self.holidays)
        return Hours(zone_named(self.timezone), week or ((),) * 7, closed)


class DeskTarget(Base):
    """By when a desk answers and solves cases of a priority, in minutes of its working time.

    Empty: no promise of its own. The first and the next reply then fall back on the channel's.
    """

    __tablename__ = "desk_target"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    priority: Mapped[Priority] = mapped_column(primary_key=True)
    first_minutes: Mapped[int | None]
    next_minutes: Mapped[int | None]
    solution_minutes: Mapped[int | None]
