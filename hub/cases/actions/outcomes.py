"""How a case ends: solving it, the lesson, the question to the customer, and what they say."""

import hashlib
import hmac
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from hub.cases import guard
from hub.cases.actions.inside import names_of
from hub.cases.actions.replies import QUEUE
from hub.cases.actions.steps import ASKED, set_state, step, tell_questions
from hub.cases.events import CaseChanged, CaseRated, LessonRecorded
from hub.cases.models import Case, CaseState, Message
from hub.cases.rules import WORK_CASE
from hub.channels.contract import MessageState, adapter_of
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.deliveries import enqueue
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.limits import LIMITS
from hub.core.markup import safe_render
from hub.core.permissions import SYSTEM, Actor, require
from hub.links.queries import targets_of
from hub.people.models import Person
from hub.reuse.events import OutcomeArrived
from hub.reuse.masking import mask
from hub.reuse.models import Credit, Provenance, Relation

LESSONS = ("existing", "improved", "new", "nothing")
ASK_AGAIN_AFTER = timedelta(days=14)  # at most one question per customer in this time (CS20)


def solve(actor: Person, case: Case, *, lesson: str = "", note: str = "", close: bool = False) -> None:
    """The matter is settled. Notes what was learned (D14) and asks the customer how it was."""
    require(actor, WORK_CASE, case)
    if lesson and lesson not in LESSONS:
        raise Invalid("Choose what this case taught us.", field="lesson")
    with transaction():
        locked(case)
        before = set_state(case, CaseState.CLOSED if close else CaseState.SOLVED)
        if lesson:
            case.lesson, case.lesson_note = lesson, note[: LIMITS.note]
            record(LessonRecorded(lesson), actor, case)
        step(actor, case, "state", detail=case.state)
        ask_for_rating(case)
        tell_questions(case)
        record(CaseChanged(case.state, before), actor, case)


def ask_for_rating(case: Case) -> Message | None:
    """One friendly question after solving, through the case's own channel; None when not fitting."""
    moment = clock.now()
    asked = case.customer.rating_asked_at
    too_soon = asked is not None and moment - asked < ASK_AGAIN_AFTER
    answered = case.first_replied_at is not None
    if case.rating_asked_at or too_soon or not answered or not adapter_of(case.channel).traits.asks_rating:
        return None
    body = rating_question(case)
    reply = guard.automatic(body)
    message = Message(
        case_id=case.id, case=case, space_id=case.space_id, body=reply.body, digest=reply.digest,
        html=safe_render(body).html, state=MessageState.QUEUED, channel_id=case.channel_id,
        automatic=True, at=moment, language=case.language,
    )  # fmt: skip
    session().add(message)
    session().flush()
    case.rating_asked_at = case.customer.rating_asked_at = moment
    enqueue(QUEUE, message.ref, {"message_id": message.id})
    step(SYSTEM, case, "asked_rating")
    return message


def rating_question(case: Case) -> str:
    """What the customer reads, with the address at which they answer by one press."""
    address = f"{current_app.config['HUB'].public_url}/r/{rating_token(case)}"
    return (
        f"Hello {case.customer.first_name},\n\nDid we help you with “{case.subject}”? "
        f"One press is enough:\n\n{address}\n\nThank you. Your answer goes to the people who helped."
    )


def rating_token(case: Case) -> str:
    """`48213.k9f2…`: proves that who opens it was sent it. It opens nothing else."""
    mark = hmac.new(_key(), f"rating:{case.id}".encode(), hashlib.sha256).hexdigest()[:24]
    return f"{case.id}.{mark}"


def case_of_token(token: str) -> Case | None:
    """The case behind a rating address; None for a token we did not make."""
    number, _, _mark = token.partition(".")
    if not number.isdecimal() or len(number) > 18:
        return None
    case = session().get(Case, int(number))
    if case is None or not hmac.compare_digest(rating_token(case), token):
        return None
    return case


def rate(case: Case, rating: int, words: str = "") -> None:
    """The customer says how it was, 1 to 5. A second time changes the first."""
    if not 1 <= rating <= 5:
        raise Invalid("Please choose 1 to 5.", field="rating")
    with transaction():
        locked(case)
        first_time = case.rating is None
        case.rating, case.rating_words = rating, words[: LIMITS.body]
        case.rated_at = clock.now()
        step(SYSTEM, case, "rated", detail=str(rating))
        if first_time:
            _tell_helpers(case)
        record(CaseRated(rating), SYSTEM, case)


def record_lesson(actor: Actor, case: Case, lesson: str, note: str = "") -> None:
    """Note what a case taught us after it was solved."""
    require(actor, WORK_CASE, case)
    if lesson not in LESSONS:
        raise Invalid("Choose what this case taught us.", field="lesson")
    with transaction():
        case.lesson, case.lesson_note = lesson, note[: LIMITS.note]
        record(LessonRecorded(lesson), actor, case)


def _tell_helpers(case: Case) -> None:
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
    )
    record(fact, SYSTEM, case)


def _replies(case: Case) -> list[int]:
    statement = select(Message.id).where(
        Message.case_id == case.id,
        Message.author_id.is_not(None),
        Message.state != MessageState.TAKEN_BACK,
    )
    return list(session().scalars(statement.order_by(Message.id)))


def _key() -> bytes:
    key: str = current_app.config["SECRET_KEY"]
    return key.encode()
