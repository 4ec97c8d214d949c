"""A hub as it runs in a house: migrated, filled, served by the real server in a process of its own."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.nursery import SEED, Nursery
from tests.servers import free_port

START_SECONDS = 90


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
def running(nursery: Nursery, folder: Path, **settings: str) -> Iterator[Hub]:
    """A hub with the cast in it, on a free port, with all its background; stopped at the end."""
    port = free_port()
    environment = _environment(folder, port, settings)
    seeded = nursery.run(environment=environment, module=SEED)
    assert seeded.returncode == 0, seeded.stderr
    hub, log = Hub(f"http://127.0.0.1:{port}", folder), folder / "server.log"
    server = nursery.start("run", environment=environment, out=log, err=log)
    try:
        _wait_for(hub, lambda: nursery.is_over(server))
        yield hub
    finally:
        nursery.end(server)


def _environment(folder: Path, port: int, settings: dict[str, str]) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("BACKCHANNEL_")}
    own = {"data_dir": str(folder), "port": str(port), "public_url": f"http://127.0.0.1:{port}",
           "secret_key": "only for tests", "organisation": "Test House", "undo_seconds": "1"}  # fmt: skip
    return ours | {f"BACKCHANNEL_{name.upper()}": value for name, value in (own | settings).items()}


def _wait_for(hub: Hub, is_over: Callable[[], bool]) -> None:
    end = time.monotonic() + START_SECONDS
    while not is_over() and time.monotonic() < end:
        try:
            with urlopen(f"{hub.url}/sign-in", timeout=30) as answer:  # noqa: S310  # our own address
                assert answer.status == 200
                return
        except OSError:  # refused, or too busy yet
            time.sleep(0.1)
    raise AssertionError(f"The hub did not start. It said: {hub.said}")
