"""Where a text was used: in which replies, for whom, with what result; and what else leads to it (WK20)."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true

from hub.core.db import session
from hub.core.features import Card
from hub.core.permissions import Actor
from hub.core.words import lazy
from hub.links.models import Link, LinkKind
from hub.links.queries import LOCKED, Linked, cards_for, links_at, with_cards
from hub.reuse.models import Provenance, Relation
from hub.reuse.proof_models import ReplyResult
from hub.reuse.proving import WELL

SIZE = 30
ELSEWHERE = (
    LinkKind.LINKED, LinkKind.QUOTED, LinkKind.CREATED, LinkKind.IMPROVED, LinkKind.ASKED, LinkKind.PINNED,
)  # fmt: skip


INSPIRED = Relation.INSPIRED


class Result(enum.StrEnum):
    """What the customer made of a reply."""

    HELPED = "helped"
    NOT = "not"
    SILENT = "silent"

    @property
    def label(self) -> str:
        """For people."""
        return str(_LABELS[self])


_LABELS = {
    Result.HELPED: lazy("Helped"),
    Result.NOT: lazy("Did not help"),
    Result.SILENT: lazy("No word yet"),
}


@dataclass(frozen=True)
class Use:
    """One reply that the text went into; `card` is its case as the reader may see it. kept: percent."""

    id: int
    at: datetime
    result: Result
    card: Card
    kept: int | None
    revision: int
    inspired: bool  # too little of it was kept to be a use: it counts in no sum


@dataclass(frozen=True)
class Sums:
    """Over all uses of a text, whatever is shown of them."""

    uses: int
    cases: int
    helped: int
    failed: int
    last: datetime | None
    inspired: int = 0  # replies that kept too little of it: neither their number nor their result counts


def uses_of(
    actor: Actor, ref: str, result: Result | None = None, before: int | None = None
) -> tuple[Sums, list[Use]]:
    """All uses in sums, and the replies, newest first, one more than a page, in one query.

    Cases that the reader may not open are masked.
    """
    wanted = _sent(select(*_USE), ref).order_by(Provenance.id.desc()).limit(SIZE + 1)
    if result is not None:
        wanted = wanted.where(_condition(result))
    if before is not None:
        wanted = wanted.where(Provenance.id < before)
    sums, uses = _sent(select(*_sums()), ref).subquery(), wanted.subquery()
    both = select(sums, uses).select_from(sums.outerjoin(uses, true())).order_by(uses.c.id.desc())
    rows = [tuple(row) for row in session().execute(both)]
    cut = len(sums.c)
    found = [row[cut:] for row in rows if row[cut] is not None]
    cards = cards_for(actor, {row[1] for row in found})
    listed = [
        Use(
            id,
            at,
            _result(rating, back),
            cards.get(case_ref, LOCKED),
            kept,
            revision,
            how == INSPIRED,
        )
        for id, case_ref, at, kept, revision, how, rating, back in found
    ]
    return Sums(*rows[0][:cut]), listed


def leading_to(actor: Actor, ref: str) -> Sequence[Linked]:
    """Questions, pages, conversations and cases that name the text or were made from it."""
    links = [link for link in links_at([ref], ELSEWHERE) if not _is_a_use(link)]
    return with_cards(links, cards_for(actor, {link.source for link in links}))


def _is_a_use(link: Link) -> bool:
    """Of a case in whose reply it went out: that is listed as a use."""
    return link.kind == LinkKind.LINKED and link.source.startswith("case:")


_USE: tuple[Any, ...] = (
    Provenance.id, Provenance.case_ref, Provenance.sent_at, Provenance.kept, Provenance.source_revision,
    Provenance.relation, ReplyResult.rating, ReplyResult.came_back,
)  # fmt: skip


def _sums() -> list[Any]:
    """The columns of Sums, in their order."""
    is_use = Provenance.relation == Relation.USED
    return [
        func.count(case((is_use, 1))).label("uses"),
        func.count(func.distinct(case((is_use, Provenance.case_ref)))).label("cases"),
        func.count(case((and_(is_use, _condition(Result.HELPED)), 1))).label("helped"),
        func.count(case((and_(is_use, _condition(Result.NOT)), 1))).label("failed"),
        func.max(case((is_use, Provenance.sent_at))).label("last"),
        func.count(case((~is_use, 1))).label("inspired"),
    ]


def _sent(statement: Select[Any], ref: str) -> Select[Any]:
    found = statement.select_from(Provenance).outerjoin(ReplyResult, ReplyResult.reply == Provenance.reply)
    return found.where(Provenance.source == ref, Provenance.sent_at.is_not(None))


def _condition(result: Result) -> ColumnElement[bool]:
    back = func.coalesce(ReplyResult.came_back, False)
    if result == Result.HELPED:
        return and_(ReplyResult.rating >= WELL, ~back)
    if result == Result.NOT:
        return or_(ReplyResult.rating < WELL, back)
    return and_(ReplyResult.rating.is_(None), ~back)


def _result(rating: int | None, came_back: bool | None) -> Result:
    if came_back or (rating is not None and rating < WELL):
        return Result.NOT
    return Result.SILENT if rating is None else Result.HELPED
