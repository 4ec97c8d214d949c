"""What was put aside and why, and what an original could be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.features import Card, refs_at, resolve_many
from hub.core.index import index
from hub.core.limits import LIMITS
from hub.core.permissions import Actor
from hub.core.words import gettext as _
from hub.links.queries import cards_for
from hub.qa.closing_models import USUAL_REASONS, Closing, QuestionRule
from hub.qa.models import Answer, Question, QuestionState
from hub.spaces.audiences import audiences_of
from hub.threads.cards import LOCKED
from search.engine import IndexUnusable

OFFERED = 6
SECONDS = 0.3


@dataclass(frozen=True)
class Aside:
    """Why something was put aside, for one reader; `instead` is a locked card where they may not open it."""

    closing: Closing
    instead: Card | None


def closing_of(ref: str) -> Closing | None:
    """The closing in force of a thing."""
    statement = select(Closing).where(Closing.ref == ref, Closing.lifted_at.is_(None))
    return session().scalars(statement).one_or_none()


def asides(actor: Actor, question: Question, answers: Iterable[Answer]) -> dict[str, Aside]:
    """ref → why it was put aside, of a question and its answers: no statement where nothing was."""
    refs = [answer.ref for answer in answers if answer.obsolete_at is not None]
    if question.is_aside:
        refs.append(question.ref)
    if not refs:
        return {}
    statement = select(Closing).where(Closing.ref.in_(refs), Closing.lifted_at.is_(None))
    rows = session().scalars(statement.options(joinedload(Closing.by))).all()
    cards = cards_for(actor, {row.instead for row in rows if row.instead})
    return {row.ref: Aside(row, cards.get(row.instead, LOCKED) if row.instead else None) for row in rows}


def reasons() -> list[str]:
    """For closing a question: those of the house, else the usual ones."""
    kept = session().get(QuestionRule, 1)
    return list(kept.reasons) if kept is not None and kept.reasons else [str(each) for each in USUAL_REASONS]


def could_be_original(actor: Actor, question: Question, words: str = "") -> Sequence[Question]:
    """Questions most like this one, or like `words`, that are not put aside."""
    text = words or f"{question.title}\n{question.text}"
    try:
        hits = index().engine.similar(
            text[: LIMITS.body], audiences_of(actor), kinds=("question",), limit=2 * OFFERED,
            without=(question.ref,), seconds=SECONDS,
        )  # fmt: skip
    except IndexUnusable:
        index().doubt()
        hits = ()
    things = resolve_many(actor, [hit.key for hit in hits])
    found = [things[hit.key] for hit in hits if hit.key in things]
    return [each for each in found if each.state in (QuestionState.OPEN, QuestionState.SOLVED)][:OFFERED]


def ref_typed(actor: Actor, typed: str, field: str) -> str:
    """The ref of what was pasted as an address. Raises Invalid when the actor can open nothing there."""
    parts = urlsplit(typed.strip())
    path = parts.path + (f"#{parts.fragment}" if parts.fragment else "")
    ref = refs_at([path]).get(path, "") if path.startswith("/") else ""
    if not ref or not resolve_many(actor, [ref]):
        words = _("There is nothing at this address that you can open. Copy it from its page.")
        raise Invalid(words, field=field)
    return ref
