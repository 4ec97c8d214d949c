"""Whether the hub is well: database, index, how far behind each consumer is."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from hub.admin.queries import consumer_lag
from hub.core.db import session
from hub.core.index import index

TOO_FAR_BEHIND = 10_000  # events; a hub that is filled by an importer may be behind for a while


@dataclass
class Health:
    """The state of each part; `ok` when people can work."""

    database: str = "ok"
    index: str = "ok"
    lag: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """False when pages cannot be served; a rebuilding index is not a reason."""
        return self.database == "ok"

    def as_dict(self) -> dict[str, Any]:
        """For /healthz: states and numbers, nothing about anybody."""
        behind = any(count > TOO_FAR_BEHIND for count in self.lag.values())
        state = "ok" if self.ok and self.index == "ok" and not behind else "degraded" if self.ok else "down"
        return {"status": state, "database": self.database, "index": self.index, "lag": self.lag}


def health() -> Health:
    """Look at every part; a part that does not answer is named, never raised."""
    found = Health()
    try:
        session().execute(text("SELECT 1"))
        found.lag = consumer_lag()
    except Exception:  # whatever is wrong with the database: this page must answer
        session.remove()
        found.database = "unreachable"
    found.index = _index_state()
    return found


def _index_state() -> str:
    try:
        found = index()
        return "rebuilding" if found.is_rebuilding else "ok" if found.is_ready else "unusable"
    except Exception:  # the same for the index
        return "unusable"
