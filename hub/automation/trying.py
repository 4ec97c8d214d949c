"""What a rule would have done last week: its conditions on cases as they stood then, nothing written.

Everything happens inside one transaction that is rolled back. State, priority, person, labels are put back to
how they were at the moment; whatever else a condition asks for is as it is today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.automation.deeds import Bench, Deed, checked, deeds_of
from hub.automation.firing import fits, reader_of
from hub.automation.foreseeing import is_so
from hub.automation.past import past_of
from hub.automation.rule_models import DeskRule, Trigger
from hub.automation.triggers import KINDS, occasions_of
from hub.cases.deskhand import DeskHand
from hub.cases.filtering import parse
from hub.cases.models import Case, Message
from hub.cases.narrowing import held
from hub.core import clock, refs
from hub.core.db import session, transaction
from hub.core.errors import HubError
from hub.core.events import Event

WEEK = timedelta(days=7)
MOST = 400  # occasions that are looked at, the newest first


@dataclass(frozen=True)
class Touched:
    """A case on which it would have fired: first when, how often, why, what would have been another."""

    case_id: int
    at: datetime
    times: int
    why: Sequence[str]
    deeds: Sequence[Deed]


@dataclass(frozen=True)
class Trial:
    """The whole. `looked_at`: how often it would have looked; `trouble`: why nothing would have worked."""

    looked_at: int
    touched: Sequence[Touched]
    is_cut: bool = False
    trouble: str = ""


class _Back(Exception):
    """Nothing of the trial stays."""


def try_rule(rule: DeskRule) -> Trial:
    """Try it on the last seven days."""
    hand = DeskHand(rule.space_id, rule.on_by_id or rule.changed_by_id)
    trouble = ""
    try:
        checked(Bench(hand, rule.space, shared=True), deeds_of(rule.deeds))
    except HubError as refused:
        trouble = refused.message
    moments = sorted(occasions(rule), key=lambda each: each[1])
    touched: dict[int, Touched] = {}
    try:
        with transaction():
            _go_through(rule, hand, moments[-MOST:], touched)
            raise _Back
    except _Back:
        pass
    return Trial(len(moments), list(touched.values()), len(moments) > MOST, trouble)


def occasions(rule: DeskRule) -> list[tuple[int, datetime]]:
    """(case, moment) of last week at which the rule would have looked."""
    since = clock.now() - WEEK
    if rule.trigger == Trigger.QUIET:
        return _silences(rule, since)
    kinds = [fact.kind for fact in KINDS[rule.trigger]]
    told = select(Event).where(Event.space_id == rule.space_id, Event.kind.in_(kinds), Event.at >= since)
    found: dict[tuple[int, str], datetime] = {}
    for event in session().scalars(told.order_by(Event.id)):
        for trigger, cause in occasions_of(event):
            if trigger == rule.trigger:
                found.setdefault((refs.parse(event.subject).id, cause), event.at)
    return [(case_id, at) for (case_id, _cause), at in found.items()]


def _silences(rule: DeskRule, since: datetime) -> list[tuple[int, datetime]]:
    span, now = timedelta(hours=rule.hours or 1), clock.now()
    spoken = (
        select(Message.case_id, Message.at).join(Case, Case.id == Message.case_id)
        .where(Case.space_id == rule.space_id, Message.automatic.is_(False), Case.active_at >= since - span)
        .order_by(Message.case_id, Message.id).limit(20_000)
    )  # fmt: skip
    by_case: dict[int, list[datetime]] = {}
    for case_id, at in session().execute(spoken):
        by_case.setdefault(case_id, []).append(at)
    return [
        (case_id, first + span)
        for case_id, moments in by_case.items()
        for first, then in pairwise([*moments, now])
        if then - first >= span and first + span >= since
    ]


def _go_through(
    rule: DeskRule, hand: DeskHand, moments: Sequence[tuple[int, datetime]], touched: dict[int, Touched]
) -> None:
    ids = {case_id for case_id, _at in moments}
    past, node, deeds = past_of(rule.space_id, ids), parse(rule.filter), deeds_of(rule.deeds)
    wanted = select(Case).where(Case.id.in_(ids)).options(joinedload(Case.customer))
    cases = {case.id: case for case in session().scalars(wanted)}
    for case_id, at in moments:
        case = cases[case_id]
        if case.is_quiet or case.merged_into_id is not None:
            continue
        past.put_back(case, at)
        if not fits(hand, node, case, at):
            continue
        before = touched.get(case_id)
        if before is not None:
            touched[case_id] = Touched(case_id, before.at, before.times + 1, before.why, before.deeds)
            continue
        other = [deed for deed in deeds if not is_so(hand, case, deed)]
        touched[case_id] = Touched(case_id, at, 1, held(reader_of(hand, at), node, case_id), other)
