"""Every verb that changes questions and answers."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Denied, Invalid
from hub.core.events import record
from hub.core.limits import LIMITS
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.files.actions import attach
from hub.people.models import Person
from hub.qa.events import (
    AnswerAccepted,
    AnswerEdited,
    AnswerPosted,
    AnswerUnaccepted,
    AnswerVetted,
    QuestionAsked,
    QuestionEdited,
    QuestionWithdrawn,
    VoteCast,
    VotedAgainst,
)
from hub.qa.faces import face_of, unnamed
from hub.qa.models import Answer, Question, QuestionState, Vote
from hub.qa.places import lock_of
from hub.qa.promised import set_promise
from hub.qa.requests import Reached, ask_people, settle_requests
from hub.qa.rules import (
    ACCEPT,
    ASK,
    EDIT_ANSWER,
    EDIT_QUESTION,
    POST_ANSWER,
    VET,
    VOTE,
    WITHDRAW,
    WRITE_WORDING,
)
from hub.reuse.events import AnswerReady, AnswerWithdrawn
from hub.reuse.recalls import judge_change
from hub.spaces.models import Space
from hub.spaces.rules import switched_off
from hub.spaces.topics import file_under
from hub.threads.actions import hide_comments
from hub.threads.revisions import keep_revision
from hub.threads.watching import watch
from hub.threads.writing import as_customer_reads, tell_mentioned, write

EXCERPT = 300
SAVED_MEANWHILE = lazy(
    "Somebody saved this while you were writing. Nothing was overwritten: look at both and decide."
)


def ask_question(
    actor: Person,
    space: Space,
    title: str,
    body: str = "",
    topics: Sequence[str] = (),
    *,
    case_ref: str = "",
    asked: Iterable[Person] = (),
    reached: list[Reached] | None = None,
    anonymous: bool = False,
) -> Question:
    """Ask a question in a space. Whoever asks watches it; who is named in it or `asked` is to answer.

    reached: takes what became of asking each of them. anonymous: without the actor's name.
    """
    require(actor, ASK, space)
    off = switched_off(space, "cases") if case_ref else None
    if off is not None:
        raise Invalid(off.reason, field="community")
    written, moment = write(actor, body, space_id=space.id), clock.now()
    with transaction() as db:
        shown = unnamed(space) if anonymous else actor
        question = Question(
            space_id=space.id, space=space, author_id=shown.id, author=shown, title=title,
            asker_id=actor.id if anonymous else None,
            body=body, html=written.html, text=written.text, created_at=moment, active_at=moment,
        )  # fmt: skip
        db.add(question)
        db.flush()
        set_promise(question)
        file_under(question.ref, topics, question.space_id)
        watch(actor, question.ref)
        attach(actor, question, body)
        tell_mentioned(shown, question, written)
        record(QuestionAsked(question.id, case_ref), shown, question)
        found = ask_people(actor, question, [*asked, *_people(written.people)])
        if reached is not None:
            reached.extend(found)
    return question


def edit_question(
    actor: Person, question: Question, title: str, body: str, topics: Sequence[str] = (),
    *, seen: int | None = None, writer: Person | None = None, note: str = "",
) -> None:  # fmt: skip
    """Change a question; the earlier text is kept. seen: the revision that the editor had opened.

    writer, note: of the new text in the history, when it is not the actor's own.
    """
    require(actor, EDIT_QUESTION, question)
    written = write(actor, body, space_id=question.space_id)
    with transaction():
        _lock_as_seen(question, seen)
        keep_revision(writer or face_of(actor, question), question, note)
        question.title, question.body = title, body
        question.html, question.text = written.html, written.text
        question.edited_at = clock.now()
        file_under(question.ref, topics, question.space_id)
        attach(actor, question, body)
        record(QuestionEdited(question.id), face_of(actor, question), question)


def withdraw_question(actor: Person, question: Question) -> None:
    """Take back a question before anybody has answered: the undo of asking."""
    require(actor, WITHDRAW, question)
    with transaction():
        locked(question)
        question.removed_at, question.promised_at = clock.now(), None
        hide_comments(question.ref)
        settle_requests(question)
        record(QuestionWithdrawn(question.id), face_of(actor, question), question)


def post_answer(actor: Person, question: Question, body: str, customer_text: str = "") -> Answer:
    """Answer a question: what we know, and if at hand what a customer may be told."""
    require(actor, POST_ANSWER, question)
    written, wording = write(actor, body, space_id=question.space_id), as_customer_reads(customer_text)
    moment = clock.now()
    with transaction() as db:
        answer = Answer(
            question_id=question.id, question=question, space_id=question.space_id,
            author_id=actor.id, author=actor, body=body, html=written.html, text=written.text,
            customer_text=customer_text, customer_html=wording,
            customer_by_id=actor.id if customer_text else None, created_at=moment,
        )  # fmt: skip
        db.add(answer)
        question.answer_count = Question.answer_count + 1
        question.active_at = moment
        question.promised_at = None
        db.flush()
        watch(actor, question.ref)
        attach(actor, answer, body)
        tell_mentioned(actor, answer, written)
        settle_requests(question, actor)
        record(AnswerPosted(answer.id, question.id), actor, question)
    return answer


def edit_answer(
    actor: Person, answer: Answer, body: str, *, seen: int | None = None, change: str = "", because: str = "",
    writer: Person | None = None, note: str = "",
) -> None:  # fmt: skip
    """Change what we know. The customer wording then needs to be vetted again. Rest: as edit_question().

    change: what it means for customers who were told it, as reuse.recalls.judge_change().
    """
    require(actor, EDIT_ANSWER, answer)
    written = write(actor, body, space_id=answer.space_id)
    with transaction():
        _lock_as_seen(answer, seen)
        judge_change(actor, answer, change, because)
        keep_revision(writer or actor, answer, note)
        answer.body, answer.html, answer.text = body, written.html, written.text
        answer.edited_at = clock.now()
        _refresh_solution(answer)
        attach(actor, answer, body)
        record(AnswerEdited(answer.id, answer.question_id), actor, answer.question)


def write_wording(
    actor: Person, answer: Answer, customer_text: str, *, seen: int | None = None, change: str = "",
    because: str = "",
) -> None:  # fmt: skip
    """Write or change what a customer may be told of an answer. seen, change: as edit_answer()."""
    require(actor, WRITE_WORDING, answer)
    wording = as_customer_reads(customer_text)
    with transaction():
        _lock_as_seen(answer, seen)
        judge_change(actor, answer, change, because)
        keep_revision(actor, answer)
        answer.customer_text, answer.customer_html = customer_text, wording
        answer.customer_by_id = actor.id
        answer.edited_at = clock.now()
        fact = AnswerEdited(answer.id, answer.question_id, wording_changed=True)
        record(fact, actor, answer.question)


def vet_answer(actor: Person, answer: Answer) -> None:
    """Confirm that customers may be told the wording as it stands."""
    require(actor, VET, answer)
    if not answer.customer_text:
        raise Invalid(_("There is no customer wording to vet yet. Write it first."))
    with transaction():
        locked(answer)
        answer.vetted_by_id, answer.vetted_at = actor.id, clock.now()
        answer.vetted_revision = answer.revision
        record(AnswerVetted(answer.id, answer.question_id), actor, answer.question)


def accept_answer(actor: Person, answer: Answer) -> None:
    """Mark the answer that solved the question; an earlier mark moves."""
    question = answer.question
    require(actor, ACCEPT, question)
    if question.asker_id == actor.id == answer.author_id:
        raise Denied(_("You answered your own question without a name. Let a knowledge manager accept it."))
    face = face_of(actor, question)
    with transaction():
        locked(question)
        if question.accepted_id == answer.id:
            return
        question.accepted_id, question.accepted_by_id = answer.id, face.id
        question.accepted_at = clock.now()
        after = lock_of(question)
        question.locks_at = question.accepted_at + after if after is not None else None
        question.state = question.state if question.is_aside else QuestionState.SOLVED
        _refresh_solution(answer)
        settle_requests(question)
        record(AnswerAccepted(answer.id, question.id), face, question)
        record(AnswerReady(question.ref, answer.ref), face, question)


def unaccept_answer(actor: Person, question: Question, *, change: str = "", because: str = "") -> None:
    """Take the accepted mark back; the question is open again. change: as edit_answer()."""
    require(actor, ACCEPT, question)
    with transaction() as db:
        locked(question)
        if question.accepted_id is not None:
            held = db.get_one(Answer, question.accepted_id)
            judge_change(face_of(actor, question), held, change, because)
            _take_mark(actor, question, question.accepted_id)


def unaccept(actor: Person, answer: Answer) -> bool:
    """Take the mark from an answer that does not hold any more, inside a transaction that checked the
    right to say so. False when it was not the accepted one."""
    question = locked(answer.question)
    if question.accepted_id != answer.id:
        return False
    _take_mark(actor, question, answer.id)
    return True


def vote(actor: Person, thing: Question | Answer, value: int, reason: str = "") -> None:
    """Vote 1 or -1, or take the vote back with 0. Once per person, whatever is pressed.

    reason: of a vote against, which needs one; its author reads it, but not whose it is.
    """
    require(actor, VOTE, thing)
    if value < 0 and not reason.strip():
        raise Invalid(
            _("Say in a few words what is wrong: its author reads it and can mend it."), field="reason"
        )
    with transaction() as db:
        locked(thing)
        row = db.get(Vote, (thing.ref, actor.id), with_for_update=True)
        before = row.value if row else 0
        if before == value:
            return
        if row is None:
            row = Vote(ref=thing.ref, person_id=actor.id, value=value, at=clock.now())
            db.add(row)
        elif value:
            row.value, row.at = value, clock.now()
        else:
            db.delete(row)
        if value:
            row.reason = reason.strip()[: LIMITS.note] if value < 0 else ""
        thing.vote_count += value - before
        subject = thing if isinstance(thing, Question) else thing.question
        record(VoteCast(thing.ref, value), actor, subject)
        if value < 0:
            record(VotedAgainst(thing.ref, row.reason), SYSTEM, subject)


def _take_mark(actor: Person, question: Question, answer_id: int) -> None:
    face = face_of(actor, question)
    question.accepted_id = question.accepted_by_id = question.accepted_at = question.locks_at = None
    question.state = question.state if question.is_aside else QuestionState.OPEN
    question.solution = ""
    record(AnswerUnaccepted(answer_id, question.id), face, question)
    record(AnswerWithdrawn(question.ref, f"answer:{answer_id}"), face, question)


def _people(ids: Sequence[int]) -> list[Person]:
    """In the order in which they are named."""
    found = {person.id: person for person in session().scalars(select(Person).where(Person.id.in_(ids)))}
    return [found[id] for id in ids if id in found]


def _lock_as_seen(thing: Question | Answer, seen: int | None) -> None:
    """Lock the row; raises Conflict when it is not the revision that the editor had opened any more."""
    locked(thing)
    if seen is not None and seen != thing.revision:
        raise Conflict(SAVED_MEANWHILE)


def _refresh_solution(answer: Answer) -> None:
    """Keep the excerpt under a solved question equal to its accepted answer (QA05)."""
    if answer.question.accepted_id == answer.id:
        text = " ".join(answer.text.split())
        answer.question.solution = text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"
