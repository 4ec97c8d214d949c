"""Calling again: the same notice, new again, by the ways its reader chose, without the usual wait.

Quiet hours hold, except for whoever is on duty by the working hours of their profile, or where the rule of
the hub says that it wakes everybody. Whoever opened the conversation meanwhile, or its notice, knows.
"""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import exists, select

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.deliveries import enqueue
from hub.core.features import resolve_many
from hub.core.permissions import SYSTEM
from hub.inbox.chat.actions import way_of
from hub.inbox.consumer import PUSH_QUEUE, QUEUE, ask_for_chat, mail_key
from hub.inbox.groups import CHAT, MAIL, PUSH, group_of, wants
from hub.inbox.models import Notice
from hub.inbox.push.devices import devices_of
from hub.inbox.urgent.actions import PAUSE, settle
from hub.inbox.urgent.models import Urgent, UrgentReader
from hub.inbox.urgent.rules import rule_in_force
from hub.people.hours import hours_of
from hub.people.models import Person, Reading
from hub.people.rhythm import away_of, waking
from hub.web.filters import zone_of

BATCH = 100
LATE = timedelta(minutes=2)


def repeat() -> int:
    """Call everybody whose time has come. Returns how many were called."""
    moment = clock.now()
    due = select(Urgent.id).where(Urgent.next_at <= moment).order_by(Urgent.next_at).limit(BATCH)
    return sum(_repeat(id, moment) for id in session().scalars(due).all())


def _repeat(id: int, moment: datetime) -> int:
    with transaction() as db:
        urgent = locked(db.get_one(Urgent, id))
        if urgent.next_at is None or urgent.next_at > moment:
            return 0
        if not resolve_many(SYSTEM, [urgent.ref]) or moment > urgent.ends_at + LATE:
            urgent.next_at = None
            return 0
        waiting = [each for each in urgent.readers if each.acknowledged_at is None]
        count = sum(_call(urgent, each, moment) for each in waiting)
        if urgent.next_at is not None:
            following = urgent.next_at + PAUSE
            # After a stop of the hub nobody is called several times at once.
            urgent.next_at = max(following, moment + PAUSE - LATE) if following <= urgent.ends_at else None
    return count


def _call(urgent: Urgent, reader: UrgentReader, moment: datetime) -> bool:
    person = reader.person
    if _knows(urgent, person):
        settle(urgent, person.id, SYSTEM)
        return False
    if not person.is_active or not resolve_many(person, [urgent.ref]) or not may_call(person, moment):
        return False
    theirs = select(Notice).where(Notice.person_id == person.id, Notice.thread == urgent.ref)
    notice = session().scalars(theirs.with_for_update(of=Notice)).one_or_none()
    if notice is None:  # they muted it: that holds behind every door
        return False
    notice.at, notice.seen_at, notice.done_at, notice.wave = moment, None, None, notice.wave + 1
    reader.told += 1
    _send(notice, person, moment)
    return True


def _knows(urgent: Urgent, person: Person) -> bool:
    looked = exists().where(
        Reading.person_id == person.id, Reading.ref == urgent.ref, Reading.at >= urgent.at
    )
    dealt = exists().where(
        Notice.person_id == person.id, Notice.thread == urgent.ref,
        (Notice.seen_at >= urgent.at) | (Notice.done_at >= urgent.at),
    )  # fmt: skip
    return bool(session().scalar(select(looked | dealt)))


def may_call(person: Person, moment: datetime) -> bool:
    """Whether it may reach them now: not quiet, or on duty, or the hub's rule wakes people."""
    if away_of(person, moment) is not None:
        return False
    if waking(person, moment) <= moment or rule_in_force().passes_quiet:
        return True
    hours = hours_of(person)
    return hours is not None and hours.holds(moment.astimezone(zone_of(person)).replace(tzinfo=None))


def _send(notice: Notice, person: Person, moment: datetime) -> None:
    group = group_of(notice.kind, notice.action)
    payload = {"notice": notice.id, "wave": notice.wave, "urgent": True}
    if wants(person, group, MAIL) and current_app.config["HUB"].smtp_url:
        enqueue(QUEUE, mail_key(notice), payload, run_at=moment)
    if wants(person, group, PUSH) and devices_of(person):
        enqueue(PUSH_QUEUE, f"push:{notice.id}:{notice.wave}", payload, run_at=moment)
    if wants(person, group, CHAT) and way_of(person) is not None:
        ask_for_chat(notice, person, moment)
