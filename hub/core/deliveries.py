"""Work that waits for the outside world: mail, replies to customers, imports. A row each, never lost.

A row is committed with what caused it; workers claim rows with a lease, try again with growing
pauses and park what never works. A handler may see a row twice: its `key` says whether it was done.
"""

import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import JSON, Index, String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.db import Base, is_postgres, session, tell_after_commit, transaction

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
TRIES = 10
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=15)


class Delivery(Base):
    """One piece of work. state: waiting | done | parked.

    What is done keeps its key and forgets its payload: a mail may hold a link that opens an account.
    """

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    run_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "queue", "key", unique=True),
        Index(None, "state", "run_at", "id"),
    )


class Later(Exception):
    """Raised by a handler: not now, try again (after `seconds`, if given)."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class NotYet(Exception):
    """Raised by a handler: nothing failed, its time has not come. It is done at `until`; no try is lost."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until}")
        self.until = until


class Never(Exception):
    """Raised by a handler: it will not work however often it is tried. The row is parked."""


Handler = Callable[[Delivery], None]


def enqueue(
    queue: str, key: str, payload: dict[str, Any], *, run_at: datetime | None = None
) -> Delivery | None:
    """Ask for a piece of work, inside a transaction. The same key asks only once (None then)."""
    db = session()
    there = select(Delivery.id).where(Delivery.queue == queue, Delivery.key == key)
    if db.scalar(there) is not None:
        return None
    moment = clock.now()
    row = Delivery(
        queue=queue, key=key, payload=payload, run_at=run_at or moment, created_at=moment,
        state="waiting", attempts=0,
    )  # fmt: skip
    db.add(row)
    db.flush()
    tell_after_commit()
    return row


def work_once(handlers: Mapping[str, Handler], *, worker: str = "worker", limit: int = 20) -> int:
    """Claim what is due and do it. Returns how many rows were tried."""
    ids = _claim(list(handlers), worker, limit)
    for id in ids:
        _do(id, handlers)
    return len(ids)


def cancel(queue: str, key: str) -> bool:
    """Take back a piece of work that nobody has begun. True when it was still waiting."""
    with transaction() as db:
        changed = db.execute(
            update(Delivery)
            .where(
                Delivery.queue == queue,
                Delivery.key == key,
                Delivery.state == "waiting",
                Delivery.attempts == 0,
            )
            .values(state="done", done_at=clock.now(), last_error="taken back", payload={})
        )
        return bool(changed.rowcount)  # type: ignore[attr-defined]


def _claim(queues: list[str], worker: str, limit: int) -> list[int]:
    moment = clock.now()
    due = (
        select(Delivery.id)
        .where(
            Delivery.state == "waiting",
            Delivery.queue.in_(queues),
            Delivery.run_at <= moment,
            (Delivery.lease_until.is_(None)) | (Delivery.lease_until < moment),
        )
        .order_by(Delivery.run_at, Delivery.id)
        .limit(limit)
    )
    # A look without a write first: an idle worker must not take SQLite's write lock every second.
    if session().scalar(due.limit(1)) is None:
        session.remove()
        return []
    with transaction() as db:
        ids = list(db.scalars(due.with_for_update(skip_locked=True) if is_postgres() else due))
        if ids:
            db.execute(
                update(Delivery)
                .where(Delivery.id.in_(ids))
                .values(
                    claimed_by=worker,
                    lease_until=moment + LEASE,
                    attempts=Delivery.attempts + 1,
                )
            )
    session.remove()
    return ids


def _do(id: int, handlers: Mapping[str, Handler]) -> None:
    try:
        row = session().get_one(Delivery, id)
        handlers[row.queue](row)
        _finish(id, state="done", done_at=clock.now(), last_error=None, payload={})
    except NotYet as error:
        _finish(id, run_at=error.until, attempts=Delivery.attempts - 1)
    except Never as error:
        _finish(id, state="parked", last_error=str(error)[:2000])
    except Exception as error:  # any failure of the outside world: wait and try again
        log.warning("delivery_failed", delivery=id, error=repr(error)[:300])
        _again(id, error)
    finally:
        session.remove()


def _again(id: int, error: Exception) -> None:
    session.remove()
    row = session().get_one(Delivery, id)
    if row.attempts >= TRIES:
        _finish(id, state="parked", last_error=repr(error)[:2000])
        return
    pause = min(FIRST_PAUSE * 2 ** (row.attempts - 1), LONGEST_PAUSE)
    if isinstance(error, Later) and error.seconds is not None:
        pause = timedelta(seconds=error.seconds)
    _finish(id, run_at=clock.now() + pause, last_error=str(error)[:2000])


def _finish(id: int, **values: Any) -> None:
    session.remove()
    with transaction() as db:
        db.execute(
            update(Delivery).where(Delivery.id == id).values(lease_until=None, claimed_by=None, **values)
        )


class Worker:
    """Does deliveries until stopped."""

    def __init__(self, handlers: Mapping[str, Handler], name: str = "worker") -> None:
        self.handlers = handlers
        self.name = f"{name}-{os.getpid()}"
        self._wake = threading.Event()
        self._stopped = threading.Event()

    def nudge(self) -> None:
        """Look now instead of within a second."""
        self._wake.set()

    def stop(self) -> None:
        """End after the present piece of work."""
        self._stopped.set()
        self._wake.set()

    def run(self) -> None:
        """Work until stopped; an unreachable database is waited out."""
        while not self._stopped.is_set():
            done = 0
            try:
                done = work_once(self.handlers, worker=self.name)
            except Exception as error:  # the database may be away: never let the worker die
                log.error("worker_failed", error=repr(error)[:500])
                with suppress(Exception):
                    session.remove()
            if not done:
                self._wake.wait(timeout=1.0)
            self._wake.clear()
