"""The state of an index that readers share: opened once, checked, renewed after commits, closed last.

A reader keeps the snapshot that it began with. A segment is closed when no snapshot shows it any more.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

from search.engine import IndexUnusable
from search.store import Fingerprint, Manifest, Store, Version

_TRIES: Final = 20
_PAUSE: Final = 0.02


class SharedSegment(Protocol):
    """A segment that counts the snapshots in which it is shown."""

    users: list[int]

    def close(self) -> None: ...


S = TypeVar("S", bound=SharedSegment)


@dataclass
class Snapshot(Generic[S]):
    """The index as of one commit."""

    folder: Path
    version: Version
    generation: int
    stamp: int
    segments: Sequence[S]
    readers: int = 0


# Opens a folder; segments that are open already come from the second argument.
Load = Callable[[Path, Sequence[S]], tuple[int, Sequence[S]]]


class Snapshots(Generic[S]):
    """Hands out the newest snapshot."""

    def __init__(self, store: Store, load: "Load[S]", generation_of: Callable[[str], int | None]):
        self._store = store
        self._load = load
        self._generation_of = generation_of
        self._lock = threading.RLock()
        self._newest: Snapshot[S] | None = None
        self._verified: dict[tuple[Path, str], Fingerprint] = {}

    @contextmanager
    def open(self, *, forced: bool = False) -> Iterator[Snapshot[S]]:
        """The newest snapshot; `forced`: looked up even if no commit has been announced."""
        with self._lock:
            snapshot = self._refreshed(forced=forced)
            snapshot.readers += 1
        try:
            yield snapshot
        finally:
            with self._lock:
                snapshot.readers -= 1
                if snapshot is not self._newest and not snapshot.readers:
                    _release(snapshot)

    def trust(self, folder: Path, files: Mapping[str, Fingerprint]) -> None:
        """These files were just written by this process: no need to read them again."""
        with self._lock:
            self._verified = {(folder, name): mark for name, mark in files.items()}

    def recheck(self) -> None:
        """Reads every byte again."""
        with self._lock:
            self._verified.clear()
            self._refreshed(forced=True)

    def close(self) -> None:
        with self._lock:
            self._show(None)

    def _refreshed(self, *, forced: bool) -> Snapshot[S]:
        if self._newest and not forced and self._store.version() == self._newest.version:
            return self._newest
        for _ in range(_TRIES):
            before = self._store.listing()
            try:
                snapshot = self._loaded()
            except IndexUnusable:
                # Another process may have committed or rebuilt between our looks at two files: the
                # old ones go a moment before the manifest says so.
                time.sleep(_PAUSE)
                if self._store.listing() == before:
                    raise
            else:
                self._show(snapshot)
                return snapshot
        raise IndexUnusable(f"the search index in {self._store.root} changes faster than it can be opened")

    def _loaded(self) -> Snapshot[S]:
        folder = self._store.current()
        version = self._store.version()
        if version is None:
            raise IndexUnusable(f"the search index in {folder} has no manifest")
        manifest = self._store.read_manifest(folder)
        self._verify(folder, manifest)
        is_same = self._newest is not None and self._newest.folder == folder
        known = self._newest.segments if self._newest and is_same else ()
        try:
            generation, segments = self._load(folder, known)
        except Exception as error:  # whatever loading a damaged index may raise
            raise IndexUnusable(f"the search index in {folder} cannot be opened: {error}") from error
        return Snapshot(folder, version, generation, manifest.stamp, segments)

    def _verify(self, folder: Path, manifest: Manifest) -> None:
        present = self._store.listing()
        generation = max((self._generation_of(name) or 0 for name in present), default=0)
        if generation < manifest.generation:
            raise IndexUnusable(f"{folder} has lost its newest commit, {manifest.generation}")
        # A writer that died after its commit, before its manifest, leaves a newer generation:
        # whole, but with old files gone and new ones unknown. The old stamp makes the caller repeat.
        names = set(manifest.files) if generation == manifest.generation else present
        due = {
            name
            for name in names & manifest.files.keys()
            if self._verified.get((folder, name)) != manifest.files[name]
        }
        self._store.verify(folder, manifest, due)
        self._verified = {(folder, name): mark for name, mark in manifest.files.items()}

    def _show(self, snapshot: Snapshot[S] | None) -> None:
        former, self._newest = self._newest, snapshot
        for segment in snapshot.segments if snapshot else ():
            segment.users[0] += 1
        if former is not None and former is not snapshot and not former.readers:
            _release(former)


def _release(snapshot: Snapshot[S]) -> None:
    for segment in snapshot.segments:
        segment.users[0] -= 1
        if not segment.users[0]:
            segment.close()
