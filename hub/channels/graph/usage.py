"""How much of what Meta allows is used up, as its answers say: reading slows down, then nothing is asked.

The percentages come with every answer. They stand in the channel's cursor, where its page shows them.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import locked, session, transaction

HEADERS = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
SLOW, FULL = 80, 100  # percent
STEP = 5  # percent: smaller changes are not written down
LASTS = timedelta(hours=1)  # what is allowed is reckoned over an hour
PAUSE = timedelta(minutes=10)  # where no time is said


def note_usage(channel: Channel, headers: Mapping[str, str]) -> None:
    """Write down what an answer says, when it says something new."""
    rows = list(_rows(headers))
    if not rows:
        return
    percent, kept = max(_percent(row) for row in rows), _kept(channel)
    before = int(kept.get("percent", 0))
    if abs(percent - before) < STEP and (percent >= SLOW) == (before >= SLOW) and percent < FULL:
        return
    told: dict[str, Any] = {"percent": percent, "at": clock.now().isoformat()}
    if percent >= FULL:
        told["until"] = (clock.now() + (_regained(rows) or PAUSE)).isoformat()
    with transaction():
        locked(channel)
        session().refresh(channel, ["cursor"])
        channel.cursor = {**channel.cursor, "usage": told}


def percent_of(channel: Channel) -> int:
    """How much is used up, as far as we know; an hour later it is forgotten."""
    return int(_kept(channel).get("percent", 0))


def is_high(channel: Channel) -> bool:
    """Whether what can wait should wait."""
    return percent_of(channel) >= SLOW


def full_until(channel: Channel) -> datetime | None:
    """Until when nothing may be asked; None when it may."""
    said = _kept(channel).get("until")
    until = datetime.fromisoformat(said) if said else None
    return until if until is not None and until > clock.now() else None


def regained_after(headers: Mapping[str, str]) -> float | None:
    """Seconds until we may ask again, where a header says so."""
    found = _regained(list(_rows(headers)))
    return found.total_seconds() if found is not None else None


def _kept(channel: Channel) -> dict[str, Any]:
    kept = channel.cursor.get("usage") or {}
    if not kept:
        return {}
    lasts = max(filter(None, (kept.get("until"), kept["at"])))
    return kept if clock.now() - datetime.fromisoformat(lasts) < LASTS else {}


def _rows(headers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """One header is a row itself, another lists rows for each account."""
    for name in HEADERS:
        try:
            said = json.loads(headers.get(name, "{}"))
        except ValueError:
            continue
        if not isinstance(said, dict):
            continue
        yield from (
            row for each in said.values() if isinstance(each, list) for row in each if isinstance(row, dict)
        )
        if any(isinstance(each, int | float) for each in said.values()):
            yield said


def _percent(row: Mapping[str, Any]) -> int:
    names = ("call_count", "total_time", "total_cputime")
    return int(max((row[name] for name in names if isinstance(row.get(name), int | float)), default=0))


def _regained(rows: list[dict[str, Any]]) -> timedelta | None:
    said = (row.get("estimated_time_to_regain_access") for row in rows)
    minutes = max((each for each in said if isinstance(each, int | float)), default=0)
    return timedelta(minutes=minutes) if minutes else None
