"""Reading the story's files. Times are relative, so that the story has always just happened."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "story"
PRESENT = timedelta(hours=9, minutes=45)  # the story is told at a quarter to ten
MOMENT = re.compile(r"([+-])(\d{1,3})d (\d{2}):(\d{2})")


@dataclass(frozen=True)
class Story:
    """Everything in the files, and the clock of the story."""

    tables: Mapping[str, list[dict[str, Any]]]
    now: datetime

    def __getitem__(self, table: str) -> list[dict[str, Any]]:
        return self.tables.get(table, [])

    def moment(self, text: str) -> datetime:
        """`-3d 09:20` → as long before now as three days and 25 minutes; 09:45 today is now."""
        match = MOMENT.fullmatch(text)
        if match is None:
            raise ValueError(f"not a time of the story: {text!r} (for example -3d 09:20)")
        days = int(match[2]) * (1 if match[1] == "+" else -1)
        time = timedelta(days=days, hours=int(match[3]), minutes=int(match[4]))
        return self.now + time - PRESENT


def read_story(now: datetime, folder: Path = FOLDER) -> Story:
    """All files of the story. Whenever it is told, its present is `now`: clocks run, customers wait."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for name, rows in _tables(folder):
        tables.setdefault(name, []).extend(rows)
    return Story(tables, now.replace(second=0, microsecond=0))


def _tables(folder: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for path in sorted(folder.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, rows in content.items():
            if isinstance(rows, list):
                yield name, rows
