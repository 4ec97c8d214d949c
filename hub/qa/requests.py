"""Asking somebody in particular: whom a question reaches, who takes it, who cannot and who then does.

Whoever has enough to do, or is away, is not asked: the next who fits is, and the asker is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.limits import LIMITS
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.load import free_among, loads_of
from hub.people.models import Person
from hub.people.queries import substitute_of
from hub.people.request_models import OPEN, AnswerRequest, RequestState
from hub.people.rhythm import away_of
from hub.qa.asked import find_request, next_who_fit, requests_on
from hub.qa.events import AnswerRequested, RequestAccepted, RequestDeclined, RequestHandedOn
from hub.qa.faces import face_of
from hub.qa.models import Question
from hub.qa.rules import ASK_PERSON, SETTLE_REQUEST
from hub.spaces.queries import may_enter


@dataclass(frozen=True)
class Reached:
    """What became of asking one colleague. `asked` is None when nobody could be."""

    meant: Person
    asked: Person | None
    why: str = ""  # "full" | "away" when it is not the one who was meant

    @property
    def words(self) -> str:
        """For the asker."""
        if self.asked is self.meant:
            return _("%(name)s is asked.", name=self.meant.first_name)
        why = (
            _("%(name)s has enough open requests.", name=self.meant.first_name)
            if self.why == "full"
            else _("%(name)s is away.", name=self.meant.first_name)
        )
        if self.asked is None:
            return why + " " + _("Nobody else fits who is free: it waits in the community.")
        return why + " " + _("%(name)s is asked instead.", name=self.asked.first_name)


def ask_people(actor: Person, question: Question, people: Iterable[Person]) -> list[Reached]:
    """Ask these colleagues to answer, each once; inside or outside of a transaction."""
    require(actor, ASK_PERSON, question)
    reached: list[Reached] = []
    face = face_of(actor, question)
    with transaction():
        for person in list(dict.fromkeys(people))[: LIMITS.asked_at_once]:
            if person.id in (actor.id, question.author_id) or not person.is_active:
                continue
            if not may_enter(person, question.space) or find_request(question, person) is not None:
                continue
            reached.append(_reach(actor, question, person, asked_by=face.id))
        ids = [each.asked.id for each in reached if each.asked is not None]
        if ids:
            record(AnswerRequested(question.id, ids), face, question)
    return reached


def accept_request(actor: Person, request: AnswerRequest) -> None:
    """Take it: the asker and everybody who follows see who has it."""
    require(actor, SETTLE_REQUEST, request)
    question = _question(request)
    with transaction():
        _still_open(request)
        request.state, request.settled_at = RequestState.ACCEPTED, clock.now()
        record(RequestAccepted(question.id, request.asked_by_id), actor, question)


def decline_request(actor: Person, request: AnswerRequest, reason: str = "") -> None:
    """Say no, with a reason if one likes. The asker hears of it."""
    require(actor, SETTLE_REQUEST, request)
    question = _question(request)
    with transaction():
        _still_open(request)
        request.state, request.settled_at = RequestState.DECLINED, clock.now()
        request.reason = reason[: LIMITS.note]
        record(RequestDeclined(question.id, request.asked_by_id, request.reason), actor, question)


def hand_on_request(actor: Person, request: AnswerRequest, person: Person) -> Reached:
    """Let a colleague answer instead; who has enough to do, or is away, is passed over."""
    require(actor, SETTLE_REQUEST, request)
    question = _question(request)
    if person.id in (actor.id, question.author_id) or not may_enter(person, question.space):
        raise Invalid(_("Choose a colleague who can answer here."), field="to")
    if find_request(question, person) is not None:
        raise Invalid(_("%(name)s was asked already.", name=person.first_name), field="to")
    with transaction():
        _still_open(request)
        request.state, request.settled_at = RequestState.HANDED_ON, clock.now()
        reached = _reach(actor, question, person, asked_by=request.asked_by_id, instead_of=actor.id)
        ids = [reached.asked.id] if reached.asked is not None else []
        record(RequestHandedOn(question.id, request.asked_by_id, ids), actor, question)
    return reached


def settle_requests(question: Question, person: Person | None = None) -> None:
    """Nothing is expected any more, of one person or of anybody; inside a transaction."""
    about = AnswerRequest.about == question.ref
    statement = select(AnswerRequest).where(about, AnswerRequest.state.in_(OPEN))
    if person is not None:
        statement = statement.where(AnswerRequest.person_id == person.id)
    for request in session().scalars(statement):
        request.state, request.settled_at = RequestState.OVER, clock.now()


def _reach(
    actor: Person, question: Question, person: Person, *, asked_by: int = 0, instead_of: int | None = None
) -> Reached:
    """Write down the request to the person, or to who fits instead."""
    why = "away" if away_of(person) is not None else "full" if loads_of([person])[person.id].is_full else ""
    asked: Person | None = person
    if why:
        stand_in = substitute_of(away_of(person))
        first = [stand_in] if stand_in is not None and may_enter(stand_in, question.space) else []
        taken = {request.person_id for request in requests_on(question)} | {actor.id, question.author_id}
        free = free_among(each for each in first if each.id not in taken)
        asked = next(iter([*free, *next_who_fit(actor, question, (person.id,))]), None)
    if asked is not None:
        session().add(
            AnswerRequest(
                about=question.ref, person_id=asked.id, person=asked, asked_by_id=asked_by or actor.id,
                instead_of_id=person.id if asked is not person else instead_of, at=clock.now(),
            )
        )  # fmt: skip
        session().flush()
    return Reached(person, asked, why)


def _question(request: AnswerRequest) -> Question:
    return session().get_one(Question, int(request.about.partition(":")[2]))


def _still_open(request: AnswerRequest) -> None:
    locked(request)
    if not request.is_open:
        raise Conflict(_("This was settled already."))
