"""What somebody was asked and has not done comes back after a while: the same notice, new again (NO09).

A question put to them, a case given to them, a decision, a review. Whoever wrote there since is not reminded,
and after a month nobody is any more.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.events import Event
from hub.core.permissions import readable
from hub.core.words import lazy
from hub.inbox.chat.actions import way_of
from hub.inbox.consumer import STANDS_IN_FOR, ask_for_chat, ask_for_mail, ask_for_push
from hub.inbox.groups import CHAT, PUSH, group_of, wants
from hub.inbox.models import Notice
from hub.inbox.push.devices import devices_of
from hub.people.models import Person
from hub.people.rhythm import away_of
from hub.threads.watching import muted

SETTING = "reminders"
USUAL = 3  # days
CHOICES = {0: lazy("Never"), 1: lazy("Every day"), 3: lazy("Every three days"), 7: lazy("Every week")}
LONGEST = timedelta(days=30)
BATCH = 200


def reminder_days(person: Person) -> int:
    """How many days something may wait before the person is reminded; 0: never."""
    kept = person.settings.get(SETTING, USUAL) if isinstance(person.settings, dict) else USUAL
    return kept if kept in CHOICES else USUAL


def remind() -> int:
    """Make notices new again whose time has come. Returns how many."""
    moment, count = clock.now(), 0
    for batch in _waiting(moment):
        for id in batch:
            count += _remind(id, moment)
    return count


def _waiting(moment: datetime) -> Iterator[Sequence[int]]:
    """The ids of notices that still ask for something, in batches; never twice in one run."""
    acted = exists().where(
        Event.actor_id == Notice.person_id, Event.id > Notice.event_id,
        or_(Event.subject == Notice.thread, Event.subject == Notice.about),
    ).correlate(Notice)  # fmt: skip
    last = 0
    while True:
        found = (
            select(Notice.id)
            .join(Event, Event.id == Notice.event_id)
            .where(
                Notice.id > last, Notice.action.in_(STANDS_IN_FOR), Notice.done_at.is_(None),
                Notice.at <= moment - timedelta(days=1), Event.at > moment - LONGEST, ~acted,
            )
            .order_by(Notice.id)
            .limit(BATCH)
        )  # fmt: skip
        ids = session().scalars(found).all()
        if not ids:
            return
        last = ids[-1]
        yield ids


def _remind(id: int, moment: datetime) -> bool:
    with transaction() as db:
        notice = locked(db.get_one(Notice, id))
        person = notice.person
        days = reminder_days(person)
        if not days or notice.at > moment - timedelta(days=days) or notice.done_at is not None:
            return False
        if not person.is_active or away_of(person, moment) is not None or not _is_theirs(notice, person):
            return False
        notice.at = notice.reminded_at = moment
        notice.seen_at, notice.wave = None, notice.wave + 1
        group = group_of(notice.kind, notice.action)
        ask_for_mail(notice, person, group)
        if wants(person, group, PUSH) and devices_of(person):
            ask_for_push(notice, person)
        if wants(person, group, CHAT) and way_of(person) is not None:
            ask_for_chat(notice, person)
    return True


def _is_theirs(notice: Notice, person: Person) -> bool:
    """Whether they may still know of it, and want to."""
    if person.id in muted(notice.thread) or (notice.about and person.id in muted(notice.about)):
        return False
    mine = readable(person, select(Notice.id)).where(Notice.id == notice.id)
    return session().scalar(mine) is not None
