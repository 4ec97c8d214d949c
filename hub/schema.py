"""Bringing the database to the schema of this version, with Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from hub.core.db import Base

PLUGIN = "plugin_"  # what the names of all plugin tables begin with
FOLDER = Path(__file__).parent.parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Make the tables, or change them to what this version needs. Safe to repeat.

    The tables of plugins are made when they are missing; changing them is the plugin's own matter.
    """
    with engine.connect() as connection:
        settings = _settings()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
    tables = [table for table in Base.metadata.sorted_tables if table.name.startswith(PLUGIN)]
    Base.metadata.create_all(engine, tables=tables)


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
