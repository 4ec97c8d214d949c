"""Every verb of what is urgent: call it so, know of it, end it, say who may."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.features import resolve, resolve_many
from hub.core.permissions import SYSTEM, Actor, can, require
from hub.core.words import gettext as _
from hub.inbox.urgent.events import MarkedUrgent, UrgentAcknowledged, UrgentEnded
from hub.inbox.urgent.models import Urgent, UrgentReader, UrgentRule
from hub.inbox.urgent.rules import END_URGENT, KNOW_URGENT, MARK_URGENT, rule_in_force, talk_of
from hub.people.models import Person, Role
from hub.people.rules import ADMINISTER

LASTS = timedelta(minutes=30)
PAUSE = timedelta(minutes=5)
DAY = timedelta(days=1)
MOST_PEOPLE = 10


def mark_urgent(actor: Person, thing: Any, people: Collection[Person], words: str = "") -> Urgent:
    """Call these people until they know. Raises Invalid for whoever cannot read it, and beyond the limits.

    thing: a conversation, or a comment in one, to which they are led.
    """
    require(actor, MARK_URGENT, thing)
    talk = talk_of(thing)
    place = thing.ref if talk is not thing else ""
    called = {person.id: person for person in people if person.id != actor.id and person.is_active}
    if not called:
        raise Invalid(_("For whom is it urgent? Name at least one colleague with @."), field="people")
    if len(called) > MOST_PEOPLE:
        raise Invalid(_("Call %(most)s people at most: those who can do something.", most=MOST_PEOPLE),
                      field="people")  # fmt: skip
    _refuse_strangers(called.values(), talk)
    moment = clock.now()
    with transaction() as db:
        locked(actor)  # so that nobody passes the limit by calling twice at once
        _refuse_too_many(actor)
        if active_on(talk.ref) is not None:
            raise Conflict(_("This is urgent already. Wait until it is over, or end it first."))
        urgent = Urgent(
            ref=talk.ref, place=place, by_id=actor.id, words=words, at=moment, ends_at=moment + LASTS,
            next_at=moment + PAUSE, readers=[UrgentReader(person_id=id) for id in called],
        )  # fmt: skip
        db.add(urgent)
        db.flush()
        audit(actor, "inbox.mark_urgent", thing.ref, after={"people": sorted(called)})
        record(MarkedUrgent(urgent.id, sorted(called), talk.ref), actor, thing)
    return urgent


def acknowledge(actor: Person, urgent: Urgent) -> None:
    """The actor knows. When everybody does, it is over."""
    require(actor, KNOW_URGENT, urgent)
    with transaction():
        locked(urgent)
        settle(urgent, actor.id, actor)


def know_through(person: Person, ref: str) -> None:
    """They opened the notice of a conversation, or put it aside: whatever is urgent there, they know of."""
    urgent = active_on(ref)
    if urgent is not None and can(person, KNOW_URGENT, urgent):
        acknowledge(person, urgent)


def settle(urgent: Urgent, person_id: int, actor: Actor) -> None:
    """Write down that somebody knows, inside a transaction that holds the row."""
    reader = next(each for each in urgent.readers if each.person_id == person_id)
    if reader.acknowledged_at is not None:
        return
    reader.acknowledged_at = clock.now()
    if all(each.acknowledged_at for each in urgent.readers):
        urgent.next_at = None
    record(UrgentAcknowledged(urgent.id, person_id), actor, resolve(SYSTEM, urgent.ref))


def end_urgent(actor: Person, urgent: Urgent) -> None:
    """Stop calling."""
    require(actor, END_URGENT, urgent)
    with transaction():
        locked(urgent)
        if urgent.next_at is None:
            return
        urgent.next_at, urgent.ends_at = None, clock.now()
        record(UrgentEnded(urgent.id), actor, resolve(actor, urgent.ref))


def set_urgent_rule(actor: Person, roles: Collection[Role], per_day: int, *, passes_quiet: bool) -> None:
    """Say who may, how often, and whether it wakes whoever is not on duty."""
    require(actor, ADMINISTER)
    with transaction() as db:
        kept = rule_in_force()
        before = {"roles": sorted(kept.roles), "per_day": kept.per_day, "passes_quiet": kept.passes_quiet}
        row = db.get(UrgentRule, 1) or UrgentRule(id=1)
        db.add(row)
        row.roles, row.per_day, row.passes_quiet = frozenset(roles), per_day, passes_quiet
        after = {"roles": sorted(roles), "per_day": per_day, "passes_quiet": passes_quiet}
        audit(actor, "inbox.urgent_rule", "urgent_rule:1", before=before, after=after)


def active_on(ref: str) -> Urgent | None:
    """What calls people to this conversation now."""
    statement = select(Urgent).where(Urgent.ref == ref, Urgent.next_at.is_not(None))
    return session().scalars(statement.limit(1)).one_or_none()


def _refuse_strangers(people: Collection[Person], thing: Any) -> None:
    outside = [person.name for person in people if thing.ref not in resolve_many(person, [thing.ref])]
    if outside:
        raise Invalid(
            _("%(names)s cannot read here. Call colleagues who can.", names=", ".join(outside)),
            field="people",
        )


def _refuse_too_many(actor: Person) -> None:
    most = rule_in_force().per_day
    lately = select(func.count()).where(Urgent.by_id == actor.id, Urgent.at > clock.now() - DAY)
    if (session().scalar(lately) or 0) >= most:
        raise Invalid(
            _(
                "You have called %(most)s times in a day, and that is the most. What is urgent all the "
                "time is heard by nobody.",
                most=most,
            ),
            field="people",
        )  # fmt: skip
