"""What left against the send check, as a sample for those who tune it, and how often it was right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from hub.cases.check_models import Level
from hub.cases.checkrules import KINDS, choices_for, levels
from hub.cases.models import Message, Override
from hub.cases.rules import audited_space_ids
from hub.core import clock
from hub.core.db import session
from hub.people.models import Person
from hub.spaces.rules import case_space_ids

SHOWN = 12
BACK = timedelta(days=90)
SPREAD = 7_919  # ids are taken from all over the time, the same ones on each look


@dataclass(frozen=True)
class Strictness:
    """One kind of find: how strict the check is, how often it was overridden, and how that was judged."""

    kind: str
    words: str
    level: Level
    choices: Sequence[Level]
    times: int
    right: int
    wrong: int


def sample(actor: Person) -> Sequence[Override]:
    """Overrides of the last months that nobody has looked at, from all over that time."""
    statement = (
        select(Override)
        .join(Message, Message.id == Override.message_id)
        .where(Message.space_id.in_(case_space_ids(actor)), *_theirs(actor), Override.judged_at.is_(None))
        .options(joinedload(Override.person), joinedload(Override.message).joinedload(Message.case))
        .order_by((Override.id * SPREAD) % 101, Override.id)
        .limit(SHOWN)
    )
    return session().scalars(statement).all()


def strictness(actor: Person) -> list[Strictness]:
    """Every kind that can be tuned, with what was found about its overrides."""
    statement = (
        select(Override.finding, Override.was_right, func.count())
        .join(Message, Message.id == Override.message_id)
        .where(*_theirs(actor))
        .group_by(Override.finding, Override.was_right)
    )
    counts: dict[tuple[str, bool | None], int] = {
        (kind, right): number for kind, right, number in session().execute(statement)
    }
    found = levels()
    return [
        Strictness(
            kind, str(words), found[kind], choices_for(kind),
            sum(counts.get((kind, right), 0) for right in (None, True, False)),
            counts.get((kind, True), 0), counts.get((kind, False), 0),
        )
        for kind, words in KINDS.items()
    ]  # fmt: skip


def _theirs(actor: Person) -> tuple[ColumnElement[bool], ...]:
    return Message.space_id.in_(audited_space_ids(actor)), Override.at >= clock.now() - BACK
