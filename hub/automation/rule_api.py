"""The rules of a desk and its macros for programs: reading them, trying a rule, switching it, the log."""

from datetime import datetime
from typing import Annotated, Any

from flask import g
from pydantic import Field

from hub.automation import queries, rule_queries
from hub.automation.api import MacroOut, bp, macro_out
from hub.automation.routes.rules import ruled_desk, the_rule
from hub.automation.routes.shown import desk_of
from hub.automation.rule_actions import mark_of, switch_rule
from hub.automation.rule_models import DeskRule
from hub.cases.api.shown import READ, WRITE
from hub.core.limits import LIMITS
from hub.web.api import Out, Paged, filled, listed, operation
from hub.web.forms import Form, Short

__all__ = ["bp"]

RULES = "/desks/<slug>/rules"


class RuleOut(Out):
    """A rule: when, on which cases, what it does in words, how often it fired."""

    id: int
    name: str
    trigger: str
    hours: int | None
    filter: str
    does: list[str]
    is_on: bool
    on_at: datetime | None
    times: int
    last: datetime | None


class TouchOut(Out):
    """A case on which it would have fired last week. `case_id` is null where one may not open it."""

    case_id: int | None
    at: datetime
    times: int
    why: list[str]
    does: list[str]


class TrialOut(Out):
    """What it would have done. `mark` is handed back to switch on exactly this rule."""

    looked_at: int
    count: int
    is_cut: bool
    trouble: str
    mark: str
    cases: list[TouchOut]


class RuleSwitchIn(Form):
    """On or off; `tried`: the mark of the trial that was looked at."""

    on: bool
    tried: Short = ""


class SwitchedOut(Out):
    """Whether it works now."""

    id: int
    is_on: bool


class LogIn(Paged):
    """Of one rule only."""

    rule: Annotated[int, Field(ge=0, le=LIMITS.highest_id)] = 0


class FiringOut(Out):
    """That a rule fired. `case_id` is null where one may not open it; `trouble`: why nothing was done."""

    id: int
    rule_id: int
    case_id: int | None
    trigger: str
    why: list[str]
    does: list[str]
    trouble: str
    at: datetime


@operation(
    bp, "GET", "/desks/<slug>/macros", verb="list", thing="desk_macros", out=listed(MacroOut), scopes=READ
)
def list_desk_macros(slug: str) -> dict[str, Any]:
    """The macros of a desk, and one's own on it."""
    shared, own = queries.macros_of(g.actor, desk_of(slug))
    return {"items": [macro_out(each) for folder in (*shared, *own) for each in folder.macros], "next": None}


@operation(bp, "GET", RULES, verb="list", thing="rules", out=listed(RuleOut), scopes=READ)
def list_rules(slug: str) -> dict[str, Any]:
    """The rules of a desk that one runs, in their order."""
    found = rule_queries.rules_of(ruled_desk(slug))
    items = [
        filled(RuleOut, each.rule, does=list(each.does), times=each.times, last=each.last) for each in found
    ]
    return {"items": items, "next": None}


@operation(bp, "GET", f"{RULES}/<int:rule>/trial", verb="try", thing="rule", out=TrialOut, scopes=READ)
def try_rule(slug: str, rule: int) -> TrialOut:
    """What a rule would have done last week. Nothing is done."""
    found = the_rule(ruled_desk(slug), rule)
    touched, count, looked_at, is_cut, trouble = rule_queries.trial_of(g.actor, found)
    cases = [
        TouchOut(
            case_id=each.case.id if each.case else None, at=each.touched.at, times=each.touched.times,
            why=list(each.touched.why) if each.case else [], does=list(each.does) if each.case else [],
        )
        for each in touched
    ]  # fmt: skip
    return TrialOut(
        looked_at=looked_at, count=count, is_cut=is_cut, trouble=trouble, mark=mark_of(found), cases=cases
    )


@operation(
    bp, "PUT", f"{RULES}/<int:rule>/switch", verb="switch", thing="rule", out=SwitchedOut, body=RuleSwitchIn,
    scopes=WRITE,
)  # fmt: skip
def switch(slug: str, rule: int, body: RuleSwitchIn) -> DeskRule:
    """Let a rule work from now on, once its trial was looked at, or no longer."""
    found = the_rule(ruled_desk(slug), rule)
    switch_rule(g.actor, found, body.on, body.tried)
    return found


@operation(
    bp, "GET", f"{RULES}/log", verb="list", thing="firings", out=listed(FiringOut), query=LogIn, scopes=READ
)
def list_firings(slug: str, query: LogIn) -> dict[str, Any]:
    """What fired on a desk, the newest first."""
    page = rule_queries.firings_of(g.actor, ruled_desk(slug), query.rule, query.after)
    items = [
        filled(
            FiringOut, each.firing, case_id=each.case.id if each.case else None,
            why=list(each.firing.why) if each.case else [], does=list(each.does) if each.case else [],
        )
        for each in page.items
    ]  # fmt: skip
    return {"items": items, "next": page.next}
