"""What colleagues of the story say to each other alone."""

from typing import Any

from hub.conversations import actions as conversations
from hub.demo.stage import Stage


def plan_asides(stage: Stage) -> None:
    """Every conversation: the first words begin it, the others follow at their own time."""
    for row in stage.story["conversation"]:
        for line in row["said"]:
            stage.act(line["at"], _say, stage, row, line)


def _say(stage: Stage, row: dict[str, Any], line: dict[str, Any]) -> None:
    author = stage.people[line["author"]]
    others = [stage.people[handle] for handle in row["people"] if handle != line["author"]]
    conversations.start(author, others, line["body"].strip(), row.get("name", ""))
