"""The server: gunicorn as a library, with the background inside its worker.

Embedded: one worker with threads, websockets included. Scaled (BACKCHANNEL_WORKERS > 1): several
gevent workers, which need PostgreSQL and Redis; then `backchannel dispatch` runs beside them.
"""

import gc
from typing import Any

from apiflask import APIFlask
from gunicorn.app.base import BaseApplication

from config import Config, ConfigError
from hub.app import create_app, engine_of
from hub.background import Background


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Runs the hub until it is told to stop; requests in flight are finished first."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._background: Background | None = None
        check_workers(config)
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings to gunicorn."""
        scaled = self._config.workers > 1
        options: dict[str, Any] = {
            "bind": f"{self._config.host}:{self._config.port}",
            "workers": self._config.workers,
            "worker_class": "gevent" if scaled else "gthread",
            "threads": self._config.threads,
            "timeout": 60,
            "graceful_timeout": 15,
            "keepalive": 30,
            "loglevel": "warning",
            "limit_request_line": 4094,
            "limit_request_fields": 60,
            "post_worker_init": self._begin,
            "worker_exit": self._end,
            "control_socket_disable": True,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> APIFlask:
        """The application, made inside the worker."""
        return create_app(self._config)

    def _begin(self, worker: Any) -> None:
        keep_what_is_loaded()
        app: APIFlask = worker.app.callable if worker.app.callable is not None else worker.app.wsgi()
        if self._config.embedded:
            self._background = Background(app, engine_of(app))
            self._background.start()

    def _end(self, _server: object, _worker: object) -> None:
        if self._background is not None:
            self._background.stop()


def keep_what_is_loaded() -> None:
    """Never look for garbage among what was loaded so far; how seldom elsewhere stands in hub/__init__.py."""
    gc.freeze()


def check_workers(config: Config) -> None:
    """Raises ConfigError when several workers could not hear of each other."""
    if config.workers > 1 and (config.is_sqlite or not config.redis_url):
        raise ConfigError(
            f"BACKCHANNEL_WORKERS is {config.workers}, but more than one worker needs PostgreSQL and "
            "Redis: set BACKCHANNEL_DATABASE_URL and BACKCHANNEL_REDIS_URL, or use one worker."
        )
