"""The saved replies of the story, and who has checked them."""

from datetime import timedelta
from typing import Any

from hub.demo.stage import Stage
from hub.snippets.actions import Words, save_snippet, verify_snippet
from hub.snippets.models import Reach

LATER = int(timedelta(days=1).total_seconds())


def plan_snippets(stage: Stage) -> None:
    """Each is written at its moment, and checked a day later where somebody did."""
    for row in stage.story["snippet"]:
        stage.act(row["at"], _save, stage, row)
        if "verified" in row:
            stage.act(row["at"], _verify, stage, row, shift=LATER)


def _save(stage: Stage, row: dict[str, Any]) -> None:
    words = Words(
        row["title"], row["body"], Reach(row["reach"]), row.get("folder", ""), row.get("shortcut", "")
    )
    desk = stage.spaces["social-care"]
    stage.things[f"snippet:{row['title']}"] = save_snippet(stage.people[row["by"]], desk, words)


def _verify(stage: Stage, row: dict[str, Any]) -> None:
    verify_snippet(stage.people[row["verified"]], stage.thing(f"snippet:{row['title']}"))
