"""The feed costs what it shows, not what there is: counted in steps of SQLite, on any machine."""

import sqlite3
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert, literal, select

from bench.pages import hub_at
from bench.sizes import feed_of
from hub.app import engine_of
from hub.core import clock
from hub.core.db import keep_statistics, session, transaction
from hub.feed.models import StreamItem
from hub.feed.queries import TABS, statement
from hub.people.models import Attention, Person, Watch
from hub.spaces.models import Filed, Topic

pytestmark = [pytest.mark.scale, pytest.mark.own_hub]
STEPS = 100  # between two looks
FEW, MANY = 1_500, 6_000  # posts
ALONE, FAN = 7, 8  # the one follows nobody and no topic, the other a topic that everything is about
READERS = [*((ALONE, tab) for tab in TABS), (FAN, "following")]


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[tuple[int, str], int]]:
    """Posts → reader and tab → steps of their statement."""
    return {posts: _steps(tmp_path_factory.mktemp("feed"), posts) for posts in (FEW, MANY)}


@pytest.mark.parametrize("reading", READERS, ids=str)
def test_four_times_as_much_does_not_cost_twice(
    costs: dict[int, dict[tuple[int, str], int]], reading: tuple[int, str]
) -> None:
    assert costs[MANY][reading] < 2 * costs[FEW][reading]


def _steps(folder: Path, posts: int) -> dict[tuple[int, str], int]:
    app = hub_at(folder, feed_of(posts, 0.01), indexed=0)
    with app.app_context():
        _file_everything()
        session.remove()
        engine_of(app).dispose()  # a connection knows the statistics that there were when it was opened
        found = {(id, tab): _counted(session().get_one(Person, id), tab) for id, tab in READERS}
        session.remove()
    engine_of(app).dispose()
    return found


def _file_everything() -> None:
    with transaction() as db:
        topic = Topic(slug="everything", name="Everything")
        db.add(topic)
        db.flush()
        whole = select(literal(topic.id), StreamItem.ref)
        db.execute(insert(Filed).from_select(["topic_id", "ref"], whole))
        db.add(Watch(person_id=FAN, ref=topic.ref, level=Attention.WATCHING, at=clock.now()))
    keep_statistics()


def _counted(person: Person, tab: str) -> int:
    wanted = statement(person, tab, size=20)
    session().execute(wanted).all()
    seen: list[int] = []
    driver: sqlite3.Connection = session().connection().connection.driver_connection  # type: ignore[assignment]
    driver.set_progress_handler(partial(seen.append, 1), STEPS)
    session().execute(wanted).all()
    driver.set_progress_handler(None, 0)
    return len(seen) * STEPS
