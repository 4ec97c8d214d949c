"""A dump on disk: its files, the keys of its things, and who wrote what in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hub.core.errors import Invalid
from hub.importing.report import Problem
from hub.importing.stackexchange.rows import Row, read_rows

NEEDED = ("Posts.xml", "Users.xml")
QUESTION, ANSWER = 1, 2
NOT_OURS = {4: "tag texts", 5: "tag texts"}


@dataclass(frozen=True)
class Dump:
    """The folder with the XML files. `site` names it for ever: it is part of every key."""

    folder: Path
    site: str

    def __post_init__(self) -> None:
        missing = [name for name in NEEDED if not self.path(name).is_file()]
        if missing:
            raise Invalid(
                f"{self.folder} holds no {' and no '.join(missing)}. Give the folder into which the "
                "archive of one site was unpacked."
            )

    @property
    def source(self) -> str:
        """The beginning of every key."""
        return f"stackexchange:{self.site}"

    def path(self, name: str) -> Path:
        """The path of one of the files."""
        return self.folder / name

    def size(self, name: str) -> int:
        """Of a file in bytes; 0 when it is not there."""
        path = self.path(name)
        return path.stat().st_size if path.is_file() else 0

    def rows(self, name: str, on_problem: Callable[[Problem], None], *, after_line: int = 0) -> Iterator[Row]:
        """The rows of a file; none when the file is not there."""
        if self.path(name).is_file():
            yield from read_rows(self.path(name), on_problem, after_line=after_line)

    def key(self, what: str, id: int | str) -> str:
        """The key of a thing, `stackexchange:history:post:12`."""
        return f"{self.source}:{what}:{id}"[:200]

    def author_key(self, row: Row, field: str) -> str:
        """The key of whoever wrote a row: an account, a name that is left, or nobody known."""
        number = row.optional(f"{field}Id")
        if number is not None:
            return self.key("user", number)
        name = row.text(f"{field}DisplayName")[:80]
        return self.key("name", name) if name else self.key("name", "")


@dataclass
class Authors:
    """Who is needed: only people who wrote something get an account."""

    numbers: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def add(self, row: Row, field: str) -> None:
        """Whoever wrote this row."""
        number = row.optional(f"{field}Id")
        if number is not None:
            self.numbers.add(number)
        else:
            self.names.add(row.text(f"{field}DisplayName")[:80])
