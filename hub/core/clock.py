"""The only clock of the hub, so that a test can set it and a search finds every use of time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_standing: ContextVar[datetime | str | None] = ContextVar("standing", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC. Raises RuntimeError where there is none (see `covered`)."""
    standing = _standing.get()
    if isinstance(standing, str):
        raise RuntimeError(standing)
    return standing or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let time stand at `moment` in this thread: stories and importers act in the past."""
    token = _standing.set(moment)
    try:
        yield
    finally:
        _standing.reset(token)


@contextmanager
def covered(why: str) -> Iterator[None]:
    """Nobody reads the clock in here: what is made is kept, and would go on telling this moment."""
    token = _standing.set(why)
    try:
        yield
    finally:
        _standing.reset(token)
