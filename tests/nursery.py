"""A process that has the hub loaded and, told to, forks one that runs it: starting takes no import.

What is forked has arguments, environment, output and a process group of its own, as if somebody had
typed it. `tests/cli` also types one for real. Used as a program it reads orders, a line of JSON each, and
answers each with one; when the line ends, everything that still runs ends with it.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

PROJECT = Path(__file__).parents[1]
COMMAND, SEED = "hub.cli", "tests.journeys.seed"  # modules with a main()
PATIENCE = 120  # seconds, for what ends by itself
LOADED = ("hub.cli", "hub.running", "hub.demo.load")


class Nursery:
    """The side of the tests. `close` it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"], cwd=PROJECT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(
        self, *words: str, environment: Mapping[str, str], module: str = COMMAND
    ) -> subprocess.CompletedProcess[str]:
        """`backchannel WORDS`, to its end. `module`: another whose main() runs instead."""
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            pid = self.start(*words, environment=environment, out=out, err=err, module=module)
            code = self._ask(order="wait", pid=pid)
            return subprocess.CompletedProcess(words, code, out.read_text(), err.read_text())

    def start(
        self, *words: str, environment: Mapping[str, str], out: Path, err: Path, module: str = COMMAND
    ) -> int:
        """`backchannel WORDS`, which goes on meanwhile; its process id, which `end` wants."""
        files = {"out": str(out), "err": str(err)}
        return self._ask(order="start", words=words, environment=dict(environment), module=module, **files)

    def is_over(self, pid: int) -> bool:
        """Whether it has ended by itself."""
        return bool(self._ask(order="look", pid=pid))

    def end(self, pid: int, by: signal.Signals = signal.SIGTERM) -> None:
        """Send it and all its own processes a signal, and wait until it has ended."""
        self._ask(order="end", pid=pid, by=int(by))

    def close(self) -> None:
        """End it, and what still runs."""
        self._process.communicate(timeout=60)

    def _ask(self, **order: Any) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def main() -> None:
    """Obey until the line ends."""
    for module in LOADED:
        import_module(module)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    running: set[int] = set()
    try:
        for line in sys.stdin:
            order = json.loads(line)
            print(ORDERS[order.pop("order")](running, **order), file=answers, flush=True)
    finally:
        for pid in list(running):
            _end(running, pid, signal.SIGKILL)


def _start(running: set[int], words: list[str], module: str, **more: Any) -> int:
    pid = os.fork()
    if not pid:
        _become(words, import_module(module).main, **more)
    running.add(pid)
    return pid


def _become(
    words: list[str], begin: Callable[[], int | None], environment: dict[str, str], out: str, err: str
) -> NoReturn:
    code = 1
    try:
        os.setpgid(0, 0)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for path, number in ((out, 1), (err, 2)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["backchannel", *words]
        code = begin() or 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _look(running: set[int], pid: int) -> int:
    if pid in running and os.waitpid(pid, os.WNOHANG) != (0, 0):
        running.remove(pid)
    return int(pid not in running)


def _wait(running: set[int], pid: int, seconds: float = PATIENCE) -> int:
    until = time.monotonic() + seconds
    while (ended := os.waitpid(pid, os.WNOHANG)) == (0, 0):
        if time.monotonic() > until:
            os.killpg(pid, signal.SIGKILL)
        time.sleep(0.01)
    running.remove(pid)
    return os.waitstatus_to_exitcode(ended[1])


def _end(running: set[int], pid: int, by: int) -> int:
    if pid in running:
        os.killpg(pid, by)
        _wait(running, pid, seconds=20)
    return 0


ORDERS: dict[str, Callable[..., int]] = {"start": _start, "look": _look, "wait": _wait, "end": _end}

if __name__ == "__main__":
    main()
