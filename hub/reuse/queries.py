"""What came of texts that were used again: customers helped, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from hub.core import clock
from hub.core.db import session
from hub.core.events import Event
from hub.people.models import Person
from hub.reuse.events import OutcomeArrived
from hub.reuse.models import Credit, Provenance

MONTHS = 9


@dataclass(frozen=True)
class Impact:
    """Customers whom a person's words reached. Compared with the own past only, never with others."""

    customers: int
    rated: int
    average: float | None
    by_month: list[tuple[str, int]] = field(default_factory=list)
    voices: list[str] = field(default_factory=list)

    @property
    def peak(self) -> int:
        """The highest month, for the chart."""
        return max((count for _, count in self.by_month), default=0)


def helped_since(person: Person, since: datetime) -> int:
    """How many replies with the person's words left since a moment."""
    statement = select(func.count(Credit.reply)).where(Credit.person_id == person.id, Credit.at >= since)
    return session().scalar(statement) or 0


def helped_by_day(person: Person, days: int = 7) -> list[tuple[datetime, int]]:
    """The last days, today last, with the number of customers helped on each."""
    start = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)
    statement = select(Credit.at).where(Credit.person_id == person.id, Credit.at >= start)
    counts = [0] * days
    for at in session().scalars(statement.limit(5_000)):
        counts[min((at - start).days, days - 1)] += 1
    return [(start + timedelta(days=day), count) for day, count in enumerate(counts)]


def impact_of(person: Person) -> Impact:
    """The person's page of impact: number, months, ratings, what customers wrote (masked)."""
    moments = list(session().scalars(select(Credit.at).where(Credit.person_id == person.id).limit(20_000)))
    ratings, voices = _ratings(person)
    return Impact(
        customers=len(moments),
        rated=len(ratings),
        average=sum(ratings) / len(ratings) if ratings else None,
        by_month=_by_month(moments),
        voices=voices[:4],
    )


def they_helped(person: Person, days: int = 60) -> Sequence[tuple[Person, int]]:
    """Who wrote the words that this person has sent to customers lately, most first."""
    since = clock.now() - timedelta(days=days)
    replies = select(Provenance.reply).where(
        Provenance.person_id == person.id, Provenance.sent_at >= since, Provenance.reply.is_not(None)
    )
    count = func.count(Credit.reply)
    statement = (
        select(Person, count)
        .join(Credit, Credit.person_id == Person.id)
        .where(Credit.reply.in_(replies))
        .group_by(Person.id)
        .order_by(count.desc(), Person.id)
        .limit(3)
    )
    return [(helper, number) for helper, number in session().execute(statement)]


def provenance_of(replies: Sequence[str]) -> dict[str, list[Provenance]]:
    """reply → the texts it was made from, for a whole conversation in one query."""
    statement = select(Provenance).where(Provenance.reply.in_(replies)).order_by(Provenance.id)
    found: dict[str, list[Provenance]] = {}
    for row in session().scalars(statement.options(joinedload(Provenance.person))):
        found.setdefault(row.reply or "", []).append(row)
    return found


def _ratings(person: Person) -> tuple[list[int], list[str]]:
    """Ratings and words from the log: only outcomes that name this person as a helper."""
    statement = select(Event).where(Event.kind == OutcomeArrived.kind).order_by(Event.id.desc()).limit(2_000)
    ratings: list[int] = []
    voices: list[str] = []
    for event in session().scalars(statement):
        if person.id not in event.data.get("helpers", ()):
            continue
        ratings.append(event.data["rating"])
        if event.data["rating"] >= 4 and event.data.get("words"):
            voices.append(event.data["words"])
    return ratings, voices


def _by_month(moments: list[datetime]) -> list[tuple[str, int]]:
    now = clock.now()
    months = [(now.year * 12 + now.month - 1 - back) for back in range(MONTHS - 1, -1, -1)]
    counts = dict.fromkeys(months, 0)
    for at in moments:
        key = at.year * 12 + at.month - 1
        if key in counts:
            counts[key] += 1
    return [(datetime(2000, key % 12 + 1, 1).strftime("%b"), counts[key]) for key in months]  # noqa: DTZ001
