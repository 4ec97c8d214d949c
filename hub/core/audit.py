"""The audit log: who changed what about people, rights and channels. Rows are only ever added.

Each row carries the hash of the one before it, so a changed or missing row shows; on both
databases a trigger refuses UPDATE and DELETE.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, event, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock, context
from hub.core.db import Base, is_postgres, session
from hub.core.permissions import Actor


class AuditEntry(Base):
    """One privileged act."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    address: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index(None, "subject", "id"), {"sqlite_autoincrement": True})

    def computed_digest(self) -> str:
        """The hash over this row and the one before it."""
        content = [
            self.previous, self.at.isoformat(), self.actor_id, self.action, self.subject,
            self.before, self.after, self.address,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


SQLITE_GUARDS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
POSTGRES_GUARDS = (
    "CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger AS $$ "
    "BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$ LANGUAGE plpgsql",
    "CREATE OR REPLACE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()",
)


@event.listens_for(AuditEntry.__table__, "after_create")
def _guard_the_log(_table: object, connection: Connection, **_options: Any) -> None:
    guards = SQLITE_GUARDS if connection.dialect.name == "sqlite" else POSTGRES_GUARDS
    for statement in guards:
        connection.exec_driver_sql(statement)


_LOCK = text("SELECT pg_advisory_xact_lock(4242002)")


def audit(
    actor: Actor,
    action: str,
    subject: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry in the present transaction. Never hand in a secret."""
    db = session()
    if is_postgres():
        db.execute(_LOCK)
    last = select(AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)
    entry = AuditEntry(
        at=clock.now(),
        actor_id=actor.id,
        action=action,
        subject=subject,
        before=before or {},
        after=after or {},
        address=context.address.get()[:64],
        previous=db.scalar(last) or "",
    )
    entry.digest = entry.computed_digest()
    db.add(entry)
    db.flush()
    return entry


def broken_entries() -> list[int]:
    """The ids of entries that were tampered with, or that follow a missing one."""
    broken, previous = [], ""
    for entry in session().scalars(select(AuditEntry).order_by(AuditEntry.id)):
        if entry.previous != previous or entry.digest != entry.computed_digest():
            broken.append(entry.id)
        previous = entry.digest
    return broken
