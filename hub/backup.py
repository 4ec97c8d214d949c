"""Backups in a format of our own: one tar with a line of JSON per row, the files, and checksums.

A backup is one consistent moment, also while people write. Restoring goes into an empty hub only;
a byte that changed is found before anything is written, and names in the archive are never paths.
"""

import base64
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from sqlalchemy import Connection, Engine, LargeBinary, Table, func, select, text

import hub
from hub.core import clock
from hub.core.db import Base, UtcDateTime
from hub.core.errors import NotFound
from hub.files.storage import FileStore
from hub.people.models import RoleSet

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 500  # rows inserted at a time
MOST_FILE = 2 * 1024**3


class BackupError(Exception):
    """The archive cannot be made or used; says why and what to do."""


def back_up(engine: Engine, files: FileStore, target: Path) -> dict[str, int]:
    """Write everything into `target`. Returns rows per table."""
    counts: dict[str, int] = {}
    sums: dict[str, str] = {}
    partial = target.with_name(target.name + ".partial")
    with engine.connect() as connection, tarfile.open(partial, "w:gz") as archive:
        _hold_still(connection)
        for table in Base.metadata.sorted_tables:
            content = b"".join(_lines(connection, table))
            counts[table.name] = content.count(b"\n")
            sums[f"rows/{table.name}.jsonl"] = _add(archive, f"rows/{table.name}.jsonl", content)
        for digest in files.digests():
            with suppress(NotFound), closing(files.open(digest)) as kept:  # forgotten meanwhile
                name = f"files/{digest[:2]}/{digest}"
                sums[name] = _add(archive, name, kept.read())
        manifest = {"format": FORMAT, "version": hub.__version__, "at": clock.now().isoformat(),
                    "rows": counts, "sha256": sums}  # fmt: skip
        _add(archive, MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
    partial.replace(target)
    return counts


def restore(engine: Engine, files: FileStore, source: Path) -> dict[str, int]:
    """Read a backup into an empty hub. Raises BackupError before anything is written when it is damaged."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            manifest = _checked(archive)
            with engine.begin() as connection:
                _refuse_unless_empty(connection)
                connection.execute(Base.metadata.tables["cursor"].delete())  # a loop that ran read nothing
                counts = {table.name: _fill(connection, archive, table) for table in _wanted(manifest)}
                _set_sequences(connection)
            _unpack_files(archive, manifest, files)
    except (tarfile.TarError, OSError, EOFError, KeyError, ValueError) as error:
        raise BackupError(f"{source.name} is not a backup that can be used: {error}") from error
    return counts


def _hold_still(connection: Connection) -> None:
    """One moment for all tables, without stopping anybody."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
    else:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    rows = connection.execute(select(table).order_by(*table.primary_key.columns))
    for row in rows.mappings():
        yield (
            json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False).encode()
            + b"\n"
        )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return sorted(value) if isinstance(value, frozenset) else value


def _typed(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the database takes it. Columns that this version no longer has are left out."""
    return {
        name: _value(table.columns[name].type, value) for name, value in row.items() if name in table.columns
    }


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return frozenset(value) if isinstance(kind, RoleSet) else value


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> str:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = len(content), int(clock.now().timestamp()), 0o600
    archive.addfile(entry, io.BytesIO(content))
    return hashlib.sha256(content).hexdigest()


def _checked(archive: tarfile.TarFile) -> dict[str, Any]:
    """The manifest, once every entry was compared with it. Nothing else may be in the archive."""
    entries = {entry.name: entry for entry in archive.getmembers()}
    manifest: dict[str, Any] = json.loads(_read(archive, MANIFEST))
    if manifest.get("format") != FORMAT:
        raise ValueError(f"its format is {manifest.get('format')}, this version reads {FORMAT}")
    sums: dict[str, str] = manifest["sha256"]
    if set(entries) != {*sums, MANIFEST}:
        raise ValueError("its content is not what its manifest says")
    for name, digest in sums.items():
        if not entries[name].isreg() or entries[name].size > MOST_FILE or not _is_safe(name):
            raise ValueError(f"{name[:80]!r} may not be in a backup")
        if hashlib.sha256(_read(archive, name)).hexdigest() != digest:
            raise ValueError(f"{name} was changed after it was written")
    return manifest


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.parts[0] in ("rows", "files")


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    found: IO[bytes] | None = archive.extractfile(name)
    if found is None:
        raise ValueError(f"{name} is missing")
    return found.read()


def _refuse_unless_empty(connection: Connection) -> None:
    held = [Base.metadata.tables[name] for name in ("person", "space")]  # `init` makes a space
    if any(connection.scalar(select(func.count()).select_from(table)) for table in held):
        raise BackupError("This hub is not empty. Restore into a new database, so that nothing is mixed.")


def _wanted(manifest: dict[str, Any]) -> list[Table]:
    unknown = set(manifest["rows"]) - set(Base.metadata.tables)
    if unknown:
        raise ValueError(f"it holds tables this version does not know: {', '.join(sorted(unknown))}")
    return [table for table in Base.metadata.sorted_tables if table.name in manifest["rows"]]


def _fill(connection: Connection, archive: tarfile.TarFile, table: Table) -> int:
    lines = _read(archive, f"rows/{table.name}.jsonl").splitlines()
    rows = [_typed(table, json.loads(line)) for line in lines]
    for start in range(0, len(rows), CHUNK):
        connection.execute(table.insert(), rows[start : start + CHUNK])
    return len(rows)


def _set_sequences(connection: Connection) -> None:
    """New rows continue after the restored ones; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            name = connection.scalar(select(func.pg_get_serial_sequence(f'"{table.name}"', column.name)))
            if name:
                newest = connection.scalar(select(func.max(column))) or 0
                connection.execute(select(func.setval(name, max(newest, 1), newest > 0)))


def _unpack_files(archive: tarfile.TarFile, manifest: dict[str, Any], files: FileStore) -> None:
    for name in manifest["sha256"]:
        if name.startswith("files/"):
            files.put(_read(archive, name))
