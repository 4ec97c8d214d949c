"""Counting what became of replies, and from it which texts are proven (D09). Counted anew each time."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func, select

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.events import Event, record
from hub.core.features import kind_of, resolve_many
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.reuse import checking
from hub.reuse.check_models import Check
from hub.reuse.events import (
    CheckLifted,
    CheckReviewed,
    CustomerCameBack,
    OutcomeArrived,
    StandingChanged,
    TextCorrected,
    TextSent,
)
from hub.reuse.models import Provenance, Relation
from hub.reuse.proof import Figures, figures_in_force
from hub.reuse.proof_models import Proof, ProofRule, ReplyResult, Standing
from hub.reuse.recall_models import Recall, RecalledText
from hub.reuse.rules import SET_PROOF

WELL = 4  # a rating of this or more: satisfied
MOST = {"cases": 1_000, "agents": 100, "rated": 1_000, "percent": 100, "days": 3_650, "run": 100}
SOME = 200  # texts that are counted in one go


@dataclass(frozen=True)
class _Counted:
    cases: int = 0
    agents: int = 0
    rated: int = 0
    satisfied: int = 0


def text_sent(_event: Event, fact: TextSent) -> None:
    """It was used once more."""
    prove(fact.sources)


def outcome_arrived(event: Event, fact: OutcomeArrived) -> None:
    """A customer said what they thought."""
    result = _result(event, fact.reply)
    result.rating = fact.rating
    checking.outcome_arrived(event, fact)
    prove(fact.sources)


def customer_came_back(event: Event, fact: CustomerCameBack) -> None:
    """It had been solved, and was not."""
    if fact.reopened:
        _result(event, fact.reply).came_back = True
    checking.customer_came_back(event, fact)
    prove(fact.sources)


def source_judged(_event: Event, fact: CheckReviewed | CheckLifted | TextCorrected) -> None:
    """Somebody looked at it, a customer was helped after all, or it was taken back."""
    prove([fact.source])


def prove(refs: Iterable[str]) -> None:
    """Count these texts anew, inside a transaction; whoever shows them hears of a change."""
    wanted = [ref for ref in dict.fromkeys(refs) if ref]
    if not wanted:
        return
    figures = figures_in_force()
    counted, doubted, recalled = _counted(wanted), _doubted(wanted, figures), _recalled(wanted, figures)
    rows = {row.ref: row for row in session().scalars(select(Proof).where(Proof.ref.in_(wanted)))}
    changed = []
    for ref in wanted:
        found = counted.get(ref, _Counted())
        standing = Standing.OPEN
        if ref in doubted:
            standing = Standing.CHECK_ME
        elif ref not in recalled and _is_enough(found, figures):
            standing = Standing.PROVEN
        if _keep(rows.get(ref), ref, standing, found):
            changed.append(ref)
    for ref, thing in resolve_many(SYSTEM, changed).items():
        if kind_of(ref).customer_text is not None:
            record(StandingChanged(ref), SYSTEM, getattr(thing, "thread_root", thing))


def prove_all() -> int:
    """What only time changes: a recall that is long ago by now. Returns how many were counted."""
    last, count = "", 0
    while True:
        known = select(Proof.ref).where(Proof.ref > last).order_by(Proof.ref).limit(SOME)
        refs = session().scalars(known).all()
        if not refs:
            return count
        with transaction():
            prove(refs)
        last, count = refs[-1], count + len(refs)


def set_figures(actor: Person, figures: Figures) -> None:
    """Decide from when a text is proven; all of them are counted anew."""
    require(actor, SET_PROOF)
    for name, value in asdict(figures).items():
        if not 1 <= value <= MOST[name]:
            raise Invalid(_("Give a number from 1 to %(most)s.", most=MOST[name]), field=name)
    with transaction() as db:
        before = figures_in_force()
        row = db.get(ProofRule, 1) or ProofRule(id=1)
        db.add(row)
        for name, value in asdict(figures).items():
            setattr(row, name, value)
        db.flush()
        audit(actor, "reuse.proof", "proof_rule:1", before=asdict(before), after=asdict(figures))
    prove_all()


def _result(event: Event, reply: str) -> ReplyResult:
    row = session().get(ReplyResult, reply)
    if row is None:
        row = ReplyResult(reply=reply, at=event.at)
        session().add(row)
    row.at = event.at
    return row


def _counted(refs: Sequence[str]) -> dict[str, _Counted]:
    """What inspired a reply only, does not count: the customer was told something else."""
    good = case((ReplyResult.rating >= WELL, 1), else_=0)
    statement = (
        select(
            Provenance.source, func.count(Provenance.case_ref.distinct()),
            func.count(Provenance.person_id.distinct()), func.count(ReplyResult.rating), func.sum(good),
        )
        .outerjoin(ReplyResult, ReplyResult.reply == Provenance.reply)
        .where(Provenance.source.in_(refs), Provenance.reply.is_not(None))
        .where(Provenance.relation == Relation.USED)
        .group_by(Provenance.source)
    )  # fmt: skip
    return {ref: _Counted(*map(int, numbers)) for ref, *numbers in session().execute(statement)}


def _doubted(refs: Sequence[str], figures: Figures) -> set[str]:
    """Those that failed so many customers since somebody looked at them last."""
    waiting = select(Check.source).where(
        Check.source.in_(refs), Check.closed_at.is_(None), Check.customers >= figures.run
    )
    return set(session().scalars(waiting))


def _recalled(refs: Sequence[str], figures: Figures) -> set[str]:
    """Those that were taken back lately."""
    since = clock.now() - timedelta(days=figures.days)
    statement = (
        select(RecalledText.ref)
        .join(Recall, Recall.id == RecalledText.recall_id)
        .where(RecalledText.ref.in_(refs), Recall.opened_at >= since, Recall.mistaken.is_(False))
    )
    return set(session().scalars(statement))


def _is_enough(found: _Counted, figures: Figures) -> bool:
    if found.cases < figures.cases or found.agents < figures.agents or found.rated < figures.rated:
        return False
    return 100 * found.satisfied >= figures.percent * found.rated


def _keep(row: Proof | None, ref: str, standing: Standing, found: _Counted) -> bool:
    """Store what was counted; whether the text stands differently now."""
    if row is None:
        row = Proof(ref=ref, standing=Standing.OPEN, at=clock.now())
        session().add(row)
    values: dict[str, Any] = asdict(found)
    for name, value in values.items():
        setattr(row, name, value)
    if row.standing == standing:
        return False
    row.standing, row.at = standing, clock.now()
    return True
