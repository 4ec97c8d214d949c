"""What happens elsewhere and changes what a question shows: waiting customers, texts sent, results.

The numbers are computed anew from what is stored, or added exactly once: the cursor of this
consumer moves in the same transaction.
"""

from datetime import UTC, datetime

from hub.core.db import session
from hub.core.events import Event, record
from hub.core.permissions import SYSTEM
from hub.core.refs import parse
from hub.qa.events import WaitingShown
from hub.qa.models import Answer, Question
from hub.qa.promised import set_promise
from hub.reuse.events import CustomersWaiting, OutcomeArrived, TextSent


def customers_waiting(_event: Event, fact: CustomersWaiting) -> None:
    """Show on the question how many customers wait for it, and since when (D11)."""
    question = session().get(Question, parse(fact.question).id)
    if question is not None:
        question.case_count, question.waiting_count = fact.cases, fact.waiting
        question.waiting_since = _moment(fact.since)
        question.waiting_due_at = _moment(fact.due)
        set_promise(question)
        record(WaitingShown(question.id), SYSTEM, question)


def text_sent(event: Event, fact: TextSent) -> None:
    """Count a customer more for each answer that went out (LK15)."""
    for answer in _answers(fact.sources):
        answer.sent_count += 1
        answer.last_sent_at = event.at


def outcome_arrived(_event: Event, fact: OutcomeArrived) -> None:
    """Add a customer's rating, or the change of it, to each answer that the reply was made from."""
    for answer in _answers(fact.sources):
        answer.rated_count += 0 if fact.before else 1
        answer.rating_sum += fact.rating - fact.before


def _moment(iso: str) -> datetime | None:
    """min() loses the type of its column on SQLite; the moment itself is UTC."""
    found = datetime.fromisoformat(iso) if iso else None
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found


def _answers(refs: list[str]) -> list[Answer]:
    ids = [parse(ref).id for ref in refs if ref.startswith("answer:")]
    found = [session().get(Answer, id) for id in ids]
    return [answer for answer in found if answer is not None]
