"""Keeping a case quiet: muted, spam, a blocked customer. Whatever they write is kept (CS23)."""

from sqlalchemy import ColumnElement, select, union

from hub.cases.actions.steps import set_state, step, tell_questions
from hub.cases.events import CaseQuieted
from hub.cases.models import Case, CaseState, Customer
from hub.cases.rules import WORK_CASE
from hub.core import clock
from hub.core.db import locked, transaction
from hub.core.events import record
from hub.core.permissions import require
from hub.people.models import Person


def is_quiet() -> ColumnElement[bool]:
    """The condition of the list of what is kept quiet: few of many, and found each by its own index."""
    blocked = select(Customer.id).where(Customer.blocked_at.is_not(None))
    return Case.id.in_(
        union(
            select(Case.id).where(Case.muted_at.is_not(None)),
            select(Case.id).where(Case.spam_at.is_not(None)),
            select(Case.id).where(Case.customer_id.in_(blocked)),
        )
    )


def mute(actor: Person, case: Case, quiet: bool = True) -> None:
    """What the customer writes on goes into the case without waking anybody, until it is undone."""
    require(actor, WORK_CASE, case)
    with transaction():
        locked(case)
        case.muted_at = clock.now() if quiet else None
        step(actor, case, "muted" if quiet else "unmuted")
        record(CaseQuieted("muted", quiet), actor, case)


def mark_spam(actor: Person, case: Case, spam: bool = True) -> None:
    """Close a case as spam, without a question to whoever wrote it; undone, it is open again."""
    require(actor, WORK_CASE, case)
    with transaction():
        locked(case)
        if (case.spam_at is not None) == spam:
            return
        case.spam_at = clock.now() if spam else None
        set_state(case, CaseState.CLOSED if spam else CaseState.OPEN)
        step(actor, case, "spam" if spam else "no_spam")
        tell_questions(case)
        record(CaseQuieted("spam", spam), actor, case)


def block(actor: Person, case: Case, blocked: bool = True) -> None:
    """What the customer of this case writes from now on is kept in closed cases that wake nobody."""
    require(actor, WORK_CASE, case)
    with transaction():
        locked(case.customer)
        case.customer.blocked_at = clock.now() if blocked else None
        step(actor, case, "blocked" if blocked else "unblocked")
        record(CaseQuieted("blocked", blocked), actor, case)
