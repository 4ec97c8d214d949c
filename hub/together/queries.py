"""Everybody who waits for one question: what each could be told, who is ready, what came of it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from hub.cases.drafts import place_of
from hub.cases.identities import placeholders_of_each
from hub.cases.models import OVER, Case
from hub.cases.telling import Recipient, begun_in, heed_languages, replies_with, text_for, why_it_stays
from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.features import CustomerText, registry, resolve_many
from hub.core.permissions import SYSTEM, Actor, readable
from hub.core.refs import number_in
from hub.links.models import Link, LinkKind
from hub.links.queries import sources_of
from hub.people.models import Person
from hub.reuse.recalls import recalled
from hub.suggest.queries import near_enough, suggestions, words_of

WAITS = (LinkKind.ASKED, LinkKind.JOINED)
MOST = 200
PROPOSED = 2


def cases_of(actor: Actor, question: Any) -> Sequence[Case]:
    """The cases behind a question that the reader may open."""
    behind = select(number_in(Link.source, "case")).where(
        Link.target == question.ref, Link.kind.in_(WAITS), Link.removed_at.is_(None)
    )
    statement = readable(actor, select(Case)).where(Case.id.in_(behind))
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


class Waiting(NamedTuple):
    """The accepted answer, what a customer may be told of it, and everybody who waits for it."""

    answer: Any
    wording: CustomerText | None
    recipients: list[Recipient]


def waiting_for(actor: Person, question: Any, reasons: Mapping[str, str] | None = None) -> Waiting:
    """Every case of the reader's desks behind the question, those that are ready first.

    Raises NotFound when there is none that the reader may open.
    """
    cases = cases_of(actor, question)
    if not cases:
        raise NotFound
    thing, wording = wording_for(question)
    replies = replies_with(thing.ref, cases) if thing is not None else {}
    drafts, placeholders = begun_in(cases), placeholders_of_each(cases)
    found = []
    for case in cases:
        text = text_for(actor, case, wording, placeholders[case.id]) if wording is not None else ""
        because = _because(actor, case, text, wording, drafts.get(place_of(case), ""))
        found.append(Recipient(case, text, because, replies.get(case.ref)))
    return Waiting(thing, wording, heed_languages(found, reasons or {}))


def proposed(actor: Person, case: Case) -> list[tuple[Any, int]]:
    """Open questions like this case for which customers wait already, with their number (LK07)."""
    words = words_of(case)
    found = suggestions(actor, words, ("question",), PROPOSED * 3)
    waiting = [each for each in found if each.thing.waiting_count and not each.thing.is_aside]
    near = near_enough(actor, words, waiting)
    good = [each.thing for each in near if case.ref not in sources_of(each.ref, WAITS)]
    return [(thing, thing.waiting_count) for thing in good[:PROPOSED]]


def _because(actor: Person, case: Case, text: str, wording: CustomerText | None, begun: str) -> str:
    """The word under which the page says why a case is not sent with the others."""
    if wording is None or not text:
        return "no-wording"
    if case.is_over or case.waiting_since is None:
        return "not-waiting"
    return why_it_stays(actor, case, text, begun)
