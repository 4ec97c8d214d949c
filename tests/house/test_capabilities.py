"""The table of capabilities names addresses that exist and tests that exist."""

import re
from pathlib import Path

from apiflask import APIFlask

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| [A-Z]{1,2}\d\d \| [^|]+ \| (?P<places>[^|]+) \| (?P<tests>[^|]+) \|$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")


def test_every_capability_has_its_address_and_its_test(app: APIFlask) -> None:
    rows = list(ROW.finditer((ROOT / "docs" / "capabilities.md").read_text(encoding="utf-8")))
    known = {rule.rule for rule in app.url_map.iter_rules()}
    wrong = [place for row in rows for place in CODE.findall(row["places"]) if place not in known]
    for name in (name for row in rows for name in CODE.findall(row["tests"])):
        file, _, function = name.partition("::")
        path = ROOT / "tests" / file
        if not path.is_file() or f"def {function}(" not in path.read_text(encoding="utf-8"):
            wrong.append(name)
    assert len(rows) > 30
    assert not wrong
