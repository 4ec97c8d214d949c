"""Where an index lives on disk: generations of folders, a pointer to the one in use, and a manifest.

The manifest holds the size and checksum of every file, so that a flipped or missing byte is noticed
when the index is opened, before anything in it is trusted. Switching is one atomic rename.
"""

import json
import os
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from search.engine import IndexUnusable

FORMAT: Final = 2  # raised whenever fields or analysis change: older indexes are rebuilt
_POINTER: Final = "CURRENT"
_MANIFEST: Final = "MANIFEST"
_FOLDER_PREFIX: Final = "index-"
_CHUNK: Final = 1 << 20


Fingerprint = tuple[int, int]  # size and checksum
Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder held after the last commit: the caller's stamp, and (size, checksum) by file."""

    stamp: int
    generation: int
    files: Mapping[str, Fingerprint] = field(default_factory=dict)


class Store:
    """The folder of folders. Only the owner may enter it: an index is loaded, not merely read."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Path:
        """The folder in use."""
        try:
            name = (self.root / _POINTER).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnusable(f"no search index in {self.root}: {error}") from error
        folder = self.root / name
        if not name.startswith(_FOLDER_PREFIX) or Path(name).name != name or not folder.is_dir():
            raise IndexUnusable(f"the search index in {self.root} points to {name!r}, not there")
        return folder

    def version(self) -> Version | None:
        """Changes with every commit and every switch; costs two looks at the file system."""
        try:
            folder = self.current()
            marks = [os.stat(self.root / _POINTER), os.stat(folder / _MANIFEST)]
        except (IndexUnusable, OSError):
            return None
        return tuple(part for mark in marks for part in (mark.st_ino, mark.st_mtime_ns))

    def listing(self) -> frozenset[str]:
        """The names of the files in the folder in use, and its own."""
        try:
            folder = self.current()
            return frozenset((folder.name, *os.listdir(folder)))
        except (IndexUnusable, OSError):
            return frozenset()

    def new_folder(self) -> Path:
        """An empty folder for a rebuild. What earlier, interrupted rebuilds left behind is removed."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.remove_others()
        taken = [int(path.name[len(_FOLDER_PREFIX) :]) for path in self._folders()]
        folder = self.root / f"{_FOLDER_PREFIX}{max(taken, default=0) + 1:06d}"
        folder.mkdir(mode=0o700)
        return folder

    def switch_to(self, folder: Path) -> None:
        _replace(self.root / _POINTER, folder.name + "\n")

    def remove_others(self) -> None:
        """Removes every folder but the one in use."""
        try:
            kept = self.current()
        except IndexUnusable:
            kept = None
        for folder in self._folders():
            if folder != kept:
                shutil.rmtree(folder, ignore_errors=True)

    def read_manifest(self, folder: Path) -> Manifest:
        try:
            text, _, checksum = (folder / _MANIFEST).read_text(encoding="ascii").partition("\n")
            if int(checksum, 16) != zlib.crc32(text.encode("ascii")):
                raise IndexUnusable(f"the manifest in {folder} is damaged")
            stored = json.loads(text)
            if stored["format"] != FORMAT:
                raise IndexUnusable(f"format {stored['format']} in {folder}, {FORMAT} is needed")
            files = {name: (size, crc) for name, (size, crc) in stored["files"].items()}
            return Manifest(stored["stamp"], stored["generation"], files)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexUnusable(f"the manifest in {folder} cannot be read: {error}") from error

    def write_manifest(
        self, folder: Path, stamp: int, generation: int, known: Mapping[str, Fingerprint]
    ) -> Manifest:
        """Writes down what the folder holds. Files in `known` are final and not read again."""
        names = sorted(path.name for path in folder.iterdir() if _is_index_file(path.name))
        files = {name: known.get(name) or _fingerprint(folder / name) for name in names}
        text = json.dumps({"format": FORMAT, "stamp": stamp, "generation": generation, "files": files})
        _replace(folder / _MANIFEST, f"{text}\n{zlib.crc32(text.encode('ascii')):08x}\n")
        return Manifest(stamp, generation, files)

    def verify(self, folder: Path, manifest: Manifest, names: set[str]) -> None:
        """Raises IndexUnusable unless these files are, byte for byte, what the manifest says."""
        for name in sorted(names & manifest.files.keys()):
            try:
                found = _fingerprint(folder / name)
            except OSError as error:
                raise IndexUnusable(f"{folder / name} cannot be read: {error}") from error
            if found != manifest.files[name]:
                raise IndexUnusable(f"{folder / name} is damaged: checksum and size do not match")

    def _folders(self) -> list[Path]:
        found = self.root.glob(f"{_FOLDER_PREFIX}*")
        return [path for path in found if path.name[len(_FOLDER_PREFIX) :].isdigit()]


def _is_index_file(name: str) -> bool:
    return name.endswith((".seg", ".toc"))


def _fingerprint(path: Path) -> Fingerprint:
    checksum = size = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
            size += len(chunk)
    return size, checksum


def _replace(path: Path, text: str) -> None:
    """Writes a file so that readers see the old text or the new one, never half of it.

    Nothing is forced to the disk: what a power cut tears fails its checksum and is rebuilt.
    """
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(text, encoding="ascii")
    draft.replace(path)
