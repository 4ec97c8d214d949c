"""The search index of this hub: which engine holds it, and whether it can be trusted at the moment.

What is in it comes from the registry of kinds (hub.indexing); who may find what is a matter of
spaces (hub.spaces.audiences). An index holds nothing of its own: it can always be built anew.
"""

import threading
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import Engine as Database

from search.engine import Engine, IndexUnusable
from search.postgres_engine import PostgresEngine
from search.whoosh_engine import WhooshEngine


class SearchIndex:
    """The engine, and what this process knows of its state."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_rebuilding = False
        self._is_doubted = False
        self._writing = threading.Lock()

    @property
    def is_ready(self) -> bool:
        """Whether it may be searched and written; else it is, or has to be, built anew."""
        return not self._is_doubted and self.engine.healthy()

    @property
    def writing(self) -> threading.Lock:
        """Held by whoever writes: the consumer of facts or a rebuild, never both."""
        return self._writing

    def doubt(self) -> None:
        """What is stored does not fit the database any more: build it anew before the next use."""
        self._is_doubted = True

    def trust(self) -> None:
        """It was built anew."""
        self._is_doubted = False

    def stamp(self) -> int | None:
        """The last event that is in it; None when it cannot be used."""
        try:
            return self.engine.stamp()
        except IndexUnusable:
            return None


def init_index(app: Flask, folder: Path, database: Database) -> None:
    """Choose the engine: the database's own search on PostgreSQL, a folder beside SQLite."""
    is_postgres = database.dialect.name == "postgresql"
    engine: Engine = PostgresEngine(database) if is_postgres else WhooshEngine(folder)
    app.extensions["index"] = SearchIndex(engine)


def index() -> SearchIndex:
    """The index of the running hub."""
    found: SearchIndex = current_app.extensions["index"]
    return found
