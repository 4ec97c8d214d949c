"""Saying that a moment has come: once, in the place of notices, by mail and on devices as their person chose.

The notice is written like every other one, so that mail and devices keep the person's quiet hours.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.events import Event, record
from hub.core.features import Recipient, resolve_many
from hub.core.permissions import SYSTEM
from hub.core.words import lazy
from hub.inbox.saved.events import SavedFallsDue
from hub.inbox.saved.models import Saved

BATCH = 500


def say_what_is_due() -> int:
    """Each of what fell due in a transaction of its own. Returns how many were said."""
    due = select(Saved.id).where(*_waiting()).order_by(Saved.remind_at, Saved.id).limit(BATCH)
    return sum(_say(id) for id in session().scalars(due).all())


def falls_due(event: Event, _fact: SavedFallsDue) -> Iterable[Recipient]:
    """Whoever keeps it, and nobody else."""
    row = resolve_many(SYSTEM, [event.subject]).get(event.subject)
    if row is not None and row.done_at is None:
        yield Recipient(row.person_id, lazy("you asked to be reminded"), "read", event.subject)


def _say(id: int) -> bool:
    with transaction() as db:
        held = select(Saved).where(Saved.id == id, *_waiting()).with_for_update(skip_locked=True)
        row = db.scalars(held).one_or_none()
        if row is None:
            return False
        row.reminded_at = clock.now()
        if not row.person.is_active or row.about not in resolve_many(row.person, [row.about]):
            return False  # it is a locked line on the list now, and nothing to be called to
        record(SavedFallsDue(), SYSTEM, row)
    return True


def _waiting() -> tuple[ColumnElement[bool], ...]:
    return (Saved.remind_at <= clock.now(), Saved.reminded_at.is_(None), Saved.done_at.is_(None))
