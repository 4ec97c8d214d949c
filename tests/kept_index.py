"""The search index of the cast alone, put back after a test that wrote into it instead of built anew."""

import shutil
from pathlib import Path

from hub.core.index import SearchIndex
from search.store import Store
from search.whoosh_engine import WhooshEngine


class KeptIndex:
    """A copy of the index as it was when this was made. On PostgreSQL it is rolled back like everything."""

    def __init__(self, index: SearchIndex, folder: Path) -> None:
        self._index = index
        self._folder = folder
        engine = index.engine
        self._store: Store | None = engine._store if isinstance(engine, WhooshEngine) else None
        if self._store is not None:
            shutil.copytree(self._store.current(), folder)
            self._version = self._store.version()

    def put_back(self) -> None:
        """Undo what was written since."""
        store = self._store
        if store is None:
            self._index.doubt()
        elif store.version() != self._version or not self._index.is_ready:
            folder = store.new_folder()
            shutil.copytree(self._folder, folder, dirs_exist_ok=True)
            store.switch_to(folder)
            store.remove_others()
            self._version = store.version()
            self._index.trust()
