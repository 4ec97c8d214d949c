"""The schema that the migrations make is the one the models describe, on both databases."""

import shutil

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from hub import schema
from hub.app import create_app  # noqa: F401  (brings every table along)
from hub.core.db import Base

pytestmark = pytest.mark.own_hub


@pytest.fixture
def sqlite_engine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A file that the migrations made, once; tests take copies of it."""
    path = tmp_path_factory.mktemp("migrated") / "new.db"
    engine = create_engine(f"sqlite:///{path}")
    schema.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def migrated_engine(migrated, tmp_path):
    engine = create_engine(f"sqlite:///{shutil.copy(migrated, tmp_path / 'copy.db')}")
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_engine(postgres_url):
    engine = create_engine(str(postgres_url).replace("postgresql://", "postgresql+psycopg://"))
    yield engine
    engine.dispose()


def _differences(engine):
    """Columns, indexes, unique constraints: whatever the two know differently."""

    def ours(name, kind, _parents):
        return not (kind == "table" and name and name.startswith(("search_", schema.PLUGIN)))

    with engine.connect() as connection:
        options = {"include_name": ours, "compare_type": False}
        context = MigrationContext.configure(connection, opts=options)
        found = compare_metadata(context, Base.metadata)
    # An index over an expression cannot be read back from SQLite: there it is looked for by its name.
    unread = _over_expressions() if engine.dialect.name == "sqlite" else set()
    return [each for each in found if not any(word in str(each) for word in {*unread, schema.PLUGIN})]


def _over_expressions():
    """The names of the indexes that are more than columns."""
    indexes = (index for table in Base.metadata.tables.values() for index in table.indexes)
    return {
        index.name for index in indexes if not all(isinstance(each, Column) for each in index.expressions)
    }


@pytest.mark.filterwarnings("ignore:autogenerate skipping", "ignore:Skipped unsupported reflection")
def test_up_from_empty_equals_the_models_on_sqlite(sqlite_engine):
    schema.upgrade(sqlite_engine)
    assert _differences(sqlite_engine) == []
    assert schema.is_current(sqlite_engine)


def test_every_index_of_the_models_is_there(migrated_engine, sqlite_engine):
    Base.metadata.create_all(sqlite_engine)
    described, made = _index_names(sqlite_engine), _index_names(migrated_engine)
    assert described - made == set()
    assert "ix_person_name" in described


def _index_names(engine):
    with engine.connect() as connection:
        named = text("SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'")
        return set(connection.execute(named).scalars())


@pytest.mark.filterwarnings("ignore:autogenerate skipping")
def test_up_from_empty_equals_the_models_on_postgresql(postgres_engine):
    schema.upgrade(postgres_engine)
    assert _differences(postgres_engine) == []


def test_of_a_table_that_was_copied_it_knows_what_it_holds(migrated_engine, monkeypatch):
    """SQLite forgets it with the old table, and would walk through the new one as if it were empty."""

    def copies(connection):
        connection.execute(text("CREATE TABLE copied (id INTEGER PRIMARY KEY, at INTEGER)"))
        connection.execute(text("CREATE INDEX copied_at ON copied (at)"))
        connection.execute(text("INSERT INTO copied (at) VALUES (1), (2), (2)"))

    monkeypatch.setattr(schema, "is_current", lambda _engine: False)
    monkeypatch.setattr(schema, "_migrate", copies)
    schema.upgrade(migrated_engine)
    with migrated_engine.connect() as connection:
        known = connection.execute(text("SELECT idx FROM sqlite_stat1 WHERE tbl = 'copied'"))
        assert known.scalars().all() == ["copied_at"]


def test_upgrading_twice_changes_nothing(migrated_engine):
    schema.upgrade(migrated_engine)
    assert schema.is_current(migrated_engine)


@pytest.mark.parametrize("name", ["migrated_engine", "postgres_engine"])
def test_the_audit_log_is_guarded_after_a_migration(request, name):
    engine = request.getfixturevalue(name)
    schema.upgrade(engine)  # a matter of a moment where that has been done
    insert = text(
        "INSERT INTO audit_entry (at, action, subject, before, after, address, previous, digest) "
        "VALUES (CURRENT_TIMESTAMP, 'x', 'hub:1', '{}', '{}', '', '', 'd')"
    )
    with engine.begin() as connection:
        connection.execute(insert)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_entry"))


def test_an_upgrade_that_is_stopped_has_changed_nothing(sqlite_engine):
    def stop(*told):
        if "CREATE TABLE question" in str(told[2]):
            raise RuntimeError("stopped")

    event.listen(sqlite_engine, "before_cursor_execute", stop)
    with pytest.raises(RuntimeError, match="stopped"):
        schema.upgrade(sqlite_engine)
    event.remove(sqlite_engine, "before_cursor_execute", stop)
    assert inspect(sqlite_engine).get_table_names() == []
    schema.upgrade(sqlite_engine)
    assert schema.is_current(sqlite_engine)
