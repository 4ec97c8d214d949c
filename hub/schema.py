"""Bringing the database to the schema of this version, with Alembic."""

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from hub.core.db import Base

PLUGIN = "plugin_"  # what the names of all plugin tables begin with
FOLDER = Path(__file__).parent.parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Make the tables, or change them to what this version needs. Safe to repeat, and to be killed.

    The tables of plugins are made when they are missing; changing them is the plugin's own matter.
    """
    if not is_current(engine):
        if engine.dialect.name == "sqlite":
            _upgrade_sqlite(engine)
        else:
            with engine.connect() as connection:
                _migrate(connection)
    tables = [table for table in Base.metadata.sorted_tables if table.name.startswith(PLUGIN)]
    Base.metadata.create_all(engine, tables=tables)


def _upgrade_sqlite(engine: Engine) -> None:
    """All or nothing: left to itself, each statement would be a transaction with its own wait for the disk.

    Migrations copy tables and drop the old one, which must not delete what refers to its rows: as
    SQLite advises, references are checked once at the end instead of at each step.
    """
    with engine.connect() as connection:
        driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        (enforced,) = driver.execute("PRAGMA foreign_keys").fetchone()
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                _migrate(connection)
                # Of a table that was copied the database knows nothing any more, and plans badly.
                connection.exec_driver_sql("ANALYZE")
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone()
                if broken is not None:
                    raise RuntimeError(
                        f"The migration would leave rows of {broken[0]} that refer to nothing; nothing was "
                        "changed. Go back to the earlier version and report this."
                    )
        finally:
            driver.execute("PRAGMA foreign_keys=ON" if enforced else "PRAGMA foreign_keys=OFF")


def _migrate(connection: Connection) -> None:
    settings = _settings()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def is_current(engine: Engine) -> bool:
    """Whether the database has the schema of this version."""
    head = ScriptDirectory.from_config(_settings()).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def _settings() -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    return settings
