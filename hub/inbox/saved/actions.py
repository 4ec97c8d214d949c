"""What a person does with what they keep. Nothing here is a fact for others: it is theirs alone (FD14)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.features import registry
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.inbox.models import Notice
from hub.inbox.saved.models import Saved
from hub.people.models import Person
from hub.people.rules import EDIT_OWN

KINDS = ("post", "question", "answer", "page", "comment", "case")
LATEST = timedelta(days=2 * 366)
MOST = 2_000  # of one person, done ones too


def save(actor: Person, thing: Any) -> tuple[Saved, bool]:
    """Keep a thing that one can read; whether it is new on the list. What was done is taken up again."""
    require(actor, EDIT_OWN, actor)
    if thing.ref_kind not in KINDS or thing.ref_kind not in registry.kinds:
        raise Invalid(_("This cannot be kept for later. Save what somebody wrote, or a case."))
    with transaction() as db:
        locked(actor)  # two presses at once make one row
        own = select(Saved).where(Saved.person_id == actor.id)
        row = db.scalars(own.where(Saved.about == thing.ref)).one_or_none()
        is_new = row is None or row.done_at is not None
        if row is None:
            if len(db.scalars(own.with_only_columns(Saved.id).limit(MOST)).all()) >= MOST:
                raise Invalid(_("Your list is full. Remove what you are done with, then save this."))
            row = Saved(person_id=actor.id, person=actor, about=thing.ref, saved_at=clock.now())
            db.add(row)
        if row.done_at is not None:
            row.done_at, row.saved_at, row.remind_at, row.reminded_at = None, clock.now(), None, None
        db.flush()
    return row, is_new


def change(actor: Person, row: Saved, note: str, remind_at: datetime | None) -> None:
    """Another note, or another moment; the same moment stays what it is, also when it is over."""
    require(actor, EDIT_OWN, row.person)
    now = clock.now()
    with transaction():
        locked(row)
        if remind_at != row.remind_at:
            if remind_at is not None and not now < remind_at < now + LATEST:
                raise Invalid(_("Choose a moment that is still to come, within two years."), field="at")
            row.remind_at, row.reminded_at = remind_at, None
            _settle_notice(row)
        row.note = note


def finish(actor: Person, row: Saved, *, is_done: bool = True) -> None:
    """Done with it, or not yet after all."""
    require(actor, EDIT_OWN, row.person)
    with transaction():
        locked(row).done_at = clock.now() if is_done else None
        if is_done:
            _settle_notice(row)


def forget(actor: Person, row: Saved) -> None:
    """Take it from the list, with its note."""
    require(actor, EDIT_OWN, row.person)
    with transaction() as db:
        _settle_notice(row)
        db.delete(locked(row))


def _settle_notice(row: Saved) -> None:
    """What was said about an earlier moment is dealt with."""
    own = update(Notice).where(Notice.person_id == row.person_id, Notice.thread == row.ref)
    moment = clock.now()
    session().execute(own.where(Notice.done_at.is_(None)).values(done_at=moment, seen_at=moment))
