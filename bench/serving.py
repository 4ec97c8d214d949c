"""One server for both sides: gunicorn's gthread worker as the hub runs it, in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
THREADS = 16


@dataclass(frozen=True)
class Served:
    """A running server."""

    port: int
    pid: int

    def processor_seconds(self) -> float:
        """What all its processes have used so far, in user and system mode."""
        return sum(_times(pid) for pid in self._family())

    def memory_mib(self) -> float:
        """What they hold, shared pages divided among their users (PSS)."""
        return sum(_pss(pid) for pid in self._family()) / 1024

    def _family(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [self.pid, *(int(child) for child in children)]


@contextmanager
def served(side: str, folder: Path) -> Iterator[Served]:
    """Run `side` (hub or baseline) on the data in `folder` until the block ends."""
    port = _free_port()
    process = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", f"bench.wsgi:{side}()", "--bind", f"127.0.0.1:{port}",
            "--worker-class", "gthread", "--threads", str(THREADS), "--workers", "1", "--keep-alive", "30",
            "--log-level", "error", "--no-control-socket",
        ],
        env={**os.environ, "BENCH_FOLDER": str(folder)},
    )  # fmt: skip
    try:
        _wait_for(port, process)
        yield Served(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not answer within a minute")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _times(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
