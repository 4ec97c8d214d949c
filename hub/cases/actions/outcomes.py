"""How a case ends: solving it, the lesson, and what the customer says of it."""

from sqlalchemy import select

from hub.cases.actions.steps import ASKED, set_state, step, tell_questions
from hub.cases.actions.survey import ask_for_rating
from hub.cases.events import CaseChanged, CaseRated, LessonRecorded
from hub.cases.identities import names_of
from hub.cases.lessons import draft_page, note_known
from hub.cases.models import Case, CaseState, Message
from hub.cases.rules import WORK_CASE
from hub.channels.contract import MessageState
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.limits import LIMITS
from hub.core.permissions import SYSTEM, Actor, require
from hub.core.words import gettext as _
from hub.links.queries import targets_of
from hub.people.models import Person
from hub.reuse.events import OutcomeArrived
from hub.reuse.masking import mask
from hub.reuse.models import Credit, Provenance, Relation

LESSONS = ("existing", "improved", "new", "nothing")


def solve(actor: Person, case: Case, *, lesson: str = "", note: str = "", close: bool = False) -> None:
    """The matter is settled. Notes what was learned (D14) and asks the customer how it was."""
    require(actor, WORK_CASE, case)
    if lesson and lesson not in LESSONS:
        raise Invalid(_("Choose what this case taught us."), field="lesson")
    with transaction():
        locked(case)
        before = set_state(case, CaseState.CLOSED if close else CaseState.SOLVED)
        if lesson:
            _note_lesson(actor, case, lesson, note)
        note_known(actor, case)
        step(actor, case, "state", detail=case.state)
        ask_for_rating(case)
        tell_questions(case)
        record(CaseChanged(case.state, before), actor, case)


def rate(case: Case, rating: int, words: str = "") -> None:
    """The customer says how it was, 1 to 5. A second time changes the first."""
    if not 1 <= rating <= 5:
        raise Invalid(_("Please choose 1 to 5."), field="rating")
    with transaction():
        locked(case)
        before = case.rating or 0
        if before == rating and case.rating_words == words:
            return
        case.rating, case.rating_words = rating, words[: LIMITS.body]
        case.rated_at = clock.now()
        if before != rating:
            step(SYSTEM, case, "rated", detail=str(rating))
        _tell_helpers(case, before)
        record(CaseRated(rating), SYSTEM, case)


def record_lesson(actor: Actor, case: Case, lesson: str, note: str = "") -> None:
    """Note what a case taught us after it was solved."""
    require(actor, WORK_CASE, case)
    if lesson not in LESSONS:
        raise Invalid(_("Choose what this case taught us."), field="lesson")
    with transaction():
        _note_lesson(actor, case, lesson, note)


def _note_lesson(actor: Actor, case: Case, lesson: str, note: str) -> None:
    """What is new has its draft at once."""
    case.lesson, case.lesson_note = lesson, note[: LIMITS.note]
    if lesson == "new" and isinstance(actor, Person):
        draft_page(actor, case)
    record(LessonRecorded(lesson), actor, case)


def _tell_helpers(case: Case, before: int) -> None:
    """The result goes to everybody credited in the case's replies, the words without identity."""
    refs = [f"message:{id}" for id in _replies(case)]
    rows = (
        session()
        .scalars(select(Provenance).where(Provenance.reply.in_(refs), Provenance.relation == Relation.USED))
        .all()
    )
    helpers = set(session().scalars(select(Credit.person_id).where(Credit.reply.in_(refs))))
    questions = targets_of(case.ref, ASKED)
    fact = OutcomeArrived(
        reply=refs[-1] if refs else "",
        rating=case.rating or 0,
        words=mask(case.rating_words[:600], names_of(case)).text,
        question=questions[0] if questions else "",
        sources=list(dict.fromkeys(row.source for row in rows)),
        helpers=sorted(helpers),
        before=before,
    )
    record(fact, SYSTEM, case)


def _replies(case: Case) -> list[int]:
    statement = select(Message.id).where(
        Message.case_id == case.id,
        Message.author_id.is_not(None),
        Message.state != MessageState.TAKEN_BACK,
    )
    return list(session().scalars(statement.order_by(Message.id)))
