"""Who is at a thing: they come, they are seen again, they leave. One mechanism for pages and cases.

The caller has checked that the actor may read the thing, and records a fact of its own when others
have to look again: the live pings carry it from there.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.util import identity_key

from hub.core import clock
from hub.core.db import locked, session
from hub.people.models import Person
from hub.threads.presence_models import Doing, Presence

PRESENT = timedelta(minutes=3)  # an open page says each minute that it is
AGAIN = timedelta(seconds=20)  # being seen again so soon is not worth a row written
MOST = 20


def be_at(actor: Person, thing: Any, doing: Doing) -> bool:
    """Remember that the actor is at a thing, inside a transaction. True when others see a difference."""
    moment = clock.now()
    row = _own(actor, thing)
    came = row is None or row.seen_at < moment - PRESENT
    if row is None:
        row = Presence(ref=thing.ref, person_id=actor.id)
    changed = came or row.doing != doing
    if changed:
        row.since = moment
    row.doing, row.seen_at = doing, moment
    session().add(row)
    if came:
        gone = (Presence.ref == thing.ref, Presence.seen_at < moment - PRESENT)
        session().execute(delete(Presence).where(*gone, Presence.person_id != actor.id))
    return changed


def leave(actor: Person, thing: Any) -> bool:
    """The actor is gone, inside a transaction. False when they were not there."""
    row = _own(actor, thing)
    if row is None:
        return False
    session().delete(row)
    return True


def _own(actor: Person, thing: Any) -> Presence | None:
    """As it is now: two windows of one person come and go at once, and others clear away who has gone."""
    locked(thing)
    key = (thing.ref, actor.id)
    row = session().get(Presence, key, populate_existing=True)
    gone = session().identity_map.get(identity_key(Presence, key))
    if row is None and gone is not None:
        session().expunge(gone)  # it was there a moment ago; a new one takes its place
    return row


def is_news(actor: Person, thing: Any, doing: Doing) -> bool:
    """Whether `be_at` would write anything: asked before a transaction is opened for it."""
    row = session().get(Presence, (thing.ref, actor.id))
    return row is None or row.doing != doing or row.seen_at < clock.now() - AGAIN


def others_at(actor: Person, thing: Any, *doing: Doing) -> Sequence[Presence]:
    """Who else is at a thing (doing one of `doing`), the first one first. For readers of the thing only."""
    statement = select(Presence).where(
        Presence.ref == thing.ref,
        Presence.person_id != actor.id,
        Presence.seen_at >= clock.now() - PRESENT,
    )
    if doing:
        statement = statement.where(Presence.doing.in_(doing))
    statement = statement.options(joinedload(Presence.person)).order_by(Presence.since)
    return session().scalars(statement.limit(MOST)).all()


def others_among(actor: Person, rows: Iterable[Presence]) -> list[Presence]:
    """The same of rows that came along with the thing."""
    still = [each for each in rows if each.person_id != actor.id and each.seen_at >= clock.now() - PRESENT]
    return sorted(still, key=lambda each: each.since)[:MOST]
