"""Which texts are being checked because they did not help a customer, and what those customers said.

The words are for whoever may settle the check and for who wrote the text; that there is a check is
for every reader of the text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from hub.core.db import session
from hub.core.features import kind_of, resolve_many
from hub.core.permissions import Actor, can
from hub.reuse.check_models import BadResult, Check
from hub.reuse.rules import REVIEW_CHECK

LISTED = 200
# Suggested to nobody until somebody has looked at it.
IS_WITHDRAWN = (Check.closed_at.is_(None), Check.withdrawn_at.is_not(None))


@dataclass(frozen=True)
class Checked:
    """A text under check, for one reader. `results` is empty for whom the words are not meant."""

    check: Check
    may_review: bool
    results: Sequence[BadResult] = field(default_factory=tuple)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is suggested to nobody for now."""
        return self.check.withdrawn_at is not None


def open_check(ref: str) -> Check | None:
    """The check of a text that nobody has settled yet."""
    statement = select(Check).where(Check.source == ref, Check.closed_at.is_(None))
    return session().scalars(statement).one_or_none()


def checked(actor: Actor, things: Iterable[Any]) -> dict[str, Checked]:
    """ref → the open check of each of these things: one statement, and one more where words are shown."""
    by_ref = {thing.ref: thing for thing in things}
    if not by_ref:
        return {}
    found = session().scalars(select(Check).where(Check.source.in_(by_ref), Check.closed_at.is_(None))).all()
    may = {check.id for check in found if can(actor, REVIEW_CHECK, by_ref[check.source])}
    wrote = {check.id for check in found if actor.id in authors_of(by_ref[check.source])}
    results = results_of([*may | wrote])
    return {check.source: Checked(check, check.id in may, results.get(check.id, ())) for check in found}


def results_of(check_ids: Sequence[int]) -> dict[int, list[BadResult]]:
    """check → what did not help whom, oldest first."""
    if not check_ids:
        return {}
    statement = select(BadResult).where(BadResult.check_id.in_(check_ids))
    found: dict[int, list[BadResult]] = {}
    for row in session().scalars(statement.order_by(BadResult.at, BadResult.case_ref)):
        found.setdefault(row.check_id, []).append(row)
    return found


def checks_for(actor: Actor, *, own: bool = False) -> list[tuple[Any, Check]]:
    """The open checks that this person can settle (or `own`: of what they wrote), most customers first."""
    statement = select(Check).where(Check.closed_at.is_(None))
    ordered = statement.order_by(Check.customers.desc(), Check.opened_at, Check.id).limit(LISTED)
    found = session().scalars(ordered).all()
    things = resolve_many(actor, [check.source for check in found])
    return [
        (things[check.source], check)
        for check in found
        if check.source in things
        and (actor.id in authors_of(things[check.source]) if own
             else can(actor, REVIEW_CHECK, things[check.source]))
    ]  # fmt: skip


def authors_of(thing: Any) -> tuple[int, ...]:
    """Who wrote what customers are told, or the thing itself."""
    kind = kind_of(thing.ref)
    wording = kind.customer_text(thing) if kind.customer_text is not None else None
    if wording is not None:
        return wording.authors
    author_id = getattr(thing, "author_id", None)
    return (author_id,) if author_id is not None else ()
