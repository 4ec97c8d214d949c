"""The time that the figures of the desk are about, and the same time before it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.core import clock
from hub.core.words import lazy

CHOICES = {
    7: lazy("Last 7 days"),
    30: lazy("Last 30 days"),
    90: lazy("Last 90 days"),
}
USUAL = 30


@dataclass(frozen=True)
class Period:
    """`since` … now, and `before` … `since` to compare it with."""

    days: int
    since: datetime
    before: datetime

    @property
    def label(self) -> str:
        """For people."""
        return str(CHOICES[self.days])


def period_of(typed: str) -> Period:
    """What the address asks for; the usual one when it makes no sense."""
    days = int(typed) if typed.isdecimal() and len(typed) < 4 and int(typed) in CHOICES else USUAL
    now = clock.now()
    return Period(days, now - timedelta(days=days), now - timedelta(days=2 * days))
