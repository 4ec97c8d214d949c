"""Keeping the rules of a desk. A rule is off until somebody has tried it on last week's cases."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from hub.automation.deeds import Bench, Deed, checked, deeds_of, stored
from hub.automation.events import RuleKept
from hub.automation.order import put
from hub.automation.rule_models import DeskRule, Trigger
from hub.cases.deskhand import DeskHand
from hub.cases.filtering import conditions, parse, text_of
from hub.cases.narrowing import Reader, narrowed
from hub.cases.rules import RUN_DESK
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces.models import Space

MOST = 50  # rules of a desk
MOST_HOURS = 24 * 366


@dataclass(frozen=True)
class WantedRule:
    """A rule as it is written."""

    name: str
    trigger: Trigger
    filter: str
    deeds: Sequence[Deed]
    hours: int | None = None


def keep_rule(actor: Person, desk: Space, wanted: WantedRule, rule: DeskRule | None = None) -> DeskRule:
    """Make a rule, or change one; it is off afterwards. Raises Invalid naming the field."""
    require(actor, RUN_DESK, desk)
    text = read_filter(actor, wanted.filter)
    deeds = checked(Bench(DeskHand(desk.id, actor.id), desk, shared=True), wanted.deeds)
    if wanted.trigger == Trigger.QUIET and not 1 <= (wanted.hours or 0) <= MOST_HOURS:
        raise Invalid(_("Say for how many hours, from one to a year."), field="hours")
    with transaction() as db:
        there = select(func.count()).where(DeskRule.space_id == desk.id, DeskRule.removed_at.is_(None))
        if rule is None and (db.scalar(there) or 0) >= MOST:
            raise Invalid(_("At most %(most)s of these, please.", most=MOST), field="name")
        if rule is None:
            last = db.scalar(select(func.max(DeskRule.position)).where(DeskRule.space_id == desk.id))
            rule = DeskRule(space_id=desk.id, space=desk, position=(last or 0) + 1)
        before = _told(rule) if rule.id is not None else {}
        rule.name, rule.trigger, rule.filter = wanted.name, wanted.trigger, text
        rule.hours = wanted.hours if wanted.trigger == Trigger.QUIET else None
        rule.deeds, rule.is_on = stored(deeds), False
        rule.changed_by_id, rule.changed_at = actor.id, clock.now()
        db.add(rule)
        db.flush()
        audit(actor, "automation.keep_rule", _about(rule), before=before, after=_told(rule))
        record(RuleKept(rule.id), actor, desk)
    return rule


def switch_rule(actor: Person, rule: DeskRule, on: bool, tried: str = "") -> None:
    """Let it work from now on, or no longer. `tried`: the mark of the trial that was looked at."""
    require(actor, RUN_DESK, rule.space)
    if on and tried != mark_of(rule):
        raise Invalid(_("Look first at what it would have done last week."), field="tried")
    if on:  # people leave and texts are recalled between writing a rule and letting it work
        checked(Bench(DeskHand(rule.space_id, actor.id), rule.space, shared=True), deeds_of(rule.deeds))
    with transaction():
        before = {"is_on": rule.is_on}
        rule.is_on = on
        if on:
            rule.on_at, rule.on_by_id = clock.now(), actor.id
        audit(actor, "automation.switch_rule", _about(rule), before=before, after={"is_on": on})
        record(RuleKept(rule.id, is_on=on), actor, rule.space)


def drop_rule(actor: Person, rule: DeskRule) -> None:
    """Take it away. What it did, and the log of it, stays."""
    require(actor, RUN_DESK, rule.space)
    with transaction():
        rule.removed_at, rule.is_on = clock.now(), False
        audit(actor, "automation.drop_rule", _about(rule), before=_told(rule))
        record(RuleKept(rule.id, removed=True), actor, rule.space)


def move_rule(actor: Person, rule: DeskRule, up: bool) -> None:
    """One place up or down: rules look at a case in this order."""
    require(actor, RUN_DESK, rule.space)
    with transaction() as db:
        mine = select(DeskRule).where(DeskRule.space_id == rule.space_id, DeskRule.removed_at.is_(None))
        put(db.scalars(mine.order_by(DeskRule.position, DeskRule.id)).all(), rule, up=up)
        audit(actor, "automation.move_rule", _about(rule), after={"up": up})
        record(RuleKept(rule.id, is_on=rule.is_on), actor, rule.space)


def mark_of(rule: DeskRule) -> str:
    """Stands for the rule as it is written now."""
    return hashlib.sha256(f"{rule.id} {rule.changed_at.isoformat()}".encode()).hexdigest()[:24]


def read_filter(actor: Person, text: str) -> str:
    """Conditions in one spelling; nobody is “me” where nobody looks. Raises Invalid."""
    node = parse(text)
    if any(each.name == "assignee" and "me" in each.values for each in conditions(node)):
        raise Invalid(
            _("A rule runs for nobody in particular: name a person instead of “me”."), field="filter"
        )
    session().scalars(select(1).where(narrowed(Reader(actor, clock.now()), node)))
    return text_of(node)


def _told(rule: DeskRule) -> dict[str, object]:
    """For the audit log, whose readers are not of the desk: none of its words."""
    return {"trigger": str(rule.trigger), "hours": rule.hours, "deeds": len(rule.deeds)}


def _about(rule: DeskRule) -> str:
    return f"{rule.space.ref} rule:{rule.id}"
