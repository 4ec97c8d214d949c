"""What came of texts that were used again: customers helped, and by whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ScalarSelect, Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from hub.core import clock
from hub.core.db import UtcDateTime, session
from hub.core.events import Event
from hub.core.features import card_of, resolve_many
from hub.people.models import Person
from hub.people.prepared import prepared
from hub.reuse.events import OutcomeArrived
from hub.reuse.models import Credit, Provenance

MONTHS = 9
MOST = 20_000
SINCE = bindparam("since", type_=UtcDateTime())
WELL = 4  # a rating of this or more is good news


@dataclass(frozen=True)
class Impact:
    """Customers whom a person's words reached. Compared with the own past only, never with others."""

    customers: int
    rated: int
    average: float | None
    colleagues: int = 0  # whose replies these were
    by_month: list[tuple[str, tuple[int, int, int]]] = field(default_factory=list)  # well, not, badly rated
    voices: list[tuple[str, datetime]] = field(default_factory=list)


def helped_since(person: Person, since: datetime) -> int:
    """How many replies with the person's words left since a moment."""
    statement = select(func.count(Credit.reply)).where(Credit.person_id == person.id, Credit.at >= since)
    return session().scalar(statement) or 0


def helped_by_day(person: Person, days: int = 7) -> list[tuple[datetime, int]]:
    """The last days, today last, with the number of customers helped on each."""
    start = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)
    counts = [0] * days
    for at in _credited(person, since=start).scalars():
        counts[min((at - start).days, days - 1)] += 1
    return [(start + timedelta(days=day), count) for day, count in enumerate(counts)]


@prepared
def _credited(me: Person) -> Select[Any]:
    return select(Credit.at).where(Credit.person_id == me.id, Credit.at >= SINCE).limit(5_000)


def impact_of(person: Person) -> Impact:
    """The person's page of impact: number, months, ratings, what customers wrote (masked)."""
    statement = select(Credit.reply, Credit.at, _colleagues(person)).where(Credit.person_id == person.id)
    rows = session().execute(statement.limit(20_000)).all()
    if not rows:
        return Impact(0, 0, None)
    credits = [(reply, at) for reply, at, _number in rows]
    outcomes = _outcomes(person)
    ratings = {
        event.data["reply"]: event.data["rating"] for event in reversed(outcomes)
    }  # the last one counts
    return Impact(
        customers=len(credits),
        rated=len(ratings),
        average=sum(ratings.values()) / len(ratings) if ratings else None,
        colleagues=rows[0][2],
        by_month=_by_month(credits, ratings),
        voices=_voices(outcomes, ratings)[:4],
    )


@dataclass(frozen=True)
class Helped:
    """One reply that the person's words went into. `title` is "" when its source is closed to them."""

    at: datetime
    title: str
    rating: int | None


def helped(person: Person) -> list[Helped]:
    """Every reply, the newest first; which customer it went to is not known here."""
    statement = select(Credit).where(Credit.person_id == person.id).order_by(Credit.at.desc(), Credit.reply)
    credits = session().scalars(statement.limit(MOST)).all()
    ratings = {event.data["reply"]: event.data["rating"] for event in reversed(_outcomes(person))}
    things = resolve_many(person, {credit.source for credit in credits})
    titles = {ref: card_of(thing).title for ref, thing in things.items()}
    return [Helped(credit.at, titles.get(credit.source, ""), ratings.get(credit.reply)) for credit in credits]


def they_helped(person: Person, days: int = 60) -> Sequence[tuple[Person, int]]:
    """Who wrote the words that this person has sent to customers lately, the last first: nobody is ranked."""
    found: Any = _helpers(person, since=clock.now() - timedelta(days=days))
    return [(helper, number) for helper, number in found]


@prepared
def _helpers(me: Person) -> Select[*tuple[Any, ...]]:
    replies = select(Provenance.reply).where(
        Provenance.person_id == me.id, Provenance.sent_at >= SINCE, Provenance.reply.is_not(None)
    )
    return (
        select(Person, func.count(Credit.reply))
        .join(Credit, Credit.person_id == Person.id)
        .where(Credit.reply.in_(replies))
        .group_by(Person.id)
        .order_by(func.max(Credit.at).desc(), Person.id)
        .limit(3)
    )


def provenance_of(replies: Sequence[str]) -> dict[str, list[Provenance]]:
    """reply → the texts it was made from, for a whole conversation in one query."""
    statement = select(Provenance).where(Provenance.reply.in_(replies)).order_by(Provenance.id)
    found: dict[str, list[Provenance]] = {}
    for row in session().scalars(statement.options(joinedload(Provenance.person))):
        found.setdefault(row.reply or "", []).append(row)
    return found


def _outcomes(person: Person) -> list[Event]:
    """Outcomes that name this person as a helper, newest first."""
    statement = select(Event).where(Event.kind == OutcomeArrived.kind).order_by(Event.id.desc()).limit(2_000)
    return [event for event in session().scalars(statement) if person.id in event.data.get("helpers", ())]


def _voices(outcomes: Sequence[Event], ratings: Mapping[str, int]) -> list[tuple[str, datetime]]:
    """What satisfied customers wrote (masked) and when, each reply once."""
    said: dict[str, tuple[str, datetime]] = {}
    for event in outcomes:
        reply, words = event.data["reply"], event.data.get("words")
        if words and ratings[reply] >= WELL:
            said.setdefault(reply, (words, event.at))
    return list(said.values())


def _colleagues(person: Person) -> ScalarSelect[int]:
    """How many others have sent this person's words to customers: one number, the same beside every reply."""
    own = select(Credit.reply).where(Credit.person_id == person.id).correlate(None)
    others = select(func.count(Provenance.person_id.distinct()))
    return others.where(Provenance.reply.in_(own), Provenance.person_id != person.id).scalar_subquery()


def _by_month(
    credits: Sequence[tuple[str, datetime]], ratings: Mapping[str, int]
) -> list[tuple[str, tuple[int, int, int]]]:
    """The last months: replies that were rated well, not rated, and rated badly."""
    now = clock.now()
    months = [(now.year * 12 + now.month - 1 - back) for back in range(MONTHS - 1, -1, -1)]
    counts = {month: [0, 0, 0] for month in months}
    for reply, at in credits:
        key = at.year * 12 + at.month - 1
        if key in counts:
            rating = ratings.get(reply)
            counts[key][1 if rating is None else 0 if rating >= WELL else 2] += 1
    names = (datetime(2000, month % 12 + 1, 1).strftime("%b") for month in months)  # noqa: DTZ001
    return [
        (name, (well, unrated, badly))
        for name, (well, unrated, badly) in zip(names, counts.values(), strict=True)
    ]
