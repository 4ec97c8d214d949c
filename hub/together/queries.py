"""Everybody who waits for one question: what each could be told, who is ready, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from hub.cases.drafts import place_of
from hub.cases.models import OVER, Case, Message
from hub.cases.rules import REPLY
from hub.channels.contract import traits_of
from hub.core.db import session
from hub.core.features import CustomerText, registry, resolve_many
from hub.core.permissions import SYSTEM, Actor, can, readable
from hub.links.models import LinkKind
from hub.links.queries import sources_of
from hub.people.models import Draft, Person
from hub.reuse.models import Provenance
from hub.reuse.passages import fitted
from hub.reuse.recalls import recalled
from hub.reuse.variables import fill, known_of, unfilled
from hub.suggest.queries import suggestions, words_of

WAITS = (LinkKind.ASKED, LinkKind.JOINED)
MOST = 200
SAMPLE = 3  # texts that somebody has to have read before all leave
PROPOSED = 2


@dataclass(frozen=True)
class Waiting:
    """One case behind the question. `because`: why it is not sent with the others, "" when it is."""

    case: Case
    text: str
    because: str
    reply: Message | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it can leave with the others."""
        return self.reply is None and not self.because


def cases_of(actor: Actor, question: Any) -> Sequence[Case]:
    """The cases behind a question that the reader may open."""
    ids = [int(ref.partition(":")[2]) for ref in sources_of(question.ref, WAITS) if ref.startswith("case:")]
    statement = readable(actor, select(Case)).where(Case.id.in_(ids or [0]))
    loaded = [joinedload(getattr(Case, name)) for name in ("customer", "channel", "assignee", "space")]
    return session().scalars(statement.options(*loaded).order_by(Case.id).limit(MOST)).all()


def ready_with(actor: Actor, answer: str) -> int:
    """For how many open cases that the reader may open this answer is ready and the customer still waits."""
    ready = (Case.ready_answer == answer, Case.state.not_in(OVER), Case.waiting_since.is_not(None))
    return session().scalar(readable(actor, select(func.count(Case.id))).where(*ready)) or 0


def wording_for(question: Any) -> tuple[Any, CustomerText | None]:
    """The accepted answer and what a customer may be told of it, unless it was recalled."""
    ref = f"answer:{question.accepted_id}" if question.accepted_id else ""
    thing = resolve_many(SYSTEM, [ref]).get(ref) if ref else None
    if thing is None or recalled({ref: thing}):
        return thing, None
    kind = registry.kinds[thing.ref_kind]
    return thing, kind.customer_text(thing) if kind.customer_text is not None else None


def waiting_for(actor: Person, question: Any) -> list[Waiting]:
    """Every case of the reader's desks behind the question, those that are ready first."""
    cases = cases_of(actor, question)
    thing, wording = wording_for(question)
    replies = _replies(cases, thing.ref) if thing is not None else {}
    drafts = _drafts(cases)
    found = []
    for case in cases:
        text = text_for(actor, case, wording) if wording is not None else ""
        because = _because(actor, case, text, wording, drafts.get(place_of(case), ""))
        found.append(Waiting(case, text, because, replies.get(case.ref)))
    return sorted(found, key=lambda each: (not each.is_ready, each.reply is not None))


def text_for(writer: Person, case: Case, wording: CustomerText) -> str:
    """What this customer could be told: filled, and as many whole sentences as the channel takes."""
    text = fill(wording.text, known_of(case, writer)).strip()
    traits = traits_of(case.channel)
    return fitted(text, traits.length) if traits is not None and traits.length else text


def sample_of(found: Sequence[Waiting]) -> list[Waiting]:
    """Those that are to be read before all leave: one of each channel first."""
    ready = [each for each in found if each.is_ready]
    first: dict[str, Waiting] = {}
    for each in ready:
        first.setdefault(each.case.channel.kind, each)
    rest = [each for each in ready if each not in first.values()]
    return [*first.values(), *rest][:SAMPLE]


def proposed(actor: Person, case: Case) -> list[tuple[Any, int]]:
    """Open questions like this case for which customers wait already, with their number (LK07)."""
    found = suggestions(actor, words_of(case), ("question",), PROPOSED * 3)
    there = {each.ref: each.thing for each in found if each.thing is not None}
    good = [
        thing for thing in there.values()
        if thing.waiting_count and not thing.is_aside and case.ref not in sources_of(thing.ref, WAITS)
    ]  # fmt: skip
    return [(thing, thing.waiting_count) for thing in good[:PROPOSED]]


def _because(actor: Person, case: Case, text: str, wording: CustomerText | None, begun: str) -> str:
    """The word under which the page says why a case is not sent with the others."""
    traits = traits_of(case.channel)
    if wording is None or not text:
        return "no-wording"
    if case.is_over or case.waiting_since is None:
        return "not-waiting"
    if traits is None or not traits.can_send or not can(actor, REPLY, case):
        return "closed"
    if unfilled(text):
        return "unfilled"
    if len(text) > traits.length:
        return "long"
    if begun.strip() and begun.strip() != text:
        return "begun"
    return ""


def _replies(cases: Sequence[Case], source: str) -> dict[str, Message]:
    """case ref → the last reply that carried the answer there."""
    refs = [case.ref for case in cases]
    rows = session().execute(
        select(Provenance.case_ref, Provenance.reply)
        .where(
            Provenance.source == source, Provenance.case_ref.in_(refs or [""]), Provenance.reply.is_not(None)
        )
        .order_by(Provenance.id)
    )
    replies = {row[0]: int(str(row[1]).partition(":")[2]) for row in rows}
    messages = session().scalars(select(Message).where(Message.id.in_(replies.values() or [0]))).all()
    by_id = {message.id: message for message in messages}
    return {ref: by_id[id] for ref, id in replies.items() if id in by_id}


def _drafts(cases: Sequence[Case]) -> dict[str, str]:
    """place → what somebody has begun to write there."""
    places = [place_of(case) for case in cases]
    statement = select(Draft.place, Draft.body).where(Draft.place.in_(places or [""]))
    return {row[0]: row[1] for row in session().execute(statement)}
