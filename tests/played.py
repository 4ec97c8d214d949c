"""Providers that are played: servers of their own, which the hub may reach as long as they are needed."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from flask import current_app


class Answering(BaseHTTPRequestHandler):
    """Answers with JSON, and without a line in the log of the tests."""

    def _say(self, status: int, what: Any) -> None:
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def played(handler: type[BaseHTTPRequestHandler], **bound: Any) -> Iterator[str]:
    """The host and port at which it listens, also by the name localhost. `bound`: what the handler plays."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (handler,), bound))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    config, port = current_app.config, server.server_port
    before = config["HUB"]
    config["HUB"] = replace(before, reachable=(f"127.0.0.1:{port}", f"localhost:{port}"))
    try:
        yield f"127.0.0.1:{port}"
    finally:
        config["HUB"] = before
        server.shutdown()
        server.server_close()
