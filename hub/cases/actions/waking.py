"""Cases that were put aside come back when their time has come."""

from sqlalchemy import select

from hub.cases.actions.steps import step
from hub.cases.events import CaseWoke
from hub.cases.models import OVER, Case
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.events import record
from hub.core.permissions import SYSTEM

MOST = 200  # in one go


def wake_due() -> int:
    """Take up again what was put aside until now; whoever works on it hears of it. Returns how many."""
    moment = clock.now()
    asleep = select(Case.id).where(Case.snoozed_until <= moment, Case.state.not_in(OVER))
    ids = session().scalars(asleep.order_by(Case.snoozed_until).limit(MOST)).all()
    woken = 0
    for id in ids:
        with transaction() as db:
            case = locked(db.get_one(Case, id))
            if case.snoozed_until is None or case.snoozed_until > moment:
                continue  # somebody was faster
            case.snoozed_until = None
            step(SYSTEM, case, "woken")
            record(CaseWoke(), SYSTEM, case)
            woken += 1
    return woken
