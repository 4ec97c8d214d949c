"""The feed's one statement at scale, whole and filtered, for readers of loud and of quiet communities.

Timed at the driver: what the database needs for it, with sending and fetching, without building it. On
PostgreSQL also apart: how long it plans and how long it runs, as EXPLAIN says, which never uses a kept plan.
"""

import statistics
import time
from dataclasses import dataclass
from itertools import product
from typing import Any

from apiflask import APIFlask
from sqlalchemy import Select, delete, event, func, select

from hub.core import clock
from hub.core.db import KEEP_PLAN, PLAN_AS_USUAL, is_postgres, session, transaction
from hub.feed.models import StreamItem
from hub.feed.queries import EVERYTHING, statement
from hub.people.models import Person
from hub.spaces.models import Membership, Space

ROUNDS = 60
FIRST = (
    6  # not counted: the driver of PostgreSQL prepares a statement when a connection sends it the fifth time
)
READERS = {"typical": 2, "quiet": 3, "rare": 4}
FILTERS = {"": EVERYTHING, ", questions only": StreamItem.face == "question"}
TABS = {"": "following", ", for you": "for-you"}


@dataclass(frozen=True)
class Timed:
    """Milliseconds for the statement with its rows; `planning` and `running` only where it is known."""

    reader: str
    low: float
    p50: float
    p95: float
    rows: int
    planning: float | None = None
    running: float | None = None


def time_feed(app: APIFlask) -> list[Timed]:
    """typical: as loaded. quiet: the 100 smallest communities. rare: two with next to nothing."""
    with app.app_context():
        _settle("quiet", 100)
        _settle("rare", 2)
        found = [_timed(*each) for each in product(READERS, TABS, FILTERS)]
        session.remove()
    return found


def _settle(reader: str, count: int) -> None:
    """Make a reader follow the smallest communities and nothing else."""
    said = select(StreamItem.space_id, func.count().label("said")).group_by(StreamItem.space_id).subquery()
    with transaction() as db:
        smallest = select(Space.id).join(said, said.c.space_id == Space.id).where(Space.kind == "community")
        ids = db.scalars(smallest.order_by(said.c.said, Space.id).limit(count)).all()
        db.execute(delete(Membership).where(Membership.person_id == READERS[reader]))
        db.add_all(Membership(person_id=READERS[reader], space_id=id, joined_at=clock.now()) for id in ids)


def _timed(reader: str, tab: str, words: str) -> Timed:
    person = session().get_one(Person, READERS[reader])
    wanted = statement(person, TABS[tab], size=20, only=FILTERS[words])
    sql, values = _sent(wanted)
    cursor = session().connection().connection.cursor()
    other = session().connection().connection.cursor()
    keeps_plan = is_postgres() and wanted.get_execution_options().get("keeps_plan")
    took, rows = [], 0
    for _ in range(FIRST + ROUNDS):
        began = time.perf_counter()
        if keeps_plan:  # as hub.core.db does
            cursor.execute(KEEP_PLAN)
        cursor.execute(sql, values)
        if keeps_plan:
            other.execute(PLAN_AS_USUAL)
        rows = len(cursor.fetchall())
        took.append(1000 * (time.perf_counter() - began))
    took = sorted(took[FIRST:])
    apart = _apart(cursor, sql, values) if is_postgres() else ()
    p50, p95 = statistics.median(took), took[int(0.95 * ROUNDS)]
    return Timed(f"{reader}{tab}{words}", took[0], p50, p95, rows, *apart)


def _sent(wanted: Select[Any]) -> tuple[str, Any]:
    """The statement as the driver is given it."""
    sent: list[tuple[str, Any]] = []
    engine = session().get_bind()

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *_more: Any) -> None:
        sent.append((sql, values))

    event.listen(engine, "before_cursor_execute", note)
    session().execute(wanted).all()
    event.remove(engine, "before_cursor_execute", note)
    return sent[-1]


def _apart(cursor: Any, sql: str, values: Any) -> tuple[float, float]:
    """Median of planning and of running."""
    found = []
    for _ in range(ROUNDS // 3):
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", values)
        said = cursor.fetchone()[0][0]
        found.append((said["Planning Time"], said["Execution Time"]))
    planning, running = zip(*found, strict=True)
    return statistics.median(planning), statistics.median(running)
