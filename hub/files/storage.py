"""Where the bytes are: behind one small interface, under their hash and never under a name that was sent."""

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO, Protocol, cast

from flask import current_app

from config import Bucket, Config
from hub.core.errors import HubError, NotFound
from hub.core.words import lazy

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DIGEST = re.compile(r"[0-9a-f]{64}")
AT_ONCE = 500  # hashes asked about in one query


class StoreFull(HubError):
    """There is no room for more files."""

    status = 507
    code = "store_full"
    message = lazy("There is no room for more files. Nothing was kept; tell the people who run this hub.")


class StoreAway(HubError):
    """The store does not answer."""

    status = 503
    code = "store_away"
    message = lazy("The store of files does not answer. Nothing is lost; try again in a minute.")


class FileStore(Protocol):
    """Keeps bytes by their SHA-256."""

    def put(self, content: bytes) -> str:
        """Keep `content`; the same bytes are kept once. Returns their hash. Raises StoreFull."""
        ...

    def open(self, digest: str, start: int = 0) -> IO[bytes]:
        """The bytes with this hash from `start` on. Raises NotFound, StoreAway."""
        ...

    def digests(self) -> Iterator[str]:
        """The hashes of everything that is kept, in order."""
        ...

    def forget(self, needed: Callable[[Collection[str]], Collection[str]], before: datetime) -> int:
        """Delete what nobody put since `before`, unless `needed` gives its hash back. Returns how much."""
        ...


class LocalFolder:
    """A folder on this machine: two letters of the hash, then the hash."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        """Written beside its place and moved there whole. Putting it again renews its age."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        try:
            if path.exists():
                os.utime(path)
            else:
                _write_whole(path, content)
        except OSError as error:
            if error.errno in _FULL:
                raise StoreFull from error
            raise
        return digest

    def open(self, digest: str, start: int = 0) -> IO[bytes]:
        """Open for reading."""
        try:
            found = self._path(digest).open("rb")
        except FileNotFoundError:
            raise NotFound from None
        found.seek(start)
        return found

    def digests(self) -> Iterator[str]:
        """By what the folder holds; what a broken write has left is not among them."""
        for path in sorted(self.root.glob("??/*")):
            if is_digest(path.name) and path.is_file() and not path.is_symlink():
                yield path.name

    def forget(self, needed: Callable[[Collection[str]], Collection[str]], before: datetime) -> int:
        """Also what a broken write has left behind."""
        old = [path for path in self.root.glob("??/*") if _is_older(path, before)]
        gone = 0
        for start in range(0, len(old), AT_ONCE):
            some = old[start : start + AT_ONCE]
            kept = set(needed([path.name for path in some]))
            for path in some:
                # Asked again just now: somebody may have put the same bytes in the meantime.
                if path.name not in kept and _is_older(path, before):
                    path.unlink(missing_ok=True)
                    gone += 1
        return gone

    def _path(self, digest: str) -> Path:
        if not is_digest(digest):
            raise NotFound
        return self.root / digest[:2] / digest


def store() -> FileStore:
    """The store of this hub."""
    return store_of(current_app.config["HUB"])


def store_of(config: Config) -> FileStore:
    """The bucket that the settings name, else the folder beside the data."""
    return _connected(config.bucket) if config.bucket else LocalFolder(config.files_dir)


def is_digest(name: str) -> bool:
    """Whether this is the name of bytes in a store."""
    return _DIGEST.fullmatch(name) is not None


@cache
def _connected(bucket: Bucket) -> FileStore:
    """One client for each process: it keeps its connections and may be used by every thread."""
    from hub.files.buckets import S3Bucket  # a hub with a folder needs no library for it

    return cast(FileStore, S3Bucket(bucket))


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix="partial-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(partial)
        raise


def _is_older(path: Path, before: datetime) -> bool:
    try:
        return path.is_file() and path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return False
