"""What PostgreSQL has planned once it does not plan again: between requests a connection forgets nothing."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from hub.core.db import engine_for

OFTEN = 8  # psycopg prepares a statement when it is sent the fifth time
thing = Table("thing", MetaData(), Column("id", Integer, primary_key=True))
asked = select(thing.c.id).order_by(thing.c.id)
mode = select(func.current_setting("plan_cache_mode"))


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Engine]:
    engine = engine_for(postgres_url)
    with engine.begin() as connection:
        thing.create(connection)
        connection.execute(insert(thing).values(id=1))
    yield engine
    engine.dispose()


@pytest.mark.postgres
def test_what_is_read_often_is_planned_once(postgres: Engine) -> None:
    for _request in range(OFTEN):
        with postgres.connect() as connection:  # ends as a request does: nothing is committed
            assert connection.scalars(asked).all() == [1]
    known = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM thing%'")
    with postgres.connect() as connection:
        assert connection.scalar(known) == 1


@pytest.mark.postgres
def test_what_was_not_committed_is_not_there(postgres: Engine) -> None:
    for write in (insert(thing).values(id=2), delete(thing), text("INSERT INTO thing VALUES (3)")):
        with postgres.connect() as connection:
            connection.execute(asked)
            connection.execute(write)
            connection.execute(asked)
        with postgres.connect() as connection:
            with connection.begin_nested():
                connection.execute(write)
            connection.execute(asked)
        with postgres.connect() as connection:
            assert connection.scalars(asked).all() == [1]


@pytest.mark.postgres
def test_a_server_that_goes_away_meanwhile_is_met_as_ever(postgres: Engine) -> None:
    connection = postgres.connect()
    pid = connection.scalar(select(func.pg_backend_pid()))
    with postgres.connect() as other:
        other.execute(select(func.pg_terminate_backend(pid)))
    with suppress(DBAPIError):  # SQLAlchemy's own, which leaves the connection out of its pool
        connection.close()
    assert connection.invalidated or connection.closed
    with postgres.connect() as another:
        assert another.scalars(asked).all() == [1]


@pytest.mark.postgres
def test_a_plan_is_kept_for_the_statements_that_ask_for_it_alone(postgres: Engine) -> None:
    kept = mode.execution_options(keeps_plan=True)
    broken = select(1 / func.length("")).execution_options(keeps_plan=True)
    modes = []
    for _request in range(2):
        with postgres.connect() as connection:
            savepoint = connection.begin_nested()
            modes.append(connection.scalar(kept))
            with pytest.raises(DBAPIError):
                connection.execute(broken)
            savepoint.rollback()  # PostgreSQL forgets what it was told since
            modes += [connection.scalar(each) for each in (kept, mode, kept)]
    generic, custom = "force_generic_plan", "force_custom_plan"
    assert modes == [generic, generic, custom, generic] * 2
