"""Which tests run on PostgreSQL too: few that make nearly every statement that any makes. A pytest plugin.

With `--statements=DIR` a run on SQLite notes there what each test says to the database. A run on
PostgreSQL reads it and keeps the smallest tests that together say it; without notes it keeps every test
that asks a database. Seconds play no part: the same tests are kept on any machine. The two databases
differ in how they understand a statement, and far less in what they answer to one that both understand:
each statement once is most of what saying all twice would find.
"""

import heapq
import json
import os
from collections.abc import Iterator
from functools import cache
from hashlib import blake2s
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

ON_POSTGRES = os.environ.get("BACKCHANNEL_TEST_DATABASE") == "postgres"
ALWAYS_COSTS = 20  # statements, besides those that it makes, for what a test costs by being there
WORTH_IT = (
    0.01  # new statements for each that it makes; the last fortieth of all would cost as much as the rest
)
# PostgreSQL is the index too; what is asked of the other one leaves no statement.
SEARCHING = ("tests/indexing/", "tests/search/")

Notes = dict[str, frozenset[str]]  # test → its statements


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--statements", type=Path, metavar="DIR", help="where is noted what each test says to SQLite"
    )


def pytest_configure(config: pytest.Config) -> None:
    folder: Path | None = config.getoption("--statements")
    if folder is not None and not ON_POSTGRES:
        config.pluginmanager.register(Noting(folder, os.environ.get("PYTEST_XDIST_WORKER", "alone")))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks a database: the rest has run on the other one, and would be the same."""
    if not ON_POSTGRES:
        return
    asking = {item.nodeid for item in items if "database_url" in getattr(item, "fixturenames", ())}
    folder: Path | None = config.getoption("--statements")
    noted = read(folder) if folder is not None else {}
    known = {name for name in asking & noted.keys() if not name.startswith(SEARCHING)}
    kept = (asking - known) | chosen({name: noted[name] for name in known})
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in kept])
    items[:] = [item for item in items if item.nodeid in kept]


class Noting:
    """Listens while tests run, and writes what it heard when they are over."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.file = folder / f"{worker}.json"
        self.notes: dict[str, list[str]] = {}
        self.heard: set[str] = set()
        event.listen(Engine, "before_cursor_execute", self.listen)

    def listen(
        self, _connection: Any, _cursor: Any, said: str, _parameters: Any, context: Any, _many: bool
    ) -> None:
        """As it was before lists of any length were written out in it."""
        compiled = getattr(context, "compiled", None)
        self.heard.add(compiled.string if compiled is not None else said)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """From its fixtures to their end."""
        self.heard = set()
        result = yield
        self.notes[item.nodeid] = sorted(map(name_of, self.heard))
        return result

    def pytest_sessionfinish(self) -> None:
        """One file for each process of the tests."""
        event.remove(Engine, "before_cursor_execute", self.listen)
        if self.notes:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(json.dumps(self.notes))


@cache
def name_of(statement: str) -> str:
    """A short name, the same in every process."""
    return blake2s(statement.encode(), digest_size=8).hexdigest()


def read(folder: Path) -> Notes:
    """What was noted; empty when nothing was."""
    files = sorted(folder.glob("*.json"))
    notes = [json.loads(file.read_text()) for file in files]
    return {name: frozenset(said) for each in notes for name, said in each.items()}


def chosen(noted: Notes) -> set[str]:
    """The tests that together say nearly everything, first those that say most that is new for their cost.

    What a test adds only shrinks while others are taken: whichever still stands first after being weighed
    anew is the best of all.
    """
    taken: set[str] = set()
    said: set[str] = set()
    waiting = [(-_worth(noted[name], said), name) for name in sorted(noted)]
    heapq.heapify(waiting)
    while waiting:
        _before, name = heapq.heappop(waiting)
        worth = _worth(noted[name], said)
        if worth < WORTH_IT:
            continue
        if waiting and worth < -waiting[0][0]:
            heapq.heappush(waiting, (-worth, name))
            continue
        taken.add(name)
        said |= noted[name]
    return taken


def _worth(says: frozenset[str], said: set[str]) -> float:
    return len(says - said) / (len(says) + ALWAYS_COSTS)
