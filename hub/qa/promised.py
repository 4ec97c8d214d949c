"""By when an unanswered question is looked at by the next ones: working hours of the house (QA11).

Half of them while a customer waits, and never later than the customer was promised an answer.
"""

from datetime import datetime, timedelta

from hub.core import clock
from hub.core.db import session
from hub.qa.closing_models import QuestionRule
from hub.qa.models import Question, QuestionState
from hub.web.filters import zone_named

USUAL_HOURS = 4
BEGINS, ENDS = 9, 17  # of a working day, Monday to Friday, in the time zone of the hub
WORKDAYS = range(5)
RUNGS = 3  # experts, the community's admins, knowledge managers
DAY = timedelta(days=1)


def hours_in_force() -> int:
    """Working hours without an answer before the next ones are asked."""
    kept = session().get(QuestionRule, 1)
    return kept.hours if kept is not None and kept.hours else USUAL_HOURS


def set_promise(question: Question) -> None:
    """Note when the next rung is climbed, inside a transaction; nothing once somebody answered."""
    question.promised_at = None
    if question.state != QuestionState.OPEN or question.answer_count or question.removed_at is not None:
        return
    if question.rung < RUNGS:
        span = timedelta(hours=hours_in_force()) / (2 if question.waiting_count else 1)
        moment = after_working(question.climbed_at or question.created_at, span)
        if question.rung == 0 and question.waiting_due_at is not None:
            moment = min(moment, question.waiting_due_at)
        question.promised_at = moment


def after_working(start: datetime, span: timedelta) -> datetime:
    """The moment at which so much working time has gone by since `start`."""
    zone = zone_named("")
    local = start.astimezone(zone)
    while True:
        begins = local.replace(hour=BEGINS, minute=0, second=0, microsecond=0)
        ends = local.replace(hour=ENDS, minute=0, second=0, microsecond=0)
        local = max(local, begins)
        if local.weekday() in WORKDAYS and local < ends:
            if span <= ends - local:
                return (local + span).astimezone(start.tzinfo)
            span -= ends - local
        local = begins + DAY


def is_late(question: Question) -> bool:
    """Whether the promise has passed and nobody was asked since."""
    return question.promised_at is not None and question.promised_at <= clock.now()
