"""The clocks of a case: until it is answered, until it is solved.

Both run in the working time of the desk. They stand still while the customer is awaited and never while a
colleague is. What has been used up is kept beside since when a clock runs, so that a change of hours, targets
or priority moves the moment and never what has passed. All of it is written inside the transaction of whoever
calls; `due_at` and `solution_due_at` are columns, so that lists sort by them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.cases.models import OVER, Case, CaseState
from hub.cases.target_models import WARN_MINUTES, DeskHours, DeskTarget
from hub.cases.worktime import ALWAYS, Hours, after, between
from hub.channels.owner import owner_of
from hub.core.db import session


@dataclass(frozen=True)
class Promise:
    """What a desk promises for one case, in seconds of its working time. No solution: None."""

    hours: Hours
    reply: int
    solution: int | None
    warning: timedelta


def promise_for(case: Case) -> Promise:
    """The desk's target for the case's priority, or its channel's."""
    kept = session().get(DeskHours, case.space_id)
    target = session().get(DeskTarget, (case.space_id, case.priority))
    first = target.first_minutes if target else None
    reply = (target.next_minutes if target else None) if case.first_replied_at else first
    minutes = reply or first or case.channel.first_reply_minutes
    solution = target.solution_minutes if target else None
    return Promise(
        kept.hours() if kept else ALWAYS, minutes * 60, solution * 60 if solution else None,
        timedelta(minutes=kept.warn_minutes if kept else WARN_MINUTES),
    )  # fmt: skip


def customer_waits(case: Case, since: datetime) -> None:
    """The customer wrote: an answer is owed, if none was owed yet."""
    case.waiting_since = case.waiting_since or since
    case.reply_from = case.reply_from or since
    case.solution_from = case.solution_from or since
    set_moments(case)


def waits_longer(case: Case, since: datetime, reply_from: datetime | None, reply_used: int) -> None:
    """The customer waits here, too, for what they wrote elsewhere: the clock of the first of both goes on."""
    if case.waiting_since is None or since < case.waiting_since:
        case.waiting_since, case.reply_from, case.reply_used = since, reply_from or since, reply_used
    case.solution_from = case.solution_from or since
    set_moments(case)


def owed_since(case: Case, since: datetime) -> None:
    """A reply did not leave, or messages came or went: the clock has run since the oldest unanswered one."""
    case.waiting_since = case.reply_from = since
    case.reply_used = 0
    case.solution_from = case.solution_from or since
    set_moments(case)


def answered(case: Case) -> None:
    """A reply has left: nothing is owed until the customer writes again."""
    case.reply_from, case.reply_used = None, 0
    set_moments(case)


def follow_state(case: Case, moment: datetime) -> None:
    """Stop or go on, as the state says."""
    if case.state in OVER or case.state == CaseState.WAITING_CUSTOMER:
        _stand(case, moment)
        return
    case.solution_from = case.solution_from or moment
    if case.replied_at is None or case.replied_at < case.wrote_at:
        case.waiting_since = case.waiting_since or case.wrote_at
        case.reply_from = case.reply_from or moment
    set_moments(case)


def set_moments(case: Case) -> None:
    """Work out by when from what is left; whoever was told of another moment is told of the new one.

    Where another helpdesk owns the case we promised nothing: nobody here could keep it.
    """
    if owner_of(case.channel):
        case.reply_from = case.solution_from = case.due_at = case.solution_due_at = case.warn_at = None
        return
    promised = promise_for(case)
    before = case.due_at, case.solution_due_at
    case.due_at = case.solution_due_at = None
    if case.reply_from is not None:
        case.due_at = after(promised.hours, case.reply_from, promised.reply - case.reply_used)
    if case.solution_from is not None and promised.solution is not None:
        left = promised.solution - case.solution_used
        case.solution_due_at = after(promised.hours, case.solution_from, left)
    first = min(filter(None, (case.due_at, case.solution_due_at)), default=None)
    case.warn_at = first - promised.warning if first is not None else None
    if before != (case.due_at, case.solution_due_at):
        case.warned_at = case.missed_at = None


def _stand(case: Case, moment: datetime) -> None:
    hours = promise_for(case).hours
    if case.reply_from is not None:
        case.reply_used += between(hours, case.reply_from, moment)
    if case.solution_from is not None:
        case.solution_used += between(hours, case.solution_from, moment)
    case.reply_from = case.solution_from = case.waiting_since = None
    case.due_at = case.solution_due_at = case.warn_at = None
