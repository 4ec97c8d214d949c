"""Asking inside: a case becomes a question to colleagues, with the customer's identity left out."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hub.cases.actions.steps import ASKED, set_state, step, tell_question, tell_questions
from hub.cases.events import AskedInside, CaseAnswered, HoldingDue
from hub.cases.identities import names_of
from hub.cases.models import OVER, Case, CaseState, Message
from hub.cases.rules import ASK_INSIDE
from hub.channels.contract import MessageState
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.features import registry, resolve, resolve_many
from hub.core.markup import find_tokens
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.links.actions import link, unlink
from hub.links.models import LinkKind
from hub.links.queries import sources_of, targets_of
from hub.people.models import Person
from hub.reuse.masking import Masked, mask
from hub.spaces.models import Space
from hub.spaces.rules import switched_off

QUOTED = 5  # messages of a customer in one question


@dataclass(frozen=True)
class Proposal:
    """A question as it would be asked: to be looked at before it is posted (D12)."""

    title: str
    body: str
    masked: Masked


def propose(case: Case) -> Proposal:
    """What the customer wrote since our last reply as a quote, with names, addresses and numbers masked."""
    names = names_of(case)
    masked = mask(_unanswered(case)[:2_000], names)
    quote = "\n".join(f"> {line}" if line.strip() else ">" for line in masked.text.strip().splitlines())
    return Proposal(mask(case.subject, names).text, quote, masked)


def _unanswered(case: Case) -> str:
    """All of it: a second message often only adds a word to the first. Without any, their last one."""
    said = (
        select(Message.body)
        .where(Message.case_id == case.id, Message.state == MessageState.RECEIVED, Message.body != "")
        .order_by(Message.id.desc())
    )
    since = said.where(Message.at > case.replied_at) if case.replied_at is not None else said
    words = session().scalars(since.limit(QUOTED)).all() or session().scalars(said.limit(1)).all()
    return "\n\n".join(reversed(words)) or case.excerpt


def ask_inside(
    actor: Person, case: Case, space: Space, title: str, body: str, topics: tuple[str, ...] = ()
) -> str:
    """Post the question and link it to the case. Returns its ref."""
    require(actor, ASK_INSIDE, case)
    names, called = names_of(case), _colleagues_in(body)
    start = registry.kinds["question"].start
    if start is None:
        raise Invalid(_("Questions are switched off in this hub."))
    with transaction():
        locked(case)
        question = start(
            actor, space, mask(title, names).text, mask(body, names, called).text, topics, case_ref=case.ref
        )
        ref: str = question.ref
        _connect(actor, case, question, LinkKind.ASKED)
    return ref


def join_question(
    actor: Person, case: Case, question: str, reason: str = "", *, kind: LinkKind = LinkKind.JOINED
) -> None:
    """Let a case wait for a question that is already being discussed (LK07)."""
    require(actor, ASK_INSIDE, case)
    thing = resolve(actor, question)
    if thing.ref_kind != "question":
        raise Invalid(_("Cases can wait for questions. Choose a question."), field="question")
    with transaction():
        locked(case)
        _connect(actor, case, thing, LinkKind.JOINED, reason)
        if getattr(thing, "accepted_id", None):
            _ready(case, f"answer:{thing.accepted_id}")


def leave_question(actor: Person, case: Case, question: str, because: str) -> None:
    """Undo asking or joining; the question itself stays (LK08: with a reason)."""
    require(actor, ASK_INSIDE, case)
    with transaction():
        gone = [kind for kind in ASKED if unlink(actor, case.ref, question, kind, because)]
        if not gone:
            return
        if not targets_of(case.ref, ASKED):
            case.asked_at = None
            if case.state == CaseState.WAITING_COLLEAGUE:
                set_state(case, CaseState.OPEN)
        step(actor, case, "left_question", detail=because, about=question)
        record(AskedInside(question), actor, case)


def answer_ready(question: str, answer: str) -> None:
    """A discussion was settled: every open case that waits for it can go on (LK05)."""
    for case in _waiting_cases(question):
        with transaction():
            locked(case)
            if case.state not in OVER and case.ready_answer != answer:
                _ready(case, answer)


def answer_withdrawn(question: str, answer: str) -> None:
    """The accepted mark was taken back: its cases wait again."""
    for case in _waiting_cases(question):
        with transaction():
            locked(case)
            if case.ready_answer == answer and case.state not in OVER:
                case.ready_answer, case.answered_at, case.answered_by_id = "", None, None
                set_state(case, CaseState.WAITING_COLLEAGUE)
                step(SYSTEM, case, "answer_withdrawn", about=answer)
                record(AskedInside(question), SYSTEM, case)


def wait_elsewhere(question: str, original: str) -> None:
    """A question was closed as a duplicate: its cases wait for the original, which may be answered (QA09)."""
    thing = resolve_many(SYSTEM, [original]).get(original)
    if thing is None or switched_off(thing.space, "cases") is not None:
        return
    title = thing.title if thing.space.is_open else ""
    for case in _waiting_cases(question):
        with transaction():
            locked(case)
            released = " ".join(mask(case.excerpt, names_of(case)).text.split())
            link(SYSTEM, case.ref, original, LinkKind.JOINED, excerpt=released)
            for kind in ASKED:
                unlink(SYSTEM, case.ref, question, kind, "It is a duplicate.")
            step(SYSTEM, case, "joined", detail=title, about=original)
            tell_questions(case)
            record(AskedInside(original, joined=True), SYSTEM, case)
            if thing.accepted_id and case.state not in OVER:
                _ready(case, f"answer:{thing.accepted_id}")
    with transaction():
        tell_question(question)


def offer_holding(question: str) -> None:
    """Nobody answered in time: whoever works on a case that waits is told, and finds a reply ready (D18)."""
    for case in _waiting_cases(question):
        if case.waiting_since is not None and case.state not in OVER:
            with transaction():
                record(HoldingDue(question), SYSTEM, case)


def _connect(actor: Person, case: Case, question: Any, kind: LinkKind, reason: str = "") -> None:
    off = switched_off(question.space, "cases")
    if off is not None:
        raise Invalid(off.reason, field="question")
    released = " ".join(mask(case.excerpt, names_of(case)).text.split())
    link(actor, case.ref, question.ref, kind, reason, excerpt=released)
    case.asked_at = case.asked_at or clock.now()
    if case.state in (CaseState.NEW, CaseState.OPEN):
        set_state(case, CaseState.WAITING_COLLEAGUE)
    if case.assignee_id is None:
        case.assignee_id = actor.id
    # The title as it was then, for the log; not of a place that only some may enter.
    title = question.title if question.space.is_open else ""
    step(actor, case, "asked" if kind == LinkKind.ASKED else "joined", detail=title, about=question.ref)
    tell_questions(case)
    record(AskedInside(question.ref, kind == LinkKind.JOINED), actor, case)


def _colleagues_in(text: str) -> set[str]:
    """The "@handle" in a text that call a colleague: they are not the customer's."""
    handles = {token[1:] for token in find_tokens(text) if token.startswith("@")}
    there = session().scalars(select(Person.handle).where(Person.handle.in_(handles)))
    return {f"@{handle}" for handle in there}


def _ready(case: Case, answer: str) -> None:
    thing = resolve_many(SYSTEM, [answer]).get(answer)
    if thing is None:
        return
    case.ready_answer, case.answered_at = answer, clock.now()
    case.answered_by_id = thing.author_id
    if case.state == CaseState.WAITING_COLLEAGUE:
        set_state(case, CaseState.OPEN)
    step(SYSTEM, case, "answered", about=answer)
    record(CaseAnswered(answer), SYSTEM, case)


def _waiting_cases(question: str) -> list[Case]:
    found = resolve_many(SYSTEM, sources_of(question, ASKED))
    return [case for case in found.values() if isinstance(case, Case)]
