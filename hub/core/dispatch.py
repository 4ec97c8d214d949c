"""The loop that carries facts to those who react: index, inbox, live, metrics, plugins.

Each consumer has its own cursor. A batch and the cursor move in one transaction; what fails is
tried again one event at a time with growing pauses, and parked after the last try, so that one
bad event never stops the others. One process holds the loop at a time.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import Index, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.db import Base, session, transaction
from hub.core.events import Event

log = structlog.get_logger()

BATCH = 100
TRIES = 8
PAUSE_SECONDS = 0.5  # before the second try; doubled at each further one


class Consumer(Protocol):
    """Somebody who reads the log. `handle` may see an event twice and must bear it.

    One whose effects lie outside the database also has `is_outside = True`: its `handle` runs
    without a transaction, so that no write of the pages waits for a disk or a network.
    """

    name: str

    def handle(self, events: Sequence[Event]) -> None: ...


class NotNow(Exception):
    """Raised by an outside consumer that cannot take events at the moment: nothing moves."""


class Cursor(Base):
    """How far a consumer has read, and what it is struggling with."""

    __tablename__ = "cursor"

    consumer: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]


class ParkedEvent(Base):
    """An event that a consumer could not handle: administrators see it and try again."""

    __tablename__ = "parked_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    consumer: Mapped[str] = mapped_column(String(80))
    event_id: Mapped[int]
    error: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    __table_args__ = (Index(None, "consumer", "event_id", unique=True),)


def pump(consumer: Consumer, batch: int = BATCH) -> int:
    """Hand the next events, at most `batch`, to one consumer. Returns how many it got past."""
    try:
        if getattr(consumer, "is_outside", False):
            return _pump_outside(consumer, batch)
        with transaction() as db:
            cursor = cursor_of(consumer.name)
            if cursor.retry_at and cursor.retry_at > clock.now():
                return 0
            size = 1 if cursor.attempts else batch
            events = _after(cursor.position, size)
            if not events:
                return 0
            consumer.handle([event for event in events if event.is_known])
            cursor.position, cursor.attempts, cursor.retry_at = events[-1].id, 0, None
            db.flush()
        return len(events)
    except NotNow:
        return 0
    except Exception as error:  # whatever a consumer raises must not stop the others
        return _stumble(consumer, error)
    finally:
        session.remove()


def pump_all(consumers: Sequence[Consumer], batch: int = BATCH) -> int:
    """One round over all consumers that have something to read.

    One look tells which, without a write: an idle hub must not take SQLite's write lock every second.
    """
    unread = lag(consumers)
    session.remove()
    return sum(pump(consumer, batch) for consumer in consumers if unread[consumer.name])


def cursor_of(name: str) -> Cursor:
    """The cursor of a consumer, made at the first look. A new one starts at the beginning."""
    cursor = session().get(Cursor, name)
    if cursor is None:
        cursor = Cursor(consumer=name, position=0, attempts=0)
        session().add(cursor)
    return cursor


def newest_event_id() -> int:
    """The id of the last fact; 0 on an empty log."""
    return session().scalar(select(func.max(Event.id))) or 0


def lag(consumers: Sequence[Consumer]) -> dict[str, int]:
    """How many events each consumer has yet to read."""
    newest = newest_event_id()
    positions = {row.consumer: row.position for row in session().scalars(select(Cursor))}
    return {each.name: max(0, newest - positions.get(each.name, 0)) for each in consumers}


def retry_parked(consumer: Consumer, parked: ParkedEvent) -> None:
    """Try a parked event once more, now; on success it leaves the list. Raises what it raises."""
    with transaction() as db:
        event = db.get(Event, parked.event_id)
        if event is not None and event.is_known:
            consumer.handle([event])
        db.delete(db.merge(parked))


def _pump_outside(consumer: Consumer, batch: int) -> int:
    """The effect first, then the cursor: a crash between them only repeats the effect."""
    cursor = session().get(Cursor, consumer.name)
    if cursor is not None and cursor.retry_at and cursor.retry_at > clock.now():
        return 0
    size = 1 if cursor is not None and cursor.attempts else batch
    events = _after(cursor.position if cursor is not None else 0, size)
    if not events:
        return 0
    consumer.handle([event for event in events if event.is_known])
    with transaction() as db:
        cursor = cursor_of(consumer.name)
        cursor.position, cursor.attempts, cursor.retry_at = events[-1].id, 0, None
        db.flush()
    return len(events)


def _after(position: int, size: int) -> Sequence[Event]:
    statement = select(Event).where(Event.id > position).order_by(Event.id).limit(size)
    return session().scalars(statement).all()


def _stumble(consumer: Consumer, error: Exception) -> int:
    """Count the failure; after the last try park the event and let the consumer go on."""
    session.remove()
    log.warning("consumer_failed", consumer=consumer.name, error=repr(error)[:500])
    with transaction() as db:
        cursor = cursor_of(consumer.name)
        cursor.attempts = (cursor.attempts or 0) + 1
        pause = timedelta(seconds=PAUSE_SECONDS * 2**cursor.attempts)
        cursor.retry_at = clock.now() + pause
        if cursor.attempts == 1:  # it was a batch: look for the culprit at once, one by one
            cursor.retry_at = None
        if cursor.attempts <= TRIES:
            return 0
        event = next(iter(_after(cursor.position, 1)), None)
        if event is None:
            return 0
        db.add(
            ParkedEvent(consumer=consumer.name, event_id=event.id, error=repr(error)[:2000], at=clock.now())
        )
        cursor.position, cursor.attempts, cursor.retry_at = event.id, 0, None
        return 1


class Loop:
    """Hands facts to consumers until stopped, in the one process that holds the lock."""

    def __init__(
        self,
        consumers: Sequence[Consumer],
        acquire: Callable[[], bool],
    ) -> None:
        self.consumers = consumers
        self._acquire = acquire
        self._wake = threading.Event()
        self._stopped = threading.Event()

    def nudge(self) -> None:
        """Something was committed: look now instead of within a second."""
        self._wake.set()

    def stop(self) -> None:
        """End after the present batch."""
        self._stopped.set()
        self._wake.set()

    def run(self) -> None:
        """Pump until stopped. An error of the database itself is waited out."""
        while not self._stopped.is_set():
            try:
                busy = self._acquire() and pump_all(self.consumers) > 0
            except Exception as error:  # the database may be away: never let the loop die
                log.error("dispatch_failed", error=repr(error)[:500])
                with suppress(Exception):
                    session.remove()
                busy = False
            if not busy:
                self._wake.wait(timeout=1.0)
            self._wake.clear()
