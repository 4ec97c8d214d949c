"""Cases whose loop stopped half way (D01): unused answers, no result, no lesson."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, literal, literal_column, select
from sqlalchemy.orm import joinedload

from hub.cases.models import IS_UNDER_WAY, OVER, Case
from hub.core import clock
from hub.core.db import session
from hub.core.permissions import Actor, readable
from hub.core.words import lazy
from hub.reuse.models import Provenance, Relation

BROKEN = {
    "unused": lazy("Answered, but not used"),
    "no-result": lazy("Asked, but not rated"),
    "no-lesson": lazy("Solved, nothing recorded"),
}
UNUSED_AFTER = timedelta(hours=2)  # an accepted answer that no reply was made from is a broken loop
UNRATED_AFTER = timedelta(days=3)


def broken_loops(actor: Actor, kind: str, *, size: int = 50) -> Sequence[Case]:
    """Those of one kind, the longest untouched first. Chosen by their numbers, then filled."""
    order = (Case.active_at, Case.id)
    chosen = readable(actor, select(Case)).with_only_columns(Case.id).where(_broken(clock.now())[kind])
    statement = (
        select(Case)
        .where(Case.id.in_(chosen.order_by(*order).limit(size)))
        .options(joinedload(Case.customer), joinedload(Case.channel), joinedload(Case.assignee))
        .order_by(*order)
    )
    return session().scalars(statement).all()


def broken_counts(actor: Actor, most: int | None = None) -> dict[str, int]:
    """How many of each, in one statement; counted as far as `most`, where that is said."""
    counts = []
    for name, test in _broken(clock.now()).items():
        found = readable(actor, select(Case)).with_only_columns(Case.id).where(test).limit(most).subquery()
        counts.append(select(func.count()).select_from(found).scalar_subquery().label(name))
    return dict(session().execute(select(*counts)).one()._mapping)


def _broken(moment: datetime) -> dict[str, ColumnElement[bool]]:
    used = exists().where(
        Provenance.case_ref == literal("case:") + cast(Case.id, String),
        Provenance.reply.is_not(None),
        Provenance.relation == Relation.USED,
    )
    return {
        "unused": and_(Case.answered_at < moment - UNUSED_AFTER, ~used, IS_UNDER_WAY),
        "no-result": and_(
            Case.rating_asked_at < moment - UNRATED_AFTER, Case.rating.is_(None), Case.state.in_(OVER)
        ),
        "no-lesson": and_(
            Case.state.in_(OVER), Case.asked_at.is_not(None), Case.lesson == literal_column("''")
        ),
    }
