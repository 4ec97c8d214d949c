"""A small load generator: a fixed number of connections that stay open, each with one request at a time."""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.serving import Served

CONNECTIONS = 16
WARM_UP = 3  # requests of each connection that do not count


@dataclass(frozen=True)
class Request:
    """What is sent; `form` makes it a POST."""

    path: str
    cookie: str = ""
    form: str = ""


@dataclass
class Measured:
    """What came of a run."""

    seconds: float
    processor: float  # seconds of all processes of the server
    took: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.took) / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of processor time a request."""
        return 1000 * self.processor / max(1, len(self.took))

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share was answered."""
        ordered = sorted(self.took)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(
    server: Served, make: Callable[[int], Request], seconds: float, connections: int = CONNECTIONS
) -> Measured:
    """Keep `connections` busy for a while. `make` gives each request by its number."""
    lanes = [_Lane(server.port, make, number, connections) for number in range(connections)]
    for lane in lanes:
        lane.warm_up()
    used, began = server.processor_seconds(), time.monotonic()
    threads = [threading.Thread(target=lane.run, args=(began + seconds,)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted = time.monotonic() - began
    took = [each for lane in lanes for each in lane.took]
    return Measured(
        lasted, server.processor_seconds() - used, took, failed=sum(lane.failed for lane in lanes)
    )


class _Lane:
    """One connection."""

    def __init__(self, port: int, make: Callable[[int], Request], number: int, step: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._make, self._next, self._step = make, number, step
        self.took: list[float] = []
        self.failed = 0

    def warm_up(self) -> None:
        for _ in range(WARM_UP):
            self._send()
        self.took, self.failed = [], 0

    def run(self, until: float) -> None:
        while time.monotonic() < until:
            self._send()
        self._connection.close()

    def _send(self) -> None:
        request = self._make(self._next)
        self._next += self._step
        headers = {"Cookie": request.cookie} if request.cookie else {}
        if request.form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        self._connection.request(
            "POST" if request.form else "GET", request.path, request.form or None, headers
        )
        answer = self._connection.getresponse()
        answer.read()
        self.took.append(time.monotonic() - began)
        self.failed += answer.status not in (200, 303)
