"""Thanks promised for an answer: seen by all, for a while, said aloud once an answer is accepted (QA17).

It is a word and no currency: nothing is counted, nobody is ranked, and one promise stands at a time.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, HubError, Invalid
from hub.core.events import Event, record
from hub.core.features import registry
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.qa.events import AnswerAccepted, ThanksPromised
from hub.qa.models import Answer, Question
from hub.qa.rules import PROMISE_THANKS, TAKE_THANKS_BACK
from hub.qa.thanks_models import ThanksPromise

LONGEST = timedelta(days=30)


def promise_of(question: Question) -> ThanksPromise | None:
    """What was promised and still counts."""
    return session().get(ThanksPromise, question.id) if question.thanks_until is not None else None


def promise_thanks(actor: Person, question: Question, words: str, until: datetime) -> None:
    """Promise thanks to whoever answers, in the actor's name."""
    require(actor, PROMISE_THANKS, question)
    now = clock.now()
    if not now < until <= now + LONGEST:
        raise Invalid(_("Choose a day within the next 30 days."), field="until")
    with transaction() as db:
        locked(question)
        row = db.get(ThanksPromise, question.id)
        if row is not None and row.until > now and row.by_id != actor.id:
            raise Conflict(_("%(name)s has promised thanks already.", name=row.by.name))
        if row is None:
            row = ThanksPromise(question_id=question.id)
            db.add(row)
        row.by_id, row.words, row.until, row.at, row.kept_at = actor.id, words, until, now, None
        question.thanks_until = until
        record(ThanksPromised(question.id, words), actor, question)


def take_thanks_back(actor: Person, question: Question) -> None:
    """It is promised no more."""
    row = promise_of(question)
    if row is None or row.kept_at is not None:
        raise Conflict(_("Nothing is promised here."))
    require(actor, TAKE_THANKS_BACK, row)
    with transaction() as db:
        locked(question)
        db.delete(row)
        question.thanks_until = None
        record(ThanksPromised(question.id), actor, question)


def keep_promise(event: Event, fact: AnswerAccepted) -> None:
    """Say the thanks that were promised, where the answer stands and in the name of who promised."""
    db = session()
    answer = db.get(Answer, fact.answer_id)
    row = db.get(ThanksPromise, fact.question_id)
    if answer is None or row is None or row.kept_at is not None or row.until < event.at:
        return
    row.kept_at = clock.now()
    answer.question.thanks_until = None
    start = registry.kinds["post"].start
    if start is None or answer.author_id == row.by_id or not answer.author.is_active:
        return
    try:
        start(row.by, answer.space, "", f"@{answer.author.handle} {row.words}", about=answer.ref)
    except HubError:
        return  # whoever promised may not write there any more


def lifted(now: datetime | ColumnElement[datetime]) -> ColumnElement[int]:
    """To order by: what thanks were promised for stands before the rest."""
    return case((Question.thanks_until > now, 0), else_=1)
