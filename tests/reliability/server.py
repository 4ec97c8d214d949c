"""A real server in a process of its own, on a data directory of the test, that can be killed and started."""

import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

import requests

from tests.nursery import Nursery

PROJECT = Path(__file__).parent.parent.parent
PATIENCE = 60  # seconds


class Hub:
    """One hub: its data, its port, and the process that serves it while there is one."""

    def __init__(self, data_dir: Path, nursery: Nursery) -> None:
        self.data_dir = data_dir
        self.url = f"http://127.0.0.1:{free_port()}"
        self._environment = {
            **os.environ, "BACKCHANNEL_DATA_DIR": str(data_dir), "BACKCHANNEL_PUBLIC_URL": self.url,
            "BACKCHANNEL_LOG_LEVEL": "warning", "BACKCHANNEL_THREADS": "8",
        }  # fmt: skip
        self._nursery = nursery
        self._pid = 0

    def start(self) -> None:
        """Serve, and wait until pages are answered."""
        log = self.data_dir / "server.log"
        self._pid = self._nursery.start(
            "run", "--port", self.url.rpartition(":")[2], environment=self._environment, out=log, err=log
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if Browser(self).get("/sign-in", timeout=10).status_code == 200:
                    return
            except requests.RequestException:
                time.sleep(0.05)
        raise AssertionError((self.data_dir / "server.log").read_text()[-3_000:] or "it does not start")

    def kill(self) -> None:
        """End it and its workers at once, as a loss of power would."""
        if self._pid:
            self._nursery.end(self._pid, by=signal.SIGKILL)
        self._pid = 0


class Browser(requests.Session):
    """Somebody's browser at a hub: keeps its cookie, follows nothing, waits at most so long."""

    def __init__(self, hub: Hub, key: str = "") -> None:
        super().__init__()
        self.trust_env = False  # no proxy of the machine
        self._hub = hub
        if key:
            self.cookies.set("backchannel", key)

    def request(self, method: str | bytes, url: str | bytes, *rest: Any, **more: Any) -> requests.Response:
        """Send a request to an address of the hub."""
        more = {"timeout": 20, **more, "allow_redirects": False}
        return super().request(method, f"{self._hub.url}{url!s}", *rest, **more)


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
