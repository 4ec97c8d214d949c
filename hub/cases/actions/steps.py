"""Small parts that every action on a case shares: its history and how it waits."""

from datetime import datetime

from sqlalchemy import func, select

from hub.cases import clocks
from hub.cases.events import PromiseSettled
from hub.cases.models import OVER, Case, CaseState, Step
from hub.core import clock
from hub.core.db import session
from hub.core.events import record
from hub.core.features import resolve_many
from hub.core.permissions import SYSTEM, Actor
from hub.links.models import LinkKind
from hub.links.queries import sources_of, targets_of
from hub.reuse.events import CustomersWaiting

ASKED = (LinkKind.ASKED, LinkKind.JOINED)
OUTBOX = "outbox"  # the queue of replies on their way out


def step(actor: Actor, case: Case, what: str, detail: str = "", about: str = "") -> None:
    """Add a line to the case's history, inside a transaction."""
    moment = clock.now()
    session().add(
        Step(case_id=case.id, actor_id=actor.id, what=what, detail=detail[:300], about=about, at=moment)
    )
    case.active_at = moment


def tell_questions(case: Case) -> None:
    """Let the questions behind a case know how many customers wait for them (D11).

    Recorded as the hub's own doing: it follows from an act whose right was checked.
    """
    for question in targets_of(case.ref, ASKED):
        tell_question(question)


def tell_question(question: str) -> None:
    """The same for one question, inside a transaction."""
    session().flush()
    waiting, cases, *moments = _waiting_for(question)
    thing = resolve_many(SYSTEM, [question]).get(question)
    if thing is not None:
        since, due_at = (moment.isoformat() if moment else "" for moment in moments)
        fact = CustomersWaiting(question, waiting, cases, since, due_at)
        record(fact, SYSTEM, thing)


def _waiting_for(question: str) -> tuple[int, int, datetime | None, datetime | None]:
    """How many customers wait, in how many cases at all, since when, and by when the first was promised."""
    ids = [int(ref.split(":")[1]) for ref in sources_of(question, ASKED) if ref.startswith("case:")]
    waiting = Case.id.in_(ids) & Case.waiting_since.is_not(None) & Case.state.not_in(OVER)
    statement = select(func.count(Case.id), func.min(Case.waiting_since), func.min(Case.due_at))
    count, since, due_at = session().execute(statement.where(waiting)).one()
    return count, len(ids), since, due_at


def set_state(case: Case, state: CaseState) -> CaseState:
    """Move a case to a state and keep its moments right. Returns the state before."""
    before = CaseState(case.state)
    moment = clock.now()
    case.state = state
    if state == CaseState.SOLVED:
        case.solved_at = moment
    if state == CaseState.CLOSED:
        case.closed_at = moment
        case.solved_at = case.solved_at or moment
    if state not in OVER:
        case.solved_at = case.closed_at = None
    if state in OVER and before not in OVER and case.solution_due_at is not None:
        record(PromiseSettled("solution", moment <= case.solution_due_at), SYSTEM, case)
    clocks.follow_state(case, moment)
    return before
