"""The digest: one mail about what a person has neither seen nor been told by mail (NO04).

Rows say when the next one is due. What it holds is looked up when it is sent, under the rights its
reader has then; when nothing is left to tell, no mail goes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, enqueue
from hub.core.features import Section, registry
from hub.core.permissions import readable
from hub.core.words import lazy
from hub.inbox.consumer import QUEUE, mail_key
from hub.inbox.models import Digest, Every, Notice
from hub.inbox.queries import open_notices
from hub.inbox.wording import SAID, Line, worded
from hub.people.models import Person
from hub.people.rhythm import as_utc, waking
from hub.web.filters import zone_of

BATCH = 200
LINES = 12
WORDS = {
    Every.NEVER: lazy("Never"),
    Every.HOUR: lazy("Every hour"),
    Every.DAY: lazy("Every day"),
    Every.WEEK: lazy("Every Monday"),
    Every.MONTH: lazy("On the first of the month"),
}


@dataclass(frozen=True)
class Told:
    """What one digest says."""

    person: Person
    lines: list[Line]
    more: int  # notices beyond those lines
    sections: list[Section]

    @property
    def count(self) -> int:
        """How many things it names."""
        return len(self.lines) + self.more + sum(len(each.cards) + each.more for each in self.sections)


def due_digests() -> None:
    """Queue what is due. A row and its delivery move together, so that each digest goes out once."""
    _begin_rows()
    with transaction() as db:
        moment = clock.now()
        due = select(Digest).where(Digest.next_at <= moment).order_by(Digest.next_at).limit(BATCH)
        for row in db.scalars(due.with_for_update(skip_locked=True)):
            if (morning := waking(row.person, moment)) > moment:
                row.next_at = morning  # then it tells of the night as well
                continue
            if row.person.is_active:
                key = f"digest:{row.person_id}:{moment:%Y%m%d%H%M}"
                enqueue(QUEUE, key, {"digest": row.person_id, "since": row.told_until.isoformat()})
            row.told_until = moment
            row.next_at = next_moment(row, moment)


def rhythm_of(person: Person) -> Digest:
    """How often the person wants it; what they get unless they choose."""
    row = session().get(Digest, person.id)
    return row or Digest(person_id=person.id, every=Every.DAY, hour=8)


def choose_digest(person: Person, every: Every, hour: int) -> None:
    """Change how often it comes. What was told stays told."""
    with transaction() as db:
        row = db.get(Digest, person.id)
        if row is None:
            row = Digest(person_id=person.id, told_until=clock.now())
            db.add(row)
        row.every, row.hour, row.person = every, hour, db.merge(person)
        row.next_at = next_moment(row, clock.now())


def next_moment(row: Digest, after: datetime) -> datetime | None:
    """When the next digest is due, in UTC: at the hour the person chose, where they are."""
    if row.every is Every.NEVER:
        return None
    zone = zone_of(row.person)
    local = after.astimezone(zone).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    if row.every is Every.HOUR:
        return after.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    moment = local.replace(hour=row.hour)
    while as_utc(moment, zone) <= after or not _is_day(row.every, moment):
        moment += timedelta(days=1)
    return as_utc(moment, zone)


def told(person: Person, since: datetime) -> Told | None:
    """What a digest would say now; None when there is nothing to tell."""
    notices = _unseen(person, since)
    lines = worded(person, notices)
    known = {ref for notice in notices for ref in (notice.about, notice.thread)} | _heard_of(person, since)
    sections = []
    for feature in registry.features.values():
        for tell in feature.digest:
            section = tell(person, since, known)
            if section is not None and section.cards:
                sections.append(section)
    if not lines and not sections:
        return None
    return Told(person, lines[:LINES], len(lines[LINES:]), sections)


def _unseen(person: Person, since: datetime) -> Sequence[Notice]:
    """New since the last digest, not seen anywhere, and not sent as a mail of its own."""
    found = readable(person, select(Notice)).where(*open_notices(), Notice.at > since)
    notices = session().scalars(found.options(*SAID).order_by(Notice.at.desc()).limit(BATCH)).all()
    keys = {mail_key(notice): notice for notice in notices}
    mailed = set(
        session().scalars(select(Delivery.key).where(Delivery.queue == QUEUE, Delivery.key.in_(keys)))
    )
    return [notice for key, notice in keys.items() if key not in mailed]


def _heard_of(person: Person, since: datetime) -> set[str]:
    """What notices named since then, seen or mailed meanwhile; what must be read is asked for again."""
    found = readable(person, select(Notice)).where(
        Notice.at > since, Notice.kind.not_like("feed.announcement%")
    )
    rows = session().execute(found.with_only_columns(Notice.about, Notice.thread).limit(10 * BATCH))
    return {ref for row in rows for ref in row if ref}


def _begin_rows() -> None:
    """Everybody gets a digest unless they say otherwise: a row for those who have none yet."""
    without = (
        select(Person)
        .outerjoin(Digest, Digest.person_id == Person.id)
        .where(Digest.person_id.is_(None), Person.deactivated_at.is_(None))
        .limit(BATCH)
    )
    if session().scalar(without.with_only_columns(Person.id).limit(1)) is None:
        return
    with transaction() as db:
        for person in db.scalars(without):
            row = Digest(person=person, every=Every.DAY, hour=8, told_until=clock.now())
            row.next_at = next_moment(row, clock.now())
            db.add(row)


def _is_day(every: Every, moment: datetime) -> bool:
    if every is Every.WEEK:
        return moment.weekday() == 0
    return moment.day == 1 if every is Every.MONTH else True
