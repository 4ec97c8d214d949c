"""The only clock of the hub, so that a test can set it and a search finds every use of time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)
