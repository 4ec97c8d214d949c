"""What gunicorn runs: either side of the comparison, on the data in $BENCH_FOLDER."""

import os
from pathlib import Path

from flask import Flask

from bench.baseline import create_baseline
from bench.pages import settings
from hub.app import create_app
from hub.running import keep_what_is_loaded


def hub() -> Flask:
    """The hub as it is."""
    app = create_app(settings(_folder()))
    keep_what_is_loaded()
    return app


def baseline() -> Flask:
    """Bare Flask."""
    return create_baseline(_folder() / "backchannel.db")


def _folder() -> Path:
    return Path(os.environ["BENCH_FOLDER"])
