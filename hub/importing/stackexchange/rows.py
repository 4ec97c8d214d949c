"""Reading the rows of a dump one by one, however large the file, and going on behind a broken one.

Each `<row …/>` is parsed alone. So nothing that a file declares (entities, document types) can take
effect, and one damaged row costs only itself.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from defusedxml import DefusedXmlException  # ships no types
from defusedxml.ElementTree import ParseError, fromstring

from hub.core.turning import unturned
from hub.importing.report import Problem

CHUNK = 1 << 16
LONGEST = 4_000_000  # characters of one row: a longer one is damage
START = re.compile(r"<row(?=[\s/>])")
END = re.compile(r"</?(?!row[\s/>])[a-z]+\s*>")
DECLARES = re.compile(r"<!(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)
TAGS = re.compile(r"[^<>|]+")


class BadRow(Exception):
    """A row that cannot be taken, with the reason in words."""


@dataclass(frozen=True)
class Row:
    """One row: the file and line it stands in, and its attributes."""

    file: str
    line: int
    values: Mapping[str, str]

    def text(self, name: str) -> str:
        """An attribute as text; empty when it is missing."""
        return self.values.get(name, "").strip()

    def number(self, name: str) -> int:
        """An attribute that must be a whole number."""
        found = self.optional(name)
        if found is None:
            raise BadRow(f"{name} is missing")
        return found

    def optional(self, name: str) -> int | None:
        """An attribute that is a whole number or missing."""
        found = self.text(name)
        if not found:
            return None
        if not re.fullmatch(r"-?\d{1,15}", found):
            raise BadRow(f"{name} is {found[:40]!r}, but a whole number is expected")
        return int(found)

    def moment(self, name: str) -> datetime:
        """An attribute that must be a moment; dumps write UTC without saying so."""
        found = self.text(name)
        try:
            moment = datetime.fromisoformat(found)
        except ValueError:
            raise BadRow(f"{name} is {found[:40]!r}, but a date and time is expected") from None
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

    def tags(self) -> list[str]:
        """The tags, from either form: `<a><b>` or `|a|b|`."""
        return TAGS.findall(self.text("Tags"))


def read_rows(path: Path, on_problem: Callable[[Problem], None], *, after_line: int = 0) -> Iterator[Row]:
    """The rows of a file behind a line. Raises nothing for damage: it is told, and reading goes on."""
    with _opened(path) as file:
        for line, source in _split(file):
            if line <= after_line:
                continue
            if source is None:
                reason = "the file declares entities or a document type; this is never read"
                on_problem(Problem(path.name, line, reason))
                continue
            try:
                yield Row(path.name, line, _attributes(source))
            except BadRow as bad:
                on_problem(Problem(path.name, line, str(bad)))


def _opened(path: Path) -> TextIO:
    with path.open("rb") as file:
        head = file.read(200)
    encoding = "utf-8-sig"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif named := re.search(rb'encoding="(iso-8859-1|windows-1252)"', head, re.IGNORECASE):
        encoding = named[1].decode()
    # What is not in the encoding goes through marked, so that only its own row is lost.
    return path.open(encoding=encoding, errors="surrogateescape", newline="")


def _split(file: TextIO) -> Iterator[tuple[int, str | None]]:
    """(line, source) of each row; a source of None says that the head declares something."""
    held, line, is_head = "", 1, True
    while chunk := file.read(CHUNK):
        held += chunk
        starts = [found.start() for found in START.finditer(held)]
        if is_head and starts and DECLARES.search(held, 0, starts[0]):
            yield line, None
        is_head = is_head and not starts
        at = 0
        for start, following in itertools.pairwise(starts):
            line += held.count("\n", at, start)
            yield line, held[start:following]
            at = start
        # The last row may go on in the next chunk; what only looks like the head of one, too.
        rest = starts[-1] if starts else max(0, len(held) - len("<row "))
        line += held.count("\n", at, rest)
        held = held[rest:]
        if len(held) > LONGEST:
            yield line, held
            line += held.count("\n")
            held = ""
    last = START.search(held)
    if last is not None:
        yield line + held.count("\n", 0, last.start()), held[last.start() :]


def _attributes(source: str) -> Mapping[str, str]:
    if len(source) > LONGEST:
        raise BadRow(f"the row is longer than {LONGEST} characters; it has no end")
    closing = END.search(source)
    whole = (source[: closing.start()] if closing else source).strip()
    try:
        whole.encode()
    except UnicodeEncodeError:
        raise BadRow("the row holds bytes that are not in the file's encoding") from None
    try:
        found = fromstring(whole, forbid_dtd=True).attrib
        return {name: unturned(value) for name, value in found.items()}
    except (ParseError, DefusedXmlException) as error:
        cut = "" if whole.endswith(("/>", "</row>")) else "; it seems to be cut off"
        raise BadRow(f"the row is not well-formed ({str(error).partition(':')[0]}{cut})") from None
