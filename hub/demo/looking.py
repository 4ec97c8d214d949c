"""What colleagues of the story searched for, some of it in vain."""

from datetime import timedelta
from typing import Any

from hub.core import clock
from hub.core.db import session
from hub.demo.stage import Stage
from hub.indexing.models import End, Search
from search.analysis import fold


def plan_searches(stage: Stage) -> None:
    """Each search as often as the story says, a day or more apart from the newest backwards."""
    for row in stage.story["search"]:
        first = stage.story.moment(row["at"])
        for number in range(row["times"]):
            stage.act(first - timedelta(hours=number * row.get("every", 40)), _look, row)


def _look(row: dict[str, Any]) -> None:
    at = clock.now()
    came_to = End(row.get("came_to", "nothing"))
    session().add(
        Search(
            words=row["words"], key=fold(row["words"]), place=row.get("place", "page"), person_id=None,
            hits=row.get("hits", 0), refs=[], came_to=came_to, seconds=20, begun_at=at, at=at,
        )
    )  # fmt: skip
