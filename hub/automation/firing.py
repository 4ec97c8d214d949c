"""Rules at work: an event or a silence, the case as it stands, and the deeds, all in one transaction.

Whoever was killed half way has done nothing; who sees an event twice does nothing the second time. A rule
does not hear what it caused itself, also not through other rules.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, exists, func, literal, or_, select

from hub.automation.acts import do
from hub.automation.deeds import Bench, deeds_of
from hub.automation.events import RuleFired
from hub.automation.rule_models import DeskRule, Echo, Firing, Trigger
from hub.automation.triggers import occasions_of
from hub.cases.actions.steps import step
from hub.cases.deskhand import DeskHand
from hub.cases.filtering import Node, parse
from hub.cases.models import Case, Message
from hub.cases.narrowing import Reader, held, narrowed
from hub.cases.rules import WORK_CASE
from hub.core import clock, refs
from hub.core.db import locked, session, transaction
from hub.core.errors import HubError
from hub.core.events import Event, noted, record
from hub.core.permissions import require

MOST = 200  # cases in one look for silence


def react(event: Event, _fact: Any) -> None:
    """Let every rule that waits for this event look at its case."""
    occasions = list(occasions_of(event))
    case = session().get(Case, refs.parse(event.subject).id) if occasions else None
    if case is None:
        return
    echo = session().get(Echo, event.id)
    chain = echo.chain if echo is not None else []
    for trigger, cause in occasions:
        for rule in rules_on(case.space_id, trigger):
            due = rule.id not in chain and rule.on_at is not None and rule.on_at <= event.at
            if due and fire(rule, case, cause, chain):
                chain = [*chain, rule.id]  # what comes next may fit because of it


def watch_quiet() -> int:
    """Fire for cases in which nobody wrote for as long as a rule says. Returns for how many."""
    fired = 0
    waiting = select(DeskRule).where(DeskRule.trigger == Trigger.QUIET, _is_on())
    for rule in session().scalars(waiting.order_by(DeskRule.space_id, DeskRule.position)).all():
        for case_id, message_id in list(_silent(rule)):
            with transaction() as db:
                case = locked(db.get_one(Case, case_id))
                fired += fire(rule, case, f"quiet:{message_id}", [])
    return fired


def rules_on(space_id: int, trigger: Trigger) -> Sequence[DeskRule]:
    """The rules of a desk that wait for this, in their order."""
    there = select(DeskRule).where(DeskRule.space_id == space_id, DeskRule.trigger == trigger, _is_on())
    return session().scalars(there.order_by(DeskRule.position, DeskRule.id)).all()


def fire(rule: DeskRule, case: Case, cause: str, chain: Sequence[int]) -> bool:
    """Do what the rule says if the case fits, is not kept quiet and was not there before. Returns whether."""
    with transaction() as db:
        locked(case)
        if case.is_quiet or case.merged_into_id is not None or case.space_id != rule.space_id:
            return False
        node = parse(rule.filter)
        hand = DeskHand(rule.space_id, rule.on_by_id or rule.changed_by_id)
        if _has_fired(rule, case, cause) or not fits(hand, node, case):
            return False
        firing = Firing(
            rule_id=rule.id, case_id=case.id, cause=cause, trigger=rule.trigger, filter=rule.filter,
            why=held(reader_of(hand), node, case.id), deeds=rule.deeds, at=clock.now(),
        )  # fmt: skip
        db.add(firing)
        db.flush()
        try:
            with db.begin_nested(), noted() as made:
                _do_all(hand, rule, case, firing)
            for event_id in made:
                db.add(Echo(event_id=event_id, chain=[*chain, rule.id]))
        except HubError as refused:  # what cannot be done is told in the log and leaves no half
            firing.trouble = refused.message[:500]
        db.flush()
    return not firing.trouble


def fits(hand: Any, node: Node, case: Case, at: datetime | None = None) -> bool:
    """Whether the conditions hold now: the formula of the list of cases."""
    test = narrowed(reader_of(hand, at), node)
    return session().scalar(select(Case.id).where(Case.id == case.id, test)) is not None


def reader_of(hand: Any, at: datetime | None = None) -> Reader:
    """The desk looks, now or at another moment."""
    return Reader(hand, at or clock.now())


def _do_all(hand: Any, rule: DeskRule, case: Case, firing: Firing) -> None:
    require(hand, WORK_CASE, case)
    step(hand, case, "rule", detail=rule.name, about=f"firing:{firing.id}")
    for deed in deeds_of(rule.deeds):
        do(Bench(hand, case.space), case, deed)
    record(RuleFired(rule.id, firing.id), hand, case)
    session().flush()


def _is_on() -> Any:
    return DeskRule.is_on.is_(True) & DeskRule.removed_at.is_(None)


def _has_fired(rule: DeskRule, case: Case, cause: str) -> bool:
    there = select(Firing.id).where(
        Firing.rule_id == rule.id, Firing.case_id == case.id, Firing.cause == cause
    )
    return session().scalar(there) is not None


def _silent(rule: DeskRule) -> Iterator[tuple[int, int]]:
    """(case, its last message) where silence lasts and this rule has not answered to it."""
    edge = clock.now() - timedelta(hours=rule.hours or 1)
    last = select(func.max(Message.id)).where(Message.case_id == Case.id, Message.automatic.is_(False))
    newest = last.correlate(Case).scalar_subquery()
    done = exists().where(
        Firing.rule_id == rule.id, Firing.case_id == Case.id,
        Firing.cause == literal("quiet:") + cast(newest, String),
    )  # fmt: skip
    hand = DeskHand(rule.space_id, rule.on_by_id or rule.changed_by_id)
    statement = select(Case.id, newest).where(
        Case.space_id == rule.space_id, Case.wrote_at <= edge,
        or_(Case.replied_at.is_(None), Case.replied_at <= edge), Case.merged_into_id.is_(None),
        Case.muted_at.is_(None), Case.spam_at.is_(None), ~done,
        narrowed(reader_of(hand), parse(rule.filter)),
    )  # fmt: skip
    for row in session().execute(statement.order_by(Case.id).limit(MOST)).all():
        yield row[0], row[1]
