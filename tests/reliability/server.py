"""A real server in a process of its own, on a data directory of the test, that can be killed and started."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

PROJECT = Path(__file__).parent.parent.parent
PATIENCE = 60  # seconds


class Hub:
    """One hub: its data, its port, and the process that serves it while there is one."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.url = f"http://127.0.0.1:{free_port()}"
        self._environment = {
            **os.environ, "BACKCHANNEL_DATA_DIR": str(data_dir), "BACKCHANNEL_PUBLIC_URL": self.url,
            "BACKCHANNEL_LOG_LEVEL": "warning", "BACKCHANNEL_THREADS": "8",
        }  # fmt: skip
        self._log = (data_dir / "server.log").open("ab")
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.nursery"], env=self._environment, cwd=PROJECT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True,
        )  # fmt: skip

    def start(self) -> None:
        """Serve, and wait until pages are answered."""
        self._tell(f"start {self.url.rpartition(':')[2]}")
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
        self._tell("kill")

    def close(self) -> None:
        """End everything."""
        self._nursery.communicate(timeout=PATIENCE)  # the end of the line
        self._log.close()

    def _tell(self, command: str) -> None:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(f"{command}\n")
        self._nursery.stdin.flush()
        assert self._nursery.stdout.readline() == "done\n", (self.data_dir / "server.log").read_text()


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
