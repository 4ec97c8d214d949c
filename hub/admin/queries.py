"""What the administration shows, already shaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, or_, select

from hub.core.audit import AuditEntry
from hub.core.db import session
from hub.core.deliveries import Delivery
from hub.core.dispatch import ParkedEvent, lag
from hub.core.events import Event
from hub.core.features import registry
from hub.core.limits import LIMITS
from hub.core.words import lazy
from hub.people.models import Person, WebSession
from hub.spaces.models import Membership, Space, SpaceKind
from hub.web.paging import Page, cut

CONSUMERS = {
    "stream": lazy("The feed"),
    "index": lazy("Search"),
    "inbox": lazy("Notices"),
    "live": lazy("Live updates"),
}


@dataclass(frozen=True)
class PersonRow:
    """A line of the table of people."""

    person: Person
    communities: int
    seen_at: datetime | None


@dataclass(frozen=True)
class Stuck:
    """Everything that waits for an administrator."""

    events: Sequence[tuple[ParkedEvent, Event | None]]
    deliveries: Sequence[Delivery]


def people(words: str, *, after: int | None, size: int = LIMITS.default_page) -> Page[PersonRow]:
    """Everybody, active or not, by name; numbers come along in the same statement."""
    spaces = (
        select(func.count(Membership.space_id))
        .join(Space, Space.id == Membership.space_id)
        .where(Membership.person_id == Person.id, Space.kind.in_((SpaceKind.COMMUNITY, SpaceKind.DESK)))
        .scalar_subquery()
    )
    seen = select(func.max(WebSession.seen_at)).where(WebSession.person_id == Person.id).scalar_subquery()
    statement = select(Person, spaces, seen)
    for word in words.lower().split()[:5]:
        like = f"%{word.replace('%', '').replace('_', '')}%"
        columns = (Person.name, Person.handle, Person.email, Person.title)
        statement = statement.where(or_(*(func.lower(column).like(like) for column in columns)))
    offset = min(after or 0, 100_000)
    ordered = statement.order_by(func.lower(Person.name), Person.id).offset(offset).limit(size + 1)
    rows = [PersonRow(person, count, at) for person, count, at in session().execute(ordered)]
    return Page(rows[:size], str(offset + size) if len(rows) > size else None)


def people_count() -> int:
    """How many colleagues can sign in."""
    return session().scalar(select(func.count(Person.id)).where(Person.deactivated_at.is_(None))) or 0


def stuck() -> Stuck:
    """Events that a consumer could not handle, deliveries that never worked."""
    events = session().execute(
        select(ParkedEvent, Event)
        .outerjoin(Event, Event.id == ParkedEvent.event_id)
        .order_by(ParkedEvent.id.desc())
        .limit(LIMITS.page_size)
    )
    deliveries = session().scalars(
        select(Delivery)
        .where(Delivery.state == "parked")
        .order_by(Delivery.id.desc())
        .limit(LIMITS.page_size)
    )
    return Stuck([(parked, event) for parked, event in events], deliveries.all())


def audit_entries(
    actor: str = "", action: str = "", subject: str = "", *, after: int | None = None, size: int = 50
) -> Page[tuple[AuditEntry, Person | None]]:
    """The log, newest first, narrowed by who, what and about what."""
    rows = session().execute(_audit(actor, action, subject, after).limit(size + 1)).all()
    found = [_Line(entry, person) for entry, person in rows]
    page = cut(found, size)
    return Page([(line.entry, line.person) for line in page.items], page.next)


def every_audit_entry(actor: str, action: str, subject: str) -> Any:
    """All entries that fit, for the export: streamed, not collected."""
    statement = _audit(actor, action, subject, None).execution_options(yield_per=200)
    return session().execute(statement)


def mail_waiting() -> int:
    """Mails that have not left, because no mail server is set or it does not answer."""
    statement = select(func.count(Delivery.id)).where(Delivery.queue == "mail", Delivery.state == "waiting")
    return session().scalar(statement) or 0


def consumer_lag() -> dict[str, int]:
    """Consumer → events it has yet to read."""
    return lag(current_app.extensions["consumers"])


def consumer_words(name: str) -> str:
    """What people call a consumer: the part of the hub that it keeps up to date."""
    feature = registry.features.get(name)
    return CONSUMERS.get(name) or (feature.title if feature is not None and feature.title else name)


@dataclass(frozen=True)
class _Line:
    entry: AuditEntry
    person: Person | None

    @property
    def id(self) -> int:
        return self.entry.id


def _audit(actor: str, action: str, subject: str, after: int | None) -> Select[Any, Any]:
    statement = select(AuditEntry, Person).outerjoin(Person, Person.id == AuditEntry.actor_id)
    if actor:
        statement = statement.where(Person.handle == actor.lstrip("@").lower())
    if action:
        statement = statement.where(AuditEntry.action.startswith(action, autoescape=True))
    if subject:
        statement = statement.where(AuditEntry.subject == subject)
    if after is not None:
        statement = statement.where(AuditEntry.id < after)
    return statement.order_by(AuditEntry.id.desc())
