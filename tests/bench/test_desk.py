"""The desk of the measurements loads, and its pages cost what they show, not what there is.

Counted in steps of SQLite over whole requests, on any machine. What is under way is as much on both desks.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from apiflask import APIFlask
from sqlalchemy import event

from bench.desk import Listening, fill_desk, pages, warmed_up
from bench.desk_rows import LEAD
from bench.pages import READER, cookie_of, settings
from hub import schema
from hub.app import create_app, engine_of

pytestmark = [pytest.mark.scale, pytest.mark.own_hub]
FEW, MANY = 600, 2_400  # cases
STEPS = 100  # between two looks
MOST = {"inside pane": 20}  # many panels, fetched after the page
USUAL_MOST = 12
Cost = tuple[int, int]  # statements and steps
GROWING = ("loops", "measures", "provenance of a month", "search")  # they sum up, or ask the index


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, Cost]]:
    """Cases → page → its statements and steps."""
    return {cases: _costs(tmp_path_factory.mktemp("desk"), cases) for cases in (FEW, MANY)}


@pytest.mark.parametrize("name", [each.name for each in pages()])
def test_a_page_answers_within_its_statements(desks: dict[int, dict[str, Cost]], name: str) -> None:
    assert desks[MANY][name][0] <= MOST.get(name, USUAL_MOST)


@pytest.mark.parametrize("name", [each.name for each in pages() if not each.name.startswith(GROWING)])
def test_four_times_as_much_does_not_cost_twice(desks: dict[int, dict[str, Cost]], name: str) -> None:
    assert desks[MANY][name][1] < 2 * desks[FEW][name][1]


def _costs(folder: Path, cases: int) -> dict[str, Cost]:
    app = create_app(settings(folder))
    engine, steps = engine_of(app), Steps()
    event.listen(engine, "connect", steps.watch)
    schema.upgrade(engine)  # as a hub has it: SQLite weighs indexes that cost the same by their order
    fill_desk(app, cases, 30)
    cookies = {reader: cookie_of(app, reader) for reader in (READER, LEAD)}
    found = {}
    for asked in pages():
        again = warmed_up(app, asked, cookies[asked.reader])
        # Twice: what a hub does for itself once in a while may fall into one of them.
        found[asked.name] = min(_cost(app, again, steps) for _time in range(2))
    engine.dispose()
    return found


def _cost(app: APIFlask, ask: Callable[[], object], steps: "Steps") -> Cost:
    steps.seen = 0
    with Listening(app) as heard:
        ask()
    return len(heard.said), steps.seen * STEPS


class Steps:
    """Counts what all connections of an engine do, in hundreds."""

    seen = 0

    def watch(self, driver: sqlite3.Connection, _record: object) -> None:
        driver.set_progress_handler(self._note, STEPS)

    def _note(self) -> int:
        self.seen += 1
        return 0
