"""The units of a day: every call costs some, replies most, and a part is kept for them.

The ledger stands in the channel's cursor. A call is written down before it is made: refused ones cost too.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import locked, session, transaction

PACIFIC = ZoneInfo("America/Los_Angeles")  # where the provider's day begins
DAILY = 10_000
READ, WRITE = 1, 50
KEPT = 1_500  # for thirty replies: reading never uses these up
LOW = 0.25  # of what reading may use: below that it slows down


class Exhausted(Exception):
    """No unit is left for this today. `until`: when the day is over there."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until

    @property
    def seconds(self) -> float:
        """From now."""
        return max((self.until - clock.now()).total_seconds(), 1.0)


def daily_of(channel: Channel) -> int:
    """The units that the account has in a day."""
    return int(channel.settings.get("daily_units") or DAILY)


def left_of(channel: Channel) -> int:
    """The units that are left today."""
    return max(daily_of(channel) - _used(channel.cursor), 0)


def for_reading(channel: Channel) -> int:
    """Those that reading may still use; the rest is kept for replies."""
    return max(left_of(channel) - min(KEPT, daily_of(channel) // 2), 0)


def is_low(channel: Channel) -> bool:
    """Whether reading should slow down."""
    return for_reading(channel) < LOW * daily_of(channel)


def spend(channel: Channel, units: int) -> None:
    """Write a call down, before it is made. Raises Exhausted when it must not be made today."""
    with transaction():
        locked(channel)
        session().refresh(channel, ["cursor"])
        there = left_of(channel) if units >= WRITE else for_reading(channel)
        if there < units:
            raise Exhausted(midnight())
        kept = {"day": _day(), "used": _used(channel.cursor) + units}
        channel.cursor = {**channel.cursor, "quota": kept}


def use_up(channel: Channel) -> Exhausted:
    """The provider says that nothing is left: somebody else may use the same project."""
    with transaction():
        locked(channel)
        session().refresh(channel, ["cursor"])
        channel.cursor = {**channel.cursor, "quota": {"day": _day(), "used": daily_of(channel)}}
    return Exhausted(midnight())


def midnight() -> datetime:
    """When the next day begins there."""
    here = clock.now().astimezone(PACIFIC)
    return datetime.combine(here.date() + timedelta(days=1), datetime.min.time(), PACIFIC)


def _used(cursor: dict[str, Any]) -> int:
    kept = cursor.get("quota") or {}
    return int(kept.get("used", 0)) if kept.get("day") == _day() else 0


def _day() -> str:
    return clock.now().astimezone(PACIFIC).date().isoformat()
