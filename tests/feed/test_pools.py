"""What is drawn from one's communities is the same, whichever way the database goes to find it."""

import pytest
from sqlalchemy import func, select, update

from hub.core.db import engine_for, is_postgres, session, transaction
from hub.feed.pools import _is_far
from hub.feed.queries import cursor, statement
from hub.spaces.models import Space
from tests import cast
from tests.factories import make_post


@pytest.mark.parametrize(("said", "wins"), [(0, "gathers"), (10**6, "walks")])
def test_quiet_communities_are_gathered_and_loud_ones_walked(ctx, said, wins):
    for number in range(5):
        make_post(by="ada", space="open" if number % 2 else "private", title=f"Number {number}")
    with transaction() as db:
        db.execute(update(Space).values(entry_count=said))
    ben = cast.person("ben")
    first = session().execute(statement(ben, "following", size=2)).all()
    assert [row.title for row in first[:2]] == ["Number 4", "Number 3"]
    rest = session().execute(statement(ben, "following", after=cursor(first[1]), size=9)).all()
    assert [row.title for row in rest] == ["Number 2", "Number 1", "Number 0"]
    assert session().execute(statement(cast.person("cleo"), "following", size=9)).all() == []
    if not is_postgres():
        assert bool(session().scalar(select(_is_far(ben, 10)))) is (wins == "walks")


def test_the_plan_of_ones_communities_is_kept_on_postgresql(postgres_url):
    """For that statement alone: whatever comes next on the connection is planned as usual."""
    engine = engine_for(str(postgres_url))
    asked = select(func.current_setting("plan_cache_mode"))
    with engine.connect() as connection:
        kept = connection.execute(asked.execution_options(keeps_plan=True)).scalar_one()
        assert (kept, connection.execute(asked).scalar_one()) == ("force_generic_plan", "auto")
    engine.dispose()
