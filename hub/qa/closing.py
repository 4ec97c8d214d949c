"""Putting questions and answers aside, and taking them back: obsolete, duplicate, closed."""

from typing import Any

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.features import registry, resolve
from hub.core.limits import LIMITS
from hub.core.permissions import can, load, require
from hub.core.refs import parse
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.links.actions import link, unlink
from hub.links.models import LinkKind
from hub.people.models import Person
from hub.qa.actions import accept_answer, unaccept
from hub.qa.closing_models import Closing, How
from hub.qa.closings import closing_of
from hub.qa.events import MarkedObsolete, PutBack, QuestionClosed
from hub.qa.faces import face_of
from hub.qa.models import Answer, Question, QuestionState
from hub.qa.promised import set_promise
from hub.qa.requests import settle_requests
from hub.qa.rules import ACCEPT, CLOSE
from hub.reuse.events import WaitElsewhere
from hub.reuse.recalls import judge_change
from hub.threads.reshaping import hand_on_watches

REPLACES = ("answer", "question", "page")
ALREADY = lazy("Somebody has put this aside already.")


def mark_obsolete(
    actor: Person, thing: Question | Answer, reason: str, instead: str = "", *,
    change: str = "", because: str = "",
) -> None:  # fmt: skip
    """It held once and holds no more. instead: the ref of what replaces it.

    change: what it means for customers who were told the answer, or the accepted one of the question. Raises
    Invalid when that was not said.
    """
    require(actor, CLOSE, thing)
    _check_replacement(actor, thing, instead)
    with transaction():
        face = _face(actor, thing)
        told = thing if isinstance(thing, Answer) else accepted_of(thing)
        if told is not None:
            judge_change(face, told, change, because or reason)
        row = _put_aside(face, thing, How.OBSOLETE, reason, instead)
        question = thing if isinstance(thing, Question) else thing.question
        if isinstance(thing, Answer):
            thing.obsolete_at = row.at
            row.was_accepted = unaccept(actor, thing)
        else:
            thing.state, thing.promised_at = QuestionState.OBSOLETE, None
            settle_requests(thing)
        record(MarkedObsolete(thing.ref, row.reason, instead), face, question)


def accepted_of(question: Question) -> Answer | None:
    """The answer that customers were told, if they were."""
    return session().get(Answer, question.accepted_id) if question.accepted_id is not None else None


def close_as_duplicate(actor: Person, question: Question, original: Question) -> Question:
    """Close it in favour of the original, to which followers and waiting cases go. Returns the original."""
    require(actor, CLOSE, question)
    original = _original(actor, question, original)
    with transaction():
        face = face_of(actor, question)
        _put_aside(face, question, How.DUPLICATE, "", original.ref)
        question.state, question.promised_at = QuestionState.DUPLICATE, None
        settle_requests(question)
        link(face, question.ref, original.ref, LinkKind.DUPLICATE)
        hand_on_watches(question.ref, original.ref)
        record(QuestionClosed(question.id, original=original.ref), face, question)
        record(WaitElsewhere(question.ref, original.ref), face, question)
    return original


def close_question(actor: Person, question: Question, reason: str) -> None:
    """Close it for one of the reasons of the house. It stays readable and takes no answers."""
    require(actor, CLOSE, question)
    with transaction():
        face = face_of(actor, question)
        row = _put_aside(face, question, How.CLOSED, reason, "")
        question.state, question.promised_at = QuestionState.CLOSED, None
        settle_requests(question)
        record(QuestionClosed(question.id, row.reason), face, question)


def put_back(actor: Person, thing: Question | Answer) -> None:
    """Undo any of these. Who went to the original with a duplicate stays there."""
    require(actor, CLOSE, thing)
    question = thing if isinstance(thing, Question) else thing.question
    with transaction():
        row = closing_of(thing.ref)
        if row is None:
            raise Conflict(_("It is not put aside any more."))
        locked(row)
        face = _face(actor, thing)
        row.lifted_at, row.lifted_by_id = clock.now(), face.id
        if isinstance(thing, Question):
            thing.state = QuestionState.SOLVED if thing.is_solved else QuestionState.OPEN
            set_promise(thing)
            if row.how == How.DUPLICATE:
                unlink(face, thing.ref, row.instead, LinkKind.DUPLICATE, _("It was opened again."))
        else:
            thing.obsolete_at = None
        record(PutBack(thing.ref, row.how), face, question)
        free = question.accepted_id is None and can(actor, ACCEPT, question)
        if isinstance(thing, Answer) and row.was_accepted and free:
            accept_answer(actor, thing)


def _face(actor: Person, thing: Question | Answer) -> Person:
    return face_of(actor, thing) if isinstance(thing, Question) else actor


def _put_aside(actor: Person, thing: Question | Answer, how: How, reason: str, instead: str) -> Closing:
    locked(thing)
    if closing_of(thing.ref) is not None:
        raise Conflict(str(ALREADY))
    row = Closing(
        ref=thing.ref, how=how, reason=reason[: LIMITS.note], instead=instead, by_id=actor.id, at=clock.now()
    )
    session().add(row)
    session().flush()
    return row


def _check_replacement(actor: Person, thing: Any, instead: str) -> None:
    """It is there for the actor, is something that answers, and is not the thing itself."""
    if not instead:
        return
    replacement = resolve(actor, instead)
    if parse(instead).kind not in REPLACES or instead == thing.ref:
        words = _("Choose an answer, a question or a page that holds instead.")
        raise Invalid(words, field="instead")
    _check_readers(thing, replacement)


def _original(actor: Person, question: Question, chosen: Question) -> Question:
    """The one at the end: a duplicate of a duplicate of … leads to the same original, and never back."""
    met = {question.id}
    while chosen.id not in met and (row := closing_of(chosen.ref)) and row.how == How.DUPLICATE:
        met.add(chosen.id)
        chosen = load(actor, Question, parse(row.instead).id)
    if chosen.id in met:
        raise Invalid(_("A question is no duplicate of itself. Choose the other one."), field="original")
    _check_readers(question, chosen, "original")
    return chosen


def _check_readers(thing: Any, other: Any, field: str = "instead") -> None:
    """Whoever reads the one must be able to open the other, else they are sent before a closed door."""
    if other.space_id != thing.space_id and not other.space.is_open:
        title = registry.kinds[other.ref_kind].title(other)
        raise Invalid(
            _("Not everybody who reads this can open “%(title)s”. Choose one that they can.", title=title),
            field=field,
        )
