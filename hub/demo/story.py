"""Reading the story's files. Times are relative, so that the story is always of this morning."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "story"
NOW = (9, 45)  # the story's present, in its own time zone
ZONE = "Europe/Oslo"
MOMENT = re.compile(r"([+-])(\d{1,3})d (\d{2}):(\d{2})")


@dataclass(frozen=True)
class Story:
    """Everything in the files, and the clock of the story."""

    tables: Mapping[str, list[dict[str, Any]]]
    today: datetime

    def __getitem__(self, table: str) -> list[dict[str, Any]]:
        return self.tables.get(table, [])

    def moment(self, text: str) -> datetime:
        """`-3d 09:20` → three days before the story's today at 09:20 its time, in UTC."""
        match = MOMENT.fullmatch(text)
        if match is None:
            raise ValueError(f"not a time of the story: {text!r} (for example -3d 09:20)")
        days = int(match[2]) * (1 if match[1] == "+" else -1)
        day = (self.today + timedelta(days=days)).date()
        local = datetime(day.year, day.month, day.day, int(match[3]), int(match[4]), tzinfo=self.today.tzinfo)
        return local.astimezone(UTC)


def read_story(now: datetime, folder: Path = FOLDER) -> Story:
    """All files of the story. Its present is the last 09:45 in its time zone at or before `now`."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for name, rows in _tables(folder):
        tables.setdefault(name, []).extend(rows)
    local = now.astimezone(ZoneInfo(ZONE))
    today = local.replace(hour=NOW[0], minute=NOW[1], second=0, microsecond=0)
    return Story(tables, today if today <= local else today - timedelta(days=1))


def _tables(folder: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for path in sorted(folder.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, rows in content.items():
            if isinstance(rows, list):
                yield name, rows
