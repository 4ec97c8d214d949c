"""The pages of a large desk, asked of the whole application in one process: statements and milliseconds.

Each page is asked for by somebody signed in, twice to warm up and then some times more. Where other work runs
on the machine, the lowest and the processor's time say more than the percentiles.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from apiflask import APIFlask
from sqlalchemy import event, select

from bench.data import fill_index, load_desk
from bench.desk_rows import KEPT, LEAD, LONG, SHORT
from bench.pages import READER, cookie_of
from hub.app import engine_of
from hub.cases.models import Case
from hub.core import clock

WARM_UP = 2
FRAGMENT = {"HX-Request": "true"}
SAVED = urlencode({"filter": KEPT, "sort": "next"})
VIEWS = ("mine", "unassigned", "team", "due", "waiting", "snoozed", "closed", "quiet")
HEAD = (
    "| page | statements | p50 ms | p95 ms | lowest ms | processor ms | database ms |\n"
    "|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Asked:
    """A page and who asks for it; `is_second`: the page behind that one."""

    name: str
    path: str
    reader: int = READER
    headers: dict[str, str] = field(default_factory=dict)
    is_second: bool = False


@dataclass(frozen=True)
class Cost:
    """What a page took, in milliseconds, each time; `database`: until its rows began to come."""

    asked: Asked
    statements: list[str]
    took: list[float]
    processor: list[float]
    database: float

    def line(self) -> str:
        """A row of the table."""
        took = sorted(self.took)
        late = took[min(len(took) - 1, int(0.95 * len(took)))]
        return (
            f"| {self.asked.name} | {len(self.statements)} | {took[len(took) // 2]:.1f} | {late:.1f} "
            f"| {took[0]:.1f} | {sorted(self.processor)[len(took) // 2]:.1f} | {self.database:.1f} |"
        )


def fill_desk(app: APIFlask, cases: int, indexed: int) -> None:
    """Load so many cases where there are none, and put the first `indexed` into the search index."""
    engine = engine_of(app)
    with engine.connect() as connection:
        is_new = connection.scalar(select(Case.id).limit(1)) is None
    if is_new:
        load_desk(engine, cases)
        engine.dispose()  # a connection knows the statistics that there were when it was opened
        with app.app_context():
            fill_index(indexed)


def pages() -> Iterator[Asked]:
    """Everything that is measured."""
    for view in VIEWS:
        yield Asked(f"list, {view}", f"/cases?view={view}")
    yield Asked("list, team, second page", "/cases?view=team", is_second=True)
    yield Asked("list, closed, second page", "/cases?view=closed", is_second=True)
    yield Asked("list, longest waiting", "/cases?view=team&sort=next")
    yield Asked("list, most pressing", "/cases?view=team&sort=priority")
    yield Asked("list, a saved one", f"/cases?{SAVED}")
    yield Asked("list, closed, all desks", "/cases?view=closed", LEAD)
    yield Asked("list, team, all desks", "/cases?view=team", LEAD)
    yield Asked("case, 10 messages", f"/cases/{SHORT}")
    yield Asked("case, 300 messages", f"/cases/{LONG}")
    yield Asked("its timeline", f"/cases/{LONG}/timeline")
    yield Asked("inside pane", f"/cases/{SHORT}/inside", headers=FRAGMENT)
    yield Asked("customer with 300 cases", "/customers/1")
    yield Asked("search in cases", "/search?q=baggage&kind=cases")
    yield Asked("search in cases, rare word", "/search?q=osloward&kind=cases")
    until = clock.now().date()
    days = urlencode({"since": until - timedelta(days=30), "until": until})
    yield Asked("handover", "/cases/handover", LEAD)
    yield Asked("loops", "/cases/loops", LEAD)
    yield Asked("overrides", "/cases/overrides", LEAD)
    yield Asked("provenance", "/cases/provenance", LEAD)
    yield Asked("provenance of a month", f"/cases/provenance.json?{days}", LEAD)
    yield Asked("measures, link rate", "/curate/measures", LEAD)
    yield Asked("measures, contribution", "/curate/measures?which=contribution", LEAD)


def time_desk(app: APIFlask, rounds: int) -> Iterator[Cost]:
    """Each page in turn; raises where one does not answer."""
    cookies = {reader: cookie_of(app, reader) for reader in (READER, LEAD)}
    for asked in pages():
        yield cost_of(app, asked, cookies[asked.reader], rounds)


def cost_of(app: APIFlask, asked: Asked, cookie: str, rounds: int) -> Cost:
    """Ask for a page some times."""
    again = warmed_up(app, asked, cookie)
    took, processor, database, said = [], [], [], []
    for _ in range(rounds):
        with Listening(app) as heard:
            began, used = time.perf_counter(), time.process_time()
            again()
            took.append(1_000 * (time.perf_counter() - began))
            processor.append(1_000 * (time.process_time() - used))
        database.append(1_000 * sum(seconds for _sql, seconds in heard.said))
        said = [sql for sql, _seconds in heard.said]
    return Cost(asked, said, took, processor, min(database))


def warmed_up(app: APIFlask, asked: Asked, cookie: str) -> Callable[[], Any]:
    """Visit a page, and say how it is asked for again: the first visit writes down what was read."""
    client, headers = app.test_client(use_cookies=False), {"Cookie": cookie, **asked.headers}
    path = asked.path
    for _ in range(WARM_UP):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200, f"{path}: {answer.status}"
        if asked.is_second and path == asked.path:
            path = f"{path}&after={_next_of(answer.text)}"
    return partial(client.get, path, headers=headers)


def _next_of(text: str) -> str:
    found = re.search(r"after=(\d+)", text)
    assert found, "there is no second page"
    return found[1]


class Listening:
    """Notes each statement with the seconds of its execution."""

    def __init__(self, app: APIFlask) -> None:
        self._engine = engine_of(app)
        self._began = 0.0
        self.said: list[tuple[str, float]] = []

    def __enter__(self) -> "Listening":
        event.listen(self._engine, "before_cursor_execute", self._before)
        event.listen(self._engine, "after_cursor_execute", self._after)
        return self

    def __exit__(self, *_trouble: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._before)
        event.remove(self._engine, "after_cursor_execute", self._after)

    def _before(self, *_told: Any) -> None:
        self._began = time.perf_counter()

    def _after(self, _connection: Any, _cursor: Any, sql: str, *_more: Any) -> None:
        self.said.append((sql, time.perf_counter() - self._began))
