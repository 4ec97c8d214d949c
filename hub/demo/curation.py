"""What colleagues of the story put aside, correct and look at."""

from typing import Any

from hub.core.errors import HubError
from hub.core.permissions import can
from hub.demo.stage import Stage
from hub.people.models import Person
from hub.qa import closing, suggesting
from hub.reuse import checking
from hub.spaces.rules import CURATE_IN
from hub.threads.actions import post_comment
from hub.wiki.actions.suggesting import suggest_change
from hub.wiki.change_models import PageChange
from hub.wiki.models import Page


def plan_curation(stage: Stage) -> None:
    """Each act at its own time, after whatever happened in the same minute."""
    for row in stage.story["curated"]:
        stage.act(row["at"], _curate, stage, row, shift=70)
        for said in row.get("said", ()):
            stage.act(said["at"], _say, stage, row, said, shift=70)


def _curate(stage: Stage, row: dict[str, Any]) -> None:
    thing, reason = stage.thing(row["about"]), row.get("reason", "")
    actor = _curator(stage, thing, stage.people[row["by"]])
    match row["do"]:
        case "obsolete":
            closing.mark_obsolete(actor, thing, reason, _ref(stage, row), change="small")
        case "duplicate":
            closing.close_as_duplicate(actor, thing, stage.thing(row["instead"]))
        case "suggest":
            body = thing.body.replace(row["find"], row["put"])
            suggesting.suggest_edit(stage.people[row["by"]], thing, body, note=reason)
        case "change":
            stage.things[f"change:{row['key']}"] = _change(stage.people[row["by"]], thing, row)
        case "looked":
            checking.review(actor, thing, reason)


def _change(author: Person, page: Page, row: dict[str, Any]) -> PageChange:
    """The page as its author would have it. A passage that is not in the page is a mistake of the story."""
    body = page.body
    for edit in row["edit"]:
        if edit["find"] not in body:
            raise HubError(f"{row['key']}: the page does not say {edit['find']!r}")
        body = body.replace(edit["find"], edit["put"].strip())
    return suggest_change(author, page, title=page.title, body=body, base=page.revision, note=row["reason"])


def _say(stage: Stage, row: dict[str, Any], said: dict[str, Any]) -> None:
    post_comment(stage.people[said["by"]], stage.thing(f"change:{row['key']}"), said["body"])


def _ref(stage: Stage, row: dict[str, Any]) -> str:
    return str(stage.thing(row["instead"]).ref) if "instead" in row else ""


def _curator(stage: Stage, thing: Any, wanted: Person) -> Person:
    """Whom the story names, where they look after the place; else the knowledge manager."""
    return wanted if can(wanted, CURATE_IN, thing.space) else stage.people["lucia"]
