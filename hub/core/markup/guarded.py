"""Renders in a worker process with a time limit: no text can hang, crash or fill the hub.

A worker is a plain child of this process that speaks JSON over a pipe. It starts at the first text
that needs it, serves many, is killed and replaced when it takes too long, and ends with its parent.
"""

import atexit
import logging
import os
import subprocess
import sys
import threading
from multiprocessing import Pipe
from pathlib import Path

from hub.core.markup.limits import TEXT
from hub.core.markup.model import Fallback, Job, Rendered
from hub.core.markup.renderer import as_typed, render_job
from hub.core.markup.shape import harmless
from hub.core.markup.wire import pack, unpack_rendered

log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[3]


def render_guarded(job: Job) -> Rendered:
    """Render whatever was written. On a miss the text comes back as typed, and says why."""
    if len(job.source) > TEXT.characters:
        return as_typed(job, Fallback.SIZE)
    if harmless(job.source):
        return render_job(job)
    return _pool.render(job)


def close_workers() -> None:
    """End the workers that wait for work; the next text starts new ones."""
    _pool.close()


class _Gone(Exception):
    """The worker had died before it got the text, so the text is not to blame."""


class _Worker:
    """One child and our end of its pipe."""

    def __init__(self) -> None:
        self.pipe, theirs = Pipe()
        self.ready = False
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-m", "hub.core.markup", str(theirs.fileno())],
                env={"PYTHONPATH": str(_ROOT), "PATH": os.defpath},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def ask(self, job: Job) -> Rendered | Fallback:
        """The answer, or why there is none. Raises _Gone when the text never arrived."""
        try:
            if not self.ready and not self.pipe.poll(TEXT.start_seconds):
                raise _Gone
            if not self.ready:
                self.ready = self.pipe.recv_bytes() == b"ready"
            self.pipe.send_bytes(pack(job))
        except (OSError, EOFError) as error:
            raise _Gone from error
        try:
            if not self.pipe.poll(TEXT.seconds):
                return Fallback.TIME
            return unpack_rendered(self.pipe.recv_bytes())
        except (OSError, EOFError):
            return Fallback.ERROR

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.wait()

    def disown(self) -> None:
        """After a fork this worker is our parent's: we neither speak to it nor wait for it."""
        self.pipe.close()
        self.process.returncode = 0


class _Pool:
    """At most `TEXT.workers`; a thread takes a free one, uses it alone and gives it back."""

    def __init__(self) -> None:
        self.idle: list[_Worker] = []
        self.renew()

    def renew(self) -> None:
        self.lock = threading.Lock()
        self.slots = threading.BoundedSemaphore(TEXT.workers)
        for worker in self.idle:
            worker.disown()
        self.idle = []

    def render(self, job: Job) -> Rendered:
        if not self.slots.acquire(timeout=TEXT.queue_seconds):
            log.warning("markup: no worker was free in %s s", TEXT.queue_seconds)
            return as_typed(job, Fallback.BUSY)
        try:
            return self._ask_one(job)
        finally:
            self.slots.release()

    def close(self) -> None:
        with self.lock:
            idle, self.idle = self.idle, []
        for worker in idle:
            worker.end()

    def _ask_one(self, job: Job) -> Rendered:
        for _ in range(TEXT.workers + 1):
            worker = self._take()
            answer: Rendered | Fallback | None = None
            try:
                answer = worker.ask(job)
            except _Gone:
                continue
            finally:
                if isinstance(answer, Rendered):
                    self._give_back(worker)
                else:
                    worker.end()
            if isinstance(answer, Rendered):
                return answer
            log.warning("markup: a text of %d characters was given up: %s", len(job.source), answer)
            return as_typed(job, answer)
        log.error("markup: no worker could be started")
        return as_typed(job, Fallback.ERROR)

    def _take(self) -> _Worker:
        with self.lock:
            if self.idle:
                return self.idle.pop()
        return _Worker()

    def _give_back(self, worker: _Worker) -> None:
        with self.lock:
            self.idle.append(worker)


_pool = _Pool()
os.register_at_fork(after_in_child=_pool.renew)
atexit.register(close_workers)
