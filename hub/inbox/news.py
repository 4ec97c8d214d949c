"""Whether a notice is still worth a mail or a push, and may come now: asked at the last moment."""

from sqlalchemy import select

from hub.core import clock
from hub.core.db import session
from hub.core.deliveries import Delivery, NotYet
from hub.core.permissions import readable
from hub.inbox.groups import group_of, wants
from hub.inbox.models import Notice
from hub.inbox.wording import Line, worded
from hub.people.models import Person, Reading
from hub.people.rhythm import waking


def still_new(id: int, wave: int, way: str) -> Line | None:
    """The notice in words, unless it was seen, done, switched off, or is not the reader's any more."""
    notice = session().get(Notice, id)
    if notice is None or notice.wave != wave or notice.seen_at or notice.done_at:
        return None
    person = notice.person
    if not person.is_active or not wants(person, group_of(notice.kind, notice.action), way):
        return None
    if session().scalars(readable(person, select(Notice)).where(Notice.id == id)).one_or_none() is None:
        return None
    looked = select(Reading.ref).where(
        Reading.person_id == person.id,
        Reading.ref.in_((notice.about, notice.thread)),
        Reading.at >= notice.at,
    )
    if session().scalar(looked.limit(1)) is not None:
        return None
    return next(iter(worded(person, [notice])), None)


def hold_while_quiet(person: Person, delivery: Delivery) -> None:
    """Raise NotYet while the person wants to be left alone, whenever it was asked for.

    What calls them as urgent goes on: whether it may reach them was decided when it called.
    """
    moment = clock.now()
    morning = waking(person, moment)
    if morning > moment and not delivery.payload.get("urgent"):
        raise NotYet(morning)
