"""A hub as it runs in a house: migrated, filled, served by the real server in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.request import urlopen

from tests.servers import free_port

PROJECT = Path(__file__).parents[2]
START_SECONDS = 90
COMMAND = [sys.executable, "-c", "import sys; from hub.cli import main; sys.exit(main())"]
SEED = [sys.executable, "-m", "tests.journeys.seed"]


@dataclass(frozen=True)
class Hub:
    """Where it listens, and where it keeps its things."""

    url: str
    folder: Path

    @property
    def said(self) -> str:
        """The end of what the server wrote."""
        return (self.folder / "server.log").read_text(errors="replace")[-3_000:]


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Hub]:
    """A hub with the cast in it, on a free port, with all its background; stopped at the end."""
    port = free_port()
    environment = _environment(folder, port, settings)
    with (folder / "seed.log").open("wb") as log:
        seed = [sys.executable, "-m", "tests.journeys.seed"]
        subprocess.run(
            seed, env=environment, cwd=PROJECT, check=True, timeout=START_SECONDS, stdout=log, stderr=log
        )
    hub = Hub(f"http://127.0.0.1:{port}", folder)
    with (folder / "server.log").open("ab") as log, _server(environment, log) as process:
        _wait_for(hub, process)
        yield hub


@contextmanager
def _server(environment: dict[str, str], log: BinaryIO) -> Iterator[subprocess.Popen[bytes]]:
    command = [*COMMAND, "run"]
    with subprocess.Popen(
        command, env=environment, cwd=PROJECT, stdout=log, stderr=subprocess.STDOUT
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _environment(folder: Path, port: int, settings: dict[str, str]) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("BACKCHANNEL_")}
    own = {"data_dir": str(folder), "port": str(port), "public_url": f"http://127.0.0.1:{port}",
           "secret_key": "only for tests", "organisation": "Test House", "undo_seconds": "1"}  # fmt: skip
    return ours | {f"BACKCHANNEL_{name.upper()}": value for name, value in (own | settings).items()}


def _wait_for(hub: Hub, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(f"{hub.url}/sign-in", timeout=30) as answer:  # noqa: S310  # our own address
                assert answer.status == 200
                return
        except OSError:  # refused, or too busy yet
            time.sleep(0.1)
    raise AssertionError(f"The hub did not start. It said: {hub.said}")
