"""Rules, what fired, and a trial as their pages need them; cases only as far as the reader may open them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from hub.automation.deeds import deeds_of
from hub.automation.rule_models import DeskRule, Firing
from hub.automation.trying import Touched, try_rule
from hub.automation.wording import names_of, said
from hub.cases.models import Case
from hub.core.db import session
from hub.core.permissions import SYSTEM, readable
from hub.people.models import Person
from hub.spaces.models import Space
from hub.web.paging import Page, cut

PAGE = 30
SHOWN = 50  # cases of a trial


@dataclass(frozen=True)
class ShownRule:
    """A rule, what it does in words, how often it fired and when last."""

    rule: DeskRule
    does: Sequence[str]
    times: int
    last: datetime | None


@dataclass(frozen=True)
class ShownFiring:
    """One line of the log; `case` is None where the reader may not open it, : nothing of it is said."""

    firing: Firing
    case: Case | None
    does: Sequence[str]


@dataclass(frozen=True)
class ShownTouch:
    """A case of a trial, the same way."""

    touched: Touched
    case: Case | None
    does: Sequence[str]


def rules_of(desk: Space) -> list[ShownRule]:
    """The rules of a desk in their order."""
    mine = select(DeskRule).where(DeskRule.space_id == desk.id, DeskRule.removed_at.is_(None))
    rules = session().scalars(mine.order_by(DeskRule.position, DeskRule.id)).all()
    fired = select(Firing.rule_id, func.count(Firing.id), func.max(Firing.at)).where(Firing.trouble == "")
    counts = {
        id: (times, last)
        for id, times, last in session().execute(
            fired.where(Firing.rule_id.in_([each.id for each in rules])).group_by(Firing.rule_id)
        )
    }
    names = names_of(SYSTEM, desk.id, [deed for rule in rules for deed in deeds_of(rule.deeds)])
    return [
        ShownRule(rule, [said(deed, names) for deed in deeds_of(rule.deeds)], *counts.get(rule.id, (0, None)))
        for rule in rules
    ]


def rule_of(desk: Space, id: int) -> DeskRule | None:
    """One of them."""
    there = select(DeskRule).where(
        DeskRule.id == id, DeskRule.space_id == desk.id, DeskRule.removed_at.is_(None)
    )
    return session().scalars(there.options(joinedload(DeskRule.space))).one_or_none()


def firings_of(actor: Person, desk: Space, rule_id: int = 0, after: int | None = None) -> Page[ShownFiring]:
    """What fired on a desk, the newest first."""
    told = select(Firing).join(DeskRule).where(DeskRule.space_id == desk.id).options(joinedload(Firing.rule))
    if rule_id:
        told = told.where(Firing.rule_id == rule_id)
    if after is not None:
        told = told.where(Firing.id < after)
    rows = session().scalars(told.order_by(Firing.id.desc()).limit(PAGE + 1)).all()
    cases = _readable(actor, {row.case_id for row in rows})
    names = names_of(SYSTEM, desk.id, [deed for row in rows for deed in deeds_of(row.deeds)])
    shown = [
        ShownFiring(row, cases.get(row.case_id), [said(deed, names) for deed in deeds_of(row.deeds)])
        for row in rows
    ]
    found: Page[Firing] = cut(rows, PAGE)
    return Page(shown[:PAGE], found.next)


def trial_of(actor: Person, rule: DeskRule) -> tuple[list[ShownTouch], int, int, bool, str]:
    """(cases, how many would change, occasions, whether older ones were left out, why it would fail)."""
    trial = try_rule(rule)
    touched = sorted(trial.touched, key=lambda each: each.at, reverse=True)
    cases = _readable(actor, {each.case_id for each in touched[:SHOWN]})
    names = names_of(SYSTEM, rule.space_id, deeds_of(rule.deeds))
    shown = [
        ShownTouch(each, cases.get(each.case_id), [said(deed, names) for deed in each.deeds])
        for each in touched[:SHOWN]
    ]
    return shown, sum(bool(each.deeds) for each in touched), trial.looked_at, trial.is_cut, trial.trouble


def _readable(actor: Person, ids: Iterable[int]) -> dict[int, Case]:
    there = readable(actor, select(Case)).where(Case.id.in_(ids)).options(joinedload(Case.customer))
    return {case.id: case for case in session().scalars(there)}
