"""Who hears of what happens to questions, and why."""

from collections.abc import Iterable

from hub.core.db import session
from hub.core.events import Event
from hub.core.features import Recipient, resolve_many
from hub.core.permissions import SYSTEM
from hub.core.refs import parse
from hub.core.words import lazy
from hub.qa.events import (
    AnswerAccepted,
    AnswerEdited,
    AnswerPosted,
    AnswerRequested,
    AnswerUnaccepted,
    AnswerVetted,
    AskedWhetherSolved,
    EditApproved,
    EditRejected,
    EditSuggested,
    MarkedObsolete,
    NobodyAnswered,
    PutBack,
    QuestionAsked,
    QuestionClosed,
    RequestAccepted,
    RequestDeclined,
    RequestHandedOn,
    VotedAgainst,
)
from hub.qa.models import Answer, Question
from hub.spaces.queries import curators_of
from hub.threads.watching import hearers


def question_asked(event: Event, _fact: QuestionAsked) -> Iterable[Recipient]:
    """Whoever wants to hear of new things in the community or under one of its topics."""
    for person_id, why in hearers(event.subject, event.space_id, is_first=True).items():
        yield Recipient(person_id, why, "read", event.subject)


def answer_posted(event: Event, fact: AnswerPosted) -> Iterable[Recipient]:
    """The asker decides whether it helped; everybody else who watches reads."""
    question = session().get_one(Question, fact.question_id)
    thread = event.subject
    yield _asker(question, "decide", thread)
    for person_id, why in hearers(thread, event.space_id).items():
        if person_id != question.really_by_id:
            yield Recipient(person_id, why, "read", thread)


def answer_accepted(event: Event, fact: AnswerAccepted) -> Iterable[Recipient]:
    """The author of the answer; the asker too, when another person accepted."""
    answer = session().get_one(Answer, fact.answer_id)
    yield Recipient(answer.author_id, lazy("your answer was accepted"), "helped", event.subject)
    yield _asker(answer.question, "read", event.subject)


def answer_unaccepted(event: Event, fact: AnswerUnaccepted) -> Iterable[Recipient]:
    """The author should look at it again."""
    answer = session().get_one(Answer, fact.answer_id)
    yield Recipient(answer.author_id, lazy("you wrote this answer"), "review", event.subject)


def answer_edited(event: Event, fact: AnswerEdited) -> Iterable[Recipient]:
    """New wording: its author reads it, and those who look after the place vet it (D05)."""
    answer = session().get_one(Answer, fact.answer_id)
    if not fact.wording_changed or not answer.customer_text or answer.is_vetted:
        return
    thread = f"vet:{answer.ref}"
    for person in curators_of(answer.space):
        yield Recipient(
            person.id, lazy("it waits to be vetted, and you look after this place"), "decide", thread
        )
    yield Recipient(answer.author_id, lazy("you wrote this answer"), "read", thread)


def answer_vetted(event: Event, fact: AnswerVetted) -> Iterable[Recipient]:
    """Whoever wrote the wording."""
    answer = session().get_one(Answer, fact.answer_id)
    for person_id in {answer.author_id, answer.customer_by_id or answer.author_id}:
        yield Recipient(person_id, lazy("you wrote this answer"), "helped", event.subject)


def answer_requested(event: Event, fact: AnswerRequested) -> Iterable[Recipient]:
    """Each of those who were asked."""
    for person_id in fact.person_ids:
        yield Recipient(person_id, lazy("you are asked to answer this"), "answer", event.subject)


def request_accepted(event: Event, fact: RequestAccepted) -> Iterable[Recipient]:
    """Whoever asked, and everybody who follows: nobody else has to look for an answer now."""
    yield Recipient(_by(event, fact.asked_by_id), lazy("you asked for it"), "read", event.subject)
    for person_id, why in hearers(event.subject, event.space_id).items():
        if person_id != fact.asked_by_id:
            yield Recipient(person_id, why, "read", event.subject)


def request_declined(event: Event, fact: RequestDeclined) -> Iterable[Recipient]:
    """Whoever asked: somebody else has to be found."""
    yield Recipient(_by(event, fact.asked_by_id), lazy("you asked for it"), "decide", event.subject)


def request_handed_on(event: Event, fact: RequestHandedOn) -> Iterable[Recipient]:
    """The colleague whose turn it is, and whoever asked at first."""
    for person_id in fact.person_ids:
        yield Recipient(person_id, lazy("you are asked to answer this"), "answer", event.subject)
    if fact.asked_by_id not in fact.person_ids:
        yield Recipient(_by(event, fact.asked_by_id), lazy("you asked for it"), "read", event.subject)


def marked_obsolete(event: Event, fact: MarkedObsolete) -> Iterable[Recipient]:
    """Whoever wrote it: perhaps they know better."""
    thing = resolve_many(SYSTEM, [fact.ref]).get(fact.ref)
    if thing is not None:
        yield _writer(thing, "review", event.subject)


def question_closed(event: Event, fact: QuestionClosed) -> Iterable[Recipient]:
    """Whoever asked, and everybody who followed it or now follows the original."""
    question = session().get_one(Question, fact.question_id)
    yield _asker(question, "read", event.subject)
    for person_id, why in hearers(event.subject, event.space_id).items():
        if person_id != question.really_by_id:
            yield Recipient(person_id, why, "read", event.subject)


def put_back(event: Event, _fact: PutBack) -> Iterable[Recipient]:
    """Whoever asked, and who follows."""
    question = session().get_one(Question, parse(event.subject).id)
    yield _asker(question, "read", event.subject)
    for person_id, why in hearers(event.subject, event.space_id).items():
        if person_id != question.really_by_id:
            yield Recipient(person_id, why, "read", event.subject)


def edit_suggested(event: Event, fact: EditSuggested) -> Iterable[Recipient]:
    """Whoever wrote the text, and those who look after the place."""
    thing = resolve_many(SYSTEM, [fact.ref]).get(fact.ref)
    if thing is None:
        return
    thread = f"edit:{fact.ref}"
    yield _writer(thing, "decide", thread)
    for person in curators_of(thing.space):
        if person.id != getattr(thing, "really_by_id", thing.author_id):
            yield Recipient(person.id, lazy("you look after this place"), "decide", thread)


def edit_approved(event: Event, fact: EditApproved) -> Iterable[Recipient]:
    """Whoever suggested it."""
    yield Recipient(fact.author_id, lazy("you suggested this edit"), "helped", f"edit:{fact.ref}")


def edit_rejected(event: Event, fact: EditRejected) -> Iterable[Recipient]:
    """Whoever suggested it, with the reason."""
    yield Recipient(fact.author_id, lazy("you suggested this edit"), "read", f"edit:{fact.ref}")


def nobody_answered(event: Event, fact: NobodyAnswered) -> Iterable[Recipient]:
    """Those on the rung that it climbed to."""
    reasons = {
        1: lazy("you know about this, and nobody has answered"),
        2: lazy("you look after this place, and nobody has answered"),
        3: lazy("nobody who knows about it has answered"),
    }
    for person_id in fact.person_ids:
        yield Recipient(person_id, reasons[fact.rung], "answer", event.subject)


def asked_whether_solved(event: Event, fact: AskedWhetherSolved) -> Iterable[Recipient]:
    """The asker, who can say so in one press."""
    question = session().get_one(Question, fact.question_id)
    yield _asker(question, "decide", event.subject)


def voted_against(_event: Event, fact: VotedAgainst) -> Iterable[Recipient]:
    """Whoever wrote it, with the reason and without a name."""
    thing = resolve_many(SYSTEM, [fact.ref]).get(fact.ref)
    if thing is not None:
        yield _writer(thing, "review", f"against:{fact.ref}")


def _asker(question: Question, action: str, thread: str) -> Recipient:
    """Whoever asked. Without a name, for their eyes alone: nobody who stands in for them learns of it."""
    if question.asker_id is not None:
        return Recipient(question.asker_id, lazy("you asked this"), "read", thread)
    return Recipient(question.author_id, lazy("you asked this"), action, thread)


def _writer(thing: Question | Answer, action: str, thread: str) -> Recipient:
    if isinstance(thing, Question) and thing.asker_id is not None:
        return _asker(thing, action, thread)
    return Recipient(thing.author_id, lazy("you wrote this"), action, thread)


def _by(event: Event, person_id: int) -> int:
    """Whoever asked for an answer: behind the account that stands for them, if they asked without a name."""
    question = session().get_one(Question, parse(event.subject).id)
    return question.really_by_id if person_id == question.author_id else person_id
