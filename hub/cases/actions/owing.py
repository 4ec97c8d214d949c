"""What a reply changes about who owes whom: it left, it came back, it went on after all."""

from datetime import datetime

from sqlalchemy import func, select

from hub.cases import clocks
from hub.cases.actions.steps import set_state, tell_questions
from hub.cases.events import PromiseSettled
from hub.cases.models import Case, CaseState, Message
from hub.channels.contract import MessageState
from hub.core.db import locked, session
from hub.core.events import record
from hub.core.permissions import SYSTEM

AFTER = {
    "wait": CaseState.WAITING_CUSTOMER,
    "solve": CaseState.SOLVED,
    "close": CaseState.CLOSED,
    "open": CaseState.OPEN,
}


def settle_promise(message: Message) -> None:
    """The reply has left: whether the customer had it by when it was promised is known now."""
    due = message.extra.get("due")
    if due:
        which = "first" if message.extra.get("first") else "next"
        kept = message.at <= datetime.fromisoformat(due)
        record(PromiseSettled(which, kept, message.id), SYSTEM, message.case)


def _replied(case: Case) -> tuple[datetime | None, datetime | None]:
    """When the first and the last reply left that were not taken back and did not fail."""
    session().flush()
    statement = select(func.min(Message.at), func.max(Message.at)).where(
        Message.case_id == case.id,
        Message.author_id.is_not(None),
        Message.state.not_in((MessageState.TAKEN_BACK, MessageState.FAILED, MessageState.BY_HAND)),
    )
    first, last = session().execute(statement).one()
    there = _answered_elsewhere(case)
    return min(filter(None, (first, *there)), default=None), max(filter(None, (last, *there)), default=None)


def _answered_elsewhere(case: Case) -> list[datetime]:
    """When the customer was answered at the site itself."""
    statement = select(Message.at, Message.extra).where(
        Message.case_id == case.id, Message.author_id.is_(None), Message.automatic.is_(True)
    )
    return [at for at, extra in session().execute(statement) if extra.get("elsewhere")]


def came_back(message: Message) -> None:
    """A reply that was not sent makes its case the desk's again: the customer still waits."""
    case = message.case
    if message.automatic:
        return
    locked(case)
    if case.is_over or case.state == CaseState.WAITING_CUSTOMER:
        set_state(case, CaseState.OPEN)
    wait_again(case)
    tell_questions(case)


def went_on(message: Message) -> None:
    """It leaves, or has left, after all: what was to happen with the case then, happens now."""
    case = message.case
    if message.automatic:
        return
    locked(case)
    case.first_replied_at, case.replied_at = _replied(case)
    if case.wrote_at <= message.at and not case.is_over:
        clocks.answered(case)
        set_state(case, AFTER[message.extra.get("then", "wait")])
    tell_questions(case)


def wait_again(case: Case) -> None:
    """The clock of a case runs from the first unanswered words again, unless all had an answer."""
    case.first_replied_at, case.replied_at = _replied(case)
    if case.replied_at is None or case.replied_at < case.wrote_at:
        clocks.owed_since(case, unanswered_since(case))


def unanswered_since(case: Case) -> datetime:
    """When the customer wrote the oldest message that no reply came after; the last one if all had theirs."""
    oldest = select(func.min(Message.at)).where(
        Message.case_id == case.id, Message.state == MessageState.RECEIVED
    )
    if case.replied_at is not None:
        oldest = oldest.where(Message.at > case.replied_at)
    return session().scalar(oldest) or case.wrote_at
