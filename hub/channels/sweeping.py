"""Looking again at threads of open cases, for sites that tell of no change: soon at first, then seldom."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import locked, session, transaction

AT_ONCE = 10  # threads in one go: a worker's lease is a minute
SOONEST, SELDOM = timedelta(minutes=4), timedelta(hours=6)
SLOWER = 4  # times, where most of what the site allows is used up


def look_through(
    channel: Channel, threads: Mapping[str, datetime], sweep: Callable[[Channel, str], None], *, is_slow: bool
) -> None:
    """Sweep those whose time it is, the longest ago first. threads: each with its last moment."""
    swept = dict(channel.cursor.get("swept") or {})
    due = [each for each, active in threads.items() if _is_due(swept.get(each), active, is_slow)]
    for thread in sorted(due, key=lambda each: swept.get(each, ""))[:AT_ONCE]:
        sweep(channel, thread)
        swept[thread] = clock.now().isoformat()
        mark(channel, swept={each: at for each, at in swept.items() if each in threads})


def mark(channel: Channel, **what: Any) -> None:
    """Note how far reading has come, whatever else was noted meanwhile."""
    with transaction():
        locked(channel)
        session().refresh(channel, ["cursor"])
        channel.cursor = {**channel.cursor, **what}


def _is_due(before: str | None, active: datetime, is_slow: bool) -> bool:
    """The longer nothing happened, the longer until the next look."""
    now = clock.now()
    pause = min(max((now - active) / 10, SOONEST), SELDOM) * (SLOWER if is_slow else 1)
    return before is None or now - datetime.fromisoformat(before) >= pause
