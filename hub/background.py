"""What runs beside the pages: the dispatcher, the workers, periodic tasks. In one process at a time."""

import fcntl
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO

import structlog
from apiflask import APIFlask
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from config import Config
from hub.core.db import after_commit, keep_statistics, session
from hub.core.deliveries import Worker
from hub.core.dispatch import Loop
from hub.core.features import Periodic, registry

log = structlog.get_logger()

WORKERS = 2  # deliveries done at the same time: a slow mail server must not hold up the replies
STATISTICS = ("statistics", Periodic(600, keep_statistics))
_LOCK = text("SELECT pg_try_advisory_lock(4242000)")


class Background:
    """Everything in the background of `app`; one process holds the lock, the others stand by."""

    def __init__(self, app: APIFlask, engine: Engine) -> None:
        config: Config = app.config["HUB"]
        self._app = app
        self._lock = _ProcessLock(engine, config.data_dir / "dispatch.lock")
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self.loop = Loop(app.extensions["consumers"], self._lock.acquire)
        self.workers = [Worker(registry.handlers(), f"worker{number}") for number in range(WORKERS)]

    def start(self) -> None:
        """Begin, each in a thread of its own, inside the application's context."""
        runs = [self.loop.run, *(worker.run for worker in self.workers)]
        tasks = [task for feature in registry.features.values() for task in feature.periodic.items()]
        for run in runs:
            self._spawn(run.__qualname__, run)
        for name, task in [*tasks, STATISTICS]:
            self._spawn(name, partial(self._repeat, task))
        after_commit(self._nudge)

    def wait(self, seconds: float) -> bool:
        """Pause until it is stopped; True when it was."""
        return self._stopped.wait(seconds)

    def stop(self) -> None:
        """End after the present pieces of work."""
        self._stopped.set()
        self.loop.stop()
        for worker in self.workers:
            worker.stop()
        for thread in self._threads:
            thread.join(timeout=5)
        self._lock.release()

    def _nudge(self) -> None:
        self.loop.nudge()
        for worker in self.workers:
            worker.nudge()

    def _spawn(self, name: str, run: object) -> None:
        def in_context() -> None:
            with self._app.app_context():
                run()  # type: ignore[operator]

        thread = threading.Thread(target=in_context, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _repeat(self, task: Periodic) -> None:
        while not self._stopped.wait(task.every):
            try:
                if self._lock.acquire():
                    task.run()
            except Exception as error:  # a task that fails is tried again at its next turn
                log.error("periodic_failed", task=task.run.__qualname__, error=repr(error)[:500])
            finally:
                with suppress(Exception):
                    session.remove()


class _ProcessLock:
    """Held by one process: a file lock for the embedded hub, an advisory lock on PostgreSQL."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path
        self._file: IO[str] | None = None
        self._connection: Connection | None = None
        self._guard = threading.Lock()

    def acquire(self) -> bool:
        """True when this process holds the lock, also from an earlier call."""
        with self._guard:
            if self._engine.dialect.name == "sqlite":
                return self._acquire_file()
            return self._acquire_advisory()

    def release(self) -> None:
        """Let another process take over."""
        with self._guard:
            if self._file is not None:
                self._file.close()
                self._file = None
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _acquire_file(self) -> bool:
        if self._file is not None:
            return True
        file = self._path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def _acquire_advisory(self) -> bool:
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
                return True
            except Exception:  # the server went away, and the lock with it
                self._connection.invalidate()
                self._connection = None
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.scalar(_LOCK):
            self._connection = connection
            return True
        connection.close()
        return False
