"""Several workers: gevent's patches come before the hub, else one slow statement holds up a whole worker."""

import os
import subprocess
import sys

import pytest

from hub import cli
from hub.running import check_workers
from tests.conftest import PROJECT

SCALED = {
    "BACKCHANNEL_WORKERS": "2", "BACKCHANNEL_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
    "BACKCHANNEL_REDIS_URL": "redis://127.0.0.1:9/0",
}  # fmt: skip
LOOK = """
import warnings; warnings.simplefilter("error")
import hub.scaled, threading, gevent.monkey
from psycopg import waiting
lock = type(threading.Lock()).__module__
print(gevent.monkey.is_module_patched("threading"), waiting.wait.__name__, lock)
"""


def test_run_begins_again_with_the_patches_first(monkeypatch, tmp_path):
    for name, value in {**SCALED, "BACKCHANNEL_DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    began: list[list[str]] = []

    class Gone(BaseException):
        """What comes after an exec that works: nothing."""

    def execv(program: str, words: list[str]) -> None:
        began.append(words)
        raise Gone

    monkeypatch.setattr(os, "execv", execv)
    monkeypatch.setattr(sys, "argv", ["backchannel", "run", "--port", "8123"])
    with pytest.raises(Gone):
        cli.cli(["run", "--port", "8123"], standalone_mode=False)
    assert began == [[sys.executable, "-m", "hub.scaled", "run", "--port", "8123"]]


def test_locks_and_waits_are_those_of_gevent():
    pytest.importorskip("gevent")
    done = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=PROJECT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.split()[0] == "True", done.stderr
    assert "wait_c" not in done.stdout
    assert "gevent" in done.stdout.split()[2]


def test_the_words_that_say_what_is_missing_come_first(monkeypatch, tmp_path):
    from config import ConfigError, from_environment

    monkeypatch.setenv("BACKCHANNEL_WORKERS", "2")
    monkeypatch.setenv("BACKCHANNEL_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(os, "execv", lambda *_words: pytest.fail("it began again"))
    with pytest.raises(ConfigError, match="needs PostgreSQL and Redis"):
        check_workers(from_environment())
    with pytest.raises(ConfigError, match="needs PostgreSQL and Redis"):
        cli.cli(["run"], standalone_mode=False)
