"""Writes a migration for what differs between the models and a database at the newest migration.

    .venv/bin/python tools/new_migration.py "add answer"

Read what it wrote before you commit it: it cannot guess a rename, nor what to do with the rows.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig

from config import Config
from hub import schema
from hub.app import create_app, engine_of
from hub.core.db import Base, UtcDateTime
from hub.people.models import RoleSet


def main(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = Config(Path(folder), f"sqlite:///{folder}/new.db", "only for this")
        config = replace(config, plugins=())
        engine = engine_of(create_app(config))
        schema.upgrade(engine)
        with engine.connect() as connection:
            settings = AlembicConfig()
            settings.set_main_option("script_location", str(schema.FOLDER))
            settings.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
            settings.attributes.update(
                connection=connection,
                metadata=Base.metadata,
                render_item=render_item,
                include_name=is_of_the_hub,
            )
            command.revision(settings, message=message, autogenerate=True)


def is_of_the_hub(name: str | None, kind: str, _parents: Any) -> bool:
    """Tables of plugins and of the search engine are not ours to migrate."""
    return not (kind == "table" and name and name.startswith((schema.PLUGIN, "search_")))


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Our own column types as plain ones: a migration imports nothing of the hub."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, RoleSet):
        return "sa.String(length=200)"
    return False


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change")
