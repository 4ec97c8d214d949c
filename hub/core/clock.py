"""The only clock of the hub, so that a test can set it and a search finds every use of time."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_standing: ContextVar[datetime | str | None] = ContextVar("standing", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC. Raises RuntimeError where there is none (see `covered`)."""
    standing = _standing.get()
    if isinstance(standing, str):
        raise RuntimeError(standing)
    return standing or datetime.now(UTC)


def at(moment: datetime) -> AbstractContextManager[None]:
    """Let time stand at `moment` in this thread: stories and importers act in the past."""
    return _standing_still(moment)


def covered(why: str) -> AbstractContextManager[None]:
    """Nobody reads the clock in here: what is made is kept, and would go on telling this moment."""
    return _standing_still(why)


@contextmanager
def _standing_still(at: datetime | str) -> Iterator[None]:
    token = _standing.set(at)
    try:
        yield
    finally:
        _standing.reset(token)
