"""The feed costs what it shows, not what there is: counted in steps of SQLite, on any machine."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bench.pages import hub_at
from bench.sizes import feed_of
from hub.app import engine_of
from hub.core.db import session
from hub.feed.queries import TABS, statement
from hub.people.models import Person

pytestmark = [pytest.mark.scale, pytest.mark.own_hub]
STEPS = 100  # between two looks
FEW, MANY = 1_500, 6_000  # posts
ALONE = 7  # a person who follows nobody and no topic


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, int]]:
    """Posts → tab → steps of its statement."""
    return {posts: _steps(tmp_path_factory.mktemp("feed"), posts) for posts in (FEW, MANY)}


@pytest.mark.parametrize("tab", TABS)
def test_four_times_as_much_does_not_cost_twice(costs: dict[int, dict[str, int]], tab: str) -> None:
    assert costs[MANY][tab] < 2 * costs[FEW][tab]


def _steps(folder: Path, posts: int) -> dict[str, int]:
    app = hub_at(folder, feed_of(posts, 0.01), indexed=0)
    found = {}
    with app.app_context():
        person = session().get_one(Person, ALONE)
        for tab in TABS:
            session().execute(statement(person, tab, size=20)).all()
            found[tab] = _counted(person, tab)
        session.remove()
    engine_of(app).dispose()
    return found


def _counted(person: Person, tab: str) -> int:
    seen = []
    session().execute(text("SELECT 1"))
    driver = session().connection().connection.driver_connection
    driver.set_progress_handler(lambda: seen.append(1) and None, STEPS)  # type: ignore[union-attr]
    session().execute(statement(person, tab, size=20)).all()
    driver.set_progress_handler(None, 0)  # type: ignore[union-attr]
    return len(seen) * STEPS
