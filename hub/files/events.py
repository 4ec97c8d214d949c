"""What happens to files."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Fact


@dataclass(frozen=True)
class FilesAttached(Fact):
    """Files came into a text: from now on whoever may read it may fetch them."""

    kind: ClassVar[str] = "files.attached"

    files: tuple[int, ...]


@dataclass(frozen=True)
class FileRemoved(Fact):
    """A file was taken away; the text stays."""

    kind: ClassVar[str] = "files.removed"

    file: int
