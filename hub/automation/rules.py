"""Who keeps macros and who runs them. One's own are nobody else's; a desk's are its supervisors'."""

from sqlalchemy import ColumnElement, and_, or_, select

from hub.automation.models import Macro, MacroRun
from hub.automation.rule_models import Firing
from hub.cases.models import Case
from hub.cases.rules import RUN_DESK
from hub.core.permissions import Actor, Because, Verdict, permission, rule, verdict, visible
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person
from hub.spaces.models import Space
from hub.spaces.rules import WORK_CASES_IN, case_space_ids

KEEP_OWN_MACRO = permission("automation.macro.keep_own", lazy("Keep a macro of one’s own"))
KEEP_MACRO = permission("automation.macro.keep", lazy("Change or take away a macro"))
TAKE_BACK_RUN = permission("automation.run.undo", lazy("Take back what a macro did"))


@visible(Macro)
def readable_macros(actor: Actor) -> ColumnElement[bool]:
    """Those of the desks whose cases one sees, and there one's own."""
    return and_(
        Macro.removed_at.is_(None),
        Macro.space_id.in_(case_space_ids(actor)),
        or_(Macro.owner_id.is_(None), Macro.owner_id == actor.id),
    )


@visible(MacroRun)
def own_runs(actor: Actor) -> ColumnElement[bool]:
    """What one ran oneself."""
    return MacroRun.by_id == actor.id


@rule(KEEP_OWN_MACRO)
def may_keep_own(actor: Person, desk: Space) -> Verdict:
    return verdict(actor, WORK_CASES_IN, desk)


@rule(KEEP_MACRO)
def may_keep(actor: Person, macro: Macro) -> Verdict:
    if macro.owner_id is not None:
        return macro.owner_id == actor.id and verdict(actor, WORK_CASES_IN, macro.space)
    return verdict(actor, RUN_DESK, macro.space) or Because(
        _("The macros of a desk are kept by its supervisors. Keep one of your own, or ask them.")
    )


@rule(TAKE_BACK_RUN)
def may_take_back(actor: Person, run: MacroRun) -> Verdict:
    return run.by_id == actor.id


@visible(Firing)
def readable_firings(actor: Actor) -> ColumnElement[bool]:
    """Of the cases that one sees."""
    return Firing.case_id.in_(select(Case.id).where(Case.space_id.in_(case_space_ids(actor))))
