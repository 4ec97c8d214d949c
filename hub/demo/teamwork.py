"""What a desk of the story sets up and does together: labels, checklists, macros, rules, problems, swarms."""

from typing import Any

from hub.automation.actions import Wanted, keep_macro
from hub.automation.deeds import Deed
from hub.automation.rule_actions import WantedRule, keep_rule, mark_of, switch_rule
from hub.automation.rule_models import Trigger
from hub.cases.actions.marking import set_labels
from hub.cases.list_models import Label
from hub.checklists.actions import set_checklist, tick
from hub.checklists.queries import items_of
from hub.core.db import session
from hub.demo.stage import Stage
from hub.problems.actions import attach, open_problem
from hub.swarms import actions as swarms


def plan_teamwork(stage: Stage) -> None:
    """Each act at its own time, after whatever happened in the same minute."""
    plays = {
        "labelled": _label, "checklist": _checklist, "ticked": _tick, "macro": _macro, "rule": _rule,
        "problem": _problem, "incident": _incident, "swarm": _swarm,
    }  # fmt: skip
    for table, play in plays.items():
        for row in stage.story[table]:
            stage.act(row["at"], play, stage, row, shift=55)
    for row in stage.story["swarm"]:
        for minutes, handle in enumerate(row["joined"], 2):
            stage.act(row["at"], _join, stage, row, handle, shift=60 * minutes)
        if "learned" in row:
            stage.act(row["ended_at"], _end, stage, row, shift=55)


def _label(stage: Stage, row: dict[str, Any]) -> None:
    set_labels(stage.people[row["by"]], stage.thing(f"case:{row['case']}"), row["labels"])


def _checklist(stage: Stage, row: dict[str, Any]) -> None:
    desk = stage.spaces[row["desk"]]
    label = session().query(Label).filter_by(space_id=desk.id, name=row["label"]).one()
    set_checklist(stage.people[row["by"]], desk, label, row["items"])


def _tick(stage: Stage, row: dict[str, Any]) -> None:
    case, who = stage.thing(f"case:{row['case']}"), stage.people[row["by"]]
    for each in items_of(case):
        if each.item.words in row["items"]:
            tick(who, case, each.item.id, on=True)


def _macro(stage: Stage, row: dict[str, Any]) -> None:
    wanted = Wanted(row["name"], _deeds(stage, row), row.get("folder", ""), shared=row["shared"])
    keep_macro(stage.people[row["by"]], stage.spaces[row["desk"]], wanted)


def _rule(stage: Stage, row: dict[str, Any]) -> None:
    who, trigger = stage.people[row["by"]], Trigger(row["trigger"])
    wanted = WantedRule(row["name"], trigger, row["filter"], _deeds(stage, row), row.get("hours"))
    rule = keep_rule(who, stage.spaces[row["desk"]], wanted)
    if row["on"]:
        switch_rule(who, rule, on=True, tried=mark_of(rule))


def _problem(stage: Stage, row: dict[str, Any]) -> None:
    cases = [stage.thing(f"case:{key}") for key in row["cases"]]
    made = open_problem(stage.people[row["by"]], stage.spaces[row["desk"]], row["title"], row["body"], cases)
    stage.things[f"problem:{row['key']}"] = made


def _incident(stage: Stage, row: dict[str, Any]) -> None:
    attach(
        stage.people[row["by"]], stage.thing(f"problem:{row['problem']}"), stage.thing(f"case:{row['case']}")
    )


def _swarm(stage: Stage, row: dict[str, Any]) -> None:
    question = stage.thing(f"question:{row['question']}")
    swarms.call(stage.people[row["by"]], question, row["need"])


def _join(stage: Stage, row: dict[str, Any], handle: str) -> None:
    swarms.join(stage.people[handle], stage.thing(f"question:{row['question']}"))


def _end(stage: Stage, row: dict[str, Any]) -> None:
    question = stage.thing(f"question:{row['question']}")
    swarms.end(stage.people[row["by"]], question, row["result"], row["learned"], row["learned_by"])


def _deeds(stage: Stage, row: dict[str, Any]) -> list[Deed]:
    """`reply = "snippet:Title"` names a saved reply of the story."""
    found = []
    for do, value in row["do"].items():
        is_text = do in ("reply", "answer")
        found.append(Deed(do, stage.thing(value).ref if is_text else value))
    return found
