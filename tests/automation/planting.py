"""Saved replies and a macro that are one person's alone, for the sweeps of the hub."""

from typing import Any

from hub.automation import actions as macros
from hub.automation.deeds import Deed
from hub.automation.rule_actions import WantedRule, keep_rule
from hub.automation.rule_models import Firing, Trigger
from hub.cases.models import Case
from hub.core import clock
from hub.core.db import session, transaction
from hub.snippets import actions as snippets
from tests import cast


def plant_texts_and_macros(made: Any) -> None:
    """Finn's own: a saved reply and one that he has removed; a macro, run on the planted case."""
    finn, desk, mark = cast.person("finn"), cast.space("desk"), made.mark
    own = frozenset({"finn"})
    words = snippets.Words(mark("saved reply", own), mark("text of a saved reply", own))
    made.ids.snippet = snippets.save_snippet(finn, desk, words).id
    gone = snippets.save_snippet(finn, desk, words)
    snippets.remove_snippet(finn, gone)
    made.ids.removed_snippet = gone.id
    _plant_macros(made)


def _plant_macros(made: Any) -> None:
    finn, desk, mark = cast.person("finn"), cast.space("desk"), made.mark
    own, everybody = frozenset({"finn"}), frozenset({"finn", "hugo"})
    deeds = [Deed("note", mark("note of a macro", everybody)), Deed("label", "planted")]
    wanted = macros.Wanted(mark("macro", own), deeds, folder=mark("folder of a macro", own))
    macro = macros.keep_macro(finn, desk, wanted)
    case = session().get_one(Case, made.ids.case)
    wanted_rule = WantedRule(
        mark("rule", everybody), Trigger.LABEL, "label:planted", [Deed("label", "ruled")]
    )
    rule = keep_rule(cast.person("hugo"), desk, wanted_rule)
    with transaction() as db:
        fired = Firing(
            rule_id=rule.id, case_id=case.id, cause="event:0", trigger=rule.trigger, filter=rule.filter,
            why=["label:planted"], deeds=rule.deeds, at=clock.now(),
        )  # fmt: skip
        db.add(fired)
    made.ids.rule, made.ids.firing = rule.id, fired.id
    made.ids.macro, made.ids.macro_run = macro.id, macros.run_macro(finn, macro, case).id
