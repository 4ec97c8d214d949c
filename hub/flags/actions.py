"""Raising a flag, dealing with it, opening it again."""

from typing import Any

from sqlalchemy import select, update

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.features import kind_of
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.flags.events import FlagEnded, FlagRaised, FlagReopened
from hub.flags.models import Flag
from hub.flags.reasons import FlagEnd, FlagReason
from hub.flags.rules import KEEP_RIGHT, RAISE_FLAG
from hub.people.models import Person

WORDS = 500


def raise_flag(actor: Person, thing: Any, reason: FlagReason, words: str = "") -> Flag:
    """Say that a thing is not right. Whoever flags it again says it anew instead of twice."""
    if kind_of(thing.ref).customer_text is None:
        raise Invalid(_("Only answers and pages can be flagged. Write a comment instead."))
    require(actor, RAISE_FLAG, thing)
    with transaction() as db:
        flag = db.scalars(
            select(Flag)
            .where(Flag.about == thing.ref, Flag.person_id == actor.id, Flag.ended_at.is_(None))
            .with_for_update()
        ).first()
        if flag is None:
            flag = Flag(about=thing.ref, person_id=actor.id, person=actor)
            db.add(flag)
        flag.reason, flag.words, flag.at = reason, words[:WORDS], clock.now()
        flag.revision = getattr(thing, "revision", None)
        db.flush()
        record(FlagRaised(flag.id, flag.words[:300], reason), actor, thing)
    return flag


def end_flag(actor: Person, flag: Flag, thing: Any, end: FlagEnd, answer: str = "") -> None:
    """Say what was done about a flag. Whoever raised it may only take it back."""
    if end == FlagEnd.WITHDRAWN and actor.id != flag.person_id:
        raise Invalid(_("Only whoever raised a flag can take it back. Say what was done instead."))
    require(actor, RAISE_FLAG if end == FlagEnd.WITHDRAWN else KEEP_RIGHT, thing)
    if end == FlagEnd.RIGHT and not answer:
        raise Invalid(
            _("Say in a few words why it is right, so that whoever doubted it knows."), field="answer"
        )
    with transaction():
        locked(flag)
        if not flag.is_open:
            raise Conflict(_("Somebody dealt with this flag already."))
        _end(actor, flag, thing, end, answer)


def mend_flags(actor: Person, thing: Any, answer: str = "", *, only: int | None = None) -> int:
    """End the open flags on a thing that the actor has just mended, inside a transaction.

    Whoever may change the thing may do so: the caller has checked that. `only`: the id of one flag.
    Returns how many there were.
    """
    waiting = select(Flag).where(Flag.about == thing.ref, Flag.ended_at.is_(None))
    if only is not None:
        waiting = waiting.where(Flag.id == only)
    found = session().scalars(waiting.with_for_update()).all()
    for flag in found:
        _end(actor, flag, thing, FlagEnd.MENDED, answer)
    return len(found)


def withdraw_flags(actor: Person, thing: Any) -> None:
    """Take back what the actor said of a thing, inside a transaction: they find it right now."""
    own = select(Flag).where(Flag.about == thing.ref, Flag.person_id == actor.id, Flag.ended_at.is_(None))
    for flag in session().scalars(own.with_for_update()):
        _end(actor, flag, thing, FlagEnd.WITHDRAWN, "")


def reopen_flag(actor: Person, flag: Flag, thing: Any) -> None:
    """It is not right yet: whoever raised it, or whoever ended it, opens it again."""
    mine = actor.id in (flag.person_id, flag.ended_by_id)
    require(actor, RAISE_FLAG if mine else KEEP_RIGHT, thing)
    with transaction():
        locked(flag)
        if flag.is_open:
            return
        flag.ended_at = flag.ended_by_id = flag.ended_by = flag.end = None
        flag.answer = ""
        record(FlagReopened(flag.id), actor, thing)


def move_flags(old: str, new: str) -> None:
    """Hang the flags of a thing on the one that it became a part of, inside a transaction."""
    session().execute(update(Flag).where(Flag.about == old).values(about=new))


def _end(actor: Person, flag: Flag, thing: Any, end: FlagEnd, answer: str) -> None:
    flag.ended_at, flag.ended_by_id, flag.ended_by = clock.now(), actor.id, actor
    flag.end, flag.answer = end, answer[:WORDS]
    record(FlagEnded(flag.id, end, answer[:300]), actor, thing)
