"""Days as the reader lives them: when today began, when tomorrow morning is."""

from datetime import date, datetime, time, timedelta

from hub.core import clock
from hub.people.rhythm import midnight
from hub.web.filters import readers_zone

MORNING = time(8)
LONG = timedelta(days=365)


def start_of_day() -> datetime:
    """The last midnight of the reader's own place."""
    zone = readers_zone()
    return midnight(clock.now().astimezone(zone).date(), zone)


def moment_of(until: str, day: str) -> datetime | None:
    """When a snoozed case comes back; None when that is not in the future.

    until: reply | tomorrow | week, else `day` is a date. Always in the morning.
    """
    today = clock.now().astimezone(readers_zone()).date()
    match until:
        case "reply":
            return clock.now() + LONG
        case "tomorrow":
            return _morning(today + timedelta(days=1))
        case "week":
            return _morning(today + timedelta(days=7 - today.weekday()))
    try:
        found = _morning(date.fromisoformat(day))
    except ValueError:
        return None
    return found if found > clock.now() else None


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=readers_zone())
