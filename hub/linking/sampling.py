"""A sample of links for coaches: right article, right case? Drawn alike for everybody, summed by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, case, cast, func, literal, select

from hub.cases.models import Case
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import NotFound
from hub.core.events import record
from hub.core.features import Card, card_of, resolve_many
from hub.core.permissions import condition, require
from hub.linking.events import LinkJudged
from hub.linking.sampling_models import LinkReview
from hub.links.counting import REUSE
from hub.links.models import Link, LinkKind
from hub.people.models import Person
from hub.wiki.rules import SAMPLE

SIZE = 10
KINDS = (*REUSE, LinkKind.LINKED)
PRIME = 10_007  # shuffles by id, the same for everybody and on every day of a month


@dataclass(frozen=True)
class Drawn:
    """A link of the sample with both ends, and what the reader has said of it already."""

    link: Link
    source: Card
    target: Card
    own: LinkReview | None


@dataclass(frozen=True)
class Accuracy:
    """Over all looks at links of a month: how many, and how many of them found each right."""

    looks: int
    right_article: int
    right_case: int
    right: int

    @property
    def percent(self) -> int | None:
        """How many of a hundred links were right in both; None while nobody has looked."""
        return round(100 * self.right / self.looks) if self.looks else None


def month_of(text: str) -> date:
    """`2026-11` as its first day; this month for anything else."""
    try:
        return datetime.strptime(text[:7], "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        return clock.now().date().replace(day=1)


def sample_of(actor: Person, month: date) -> list[Drawn]:
    """Links that people made between a case and an answer or article, of cases the actor may read."""
    require(actor, SAMPLE, None)
    shuffled = (cast(Link.id, Integer) * 7_919 + month.month * 31 + month.year) % PRIME
    statement = (
        select(Link)
        .join(Case, Link.source == literal("case:") + cast(Case.id, String))
        .where(*_in_month(month), _readable(actor), Link.author_id.is_distinct_from(actor.id))
        .order_by(shuffled, Link.id)
        .limit(SIZE)
    )
    links = session().scalars(statement).all()
    things = resolve_many(actor, {ref for link in links for ref in (link.source, link.target)})
    own = select(LinkReview).where(LinkReview.by_id == actor.id)
    said = {
        row.link_id: row
        for row in session().scalars(own.where(LinkReview.link_id.in_([each.id for each in links])))
    }
    return [
        Drawn(link, card_of(things[link.source]), card_of(things[link.target]), said.get(link.id))
        for link in links
        if link.source in things and link.target in things
    ]


def judge(actor: Person, id: int, article: bool, fits: bool, comment: str) -> None:
    """Say of a link whether it was the right article and the right case. Said again, the later counts.

    Raises NotFound for links whose ends the actor may not read.
    """
    require(actor, SAMPLE, None)
    row = session().get(Link, id)
    things = resolve_many(actor, (row.source, row.target)) if row is not None else {}
    if row is None or len(things) < len({row.source, row.target}) or row.author_id == actor.id:
        raise NotFound
    with transaction() as db:
        db.merge(
            LinkReview(
                link_id=id,
                by_id=actor.id,
                right_article=article,
                right_case=fits,
                comment=comment[:500],
                at=clock.now(),
            )
        )
        space = getattr(things[row.target], "space_id", None)
        record(LinkJudged(id, article, fits, space), actor, things[row.source])


def accuracy_of(actor: Person, month: date) -> Accuracy:
    """What all coaches said of the month's links, of cases that the actor may read."""
    both = and_(LinkReview.right_article, LinkReview.right_case)
    counted = [func.count(case((yes, 1))) for yes in (LinkReview.right_article, LinkReview.right_case, both)]
    statement = (
        select(func.count(), *counted)
        .select_from(LinkReview)
        .join(Link, Link.id == LinkReview.link_id)
        .join(Case, Link.source == literal("case:") + cast(Case.id, String))
        .where(*_in_month(month), _readable(actor))
    )
    sums: list[int] = list(session().execute(statement).one())
    return Accuracy(*sums)


def _in_month(month: date) -> Sequence[ColumnElement[bool]]:
    start = datetime(month.year, month.month, 1, tzinfo=UTC)
    end = (start + timedelta(days=32)).replace(day=1)
    return Link.at >= start, Link.at < end, Link.removed_at.is_(None), Link.kind.in_(KINDS)


def _readable(actor: Person) -> Any:
    limit = condition(actor, Case)
    return literal(value=True) if limit is None else limit
