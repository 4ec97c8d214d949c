"""What stands on top of a community, put there by its admins (FD09)."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.feed.events import ItemPinned
from hub.feed.models import StreamItem
from hub.feed.queries import MOST_PINS, is_pinned
from hub.feed.rules import PIN
from hub.people.models import Person
from hub.people.rhythm import midnight
from hub.web.filters import zone_of


def pin(actor: Person, item: StreamItem, until: datetime | None = None) -> None:
    """Put something on top of its community, for good or until a moment; pinned again, until another."""
    require(actor, PIN, item.space)
    if until is not None and until <= clock.now():
        raise Invalid(_("This day is over. Choose today or a later one, or none at all."), field="until")
    with transaction() as db:
        locked(item.space)  # two admins at once do not pin one too many
        others = select(func.count(StreamItem.id)).where(
            StreamItem.space_id == item.space_id, StreamItem.is_shown, StreamItem.id != item.id, is_pinned()
        )
        if (db.scalar(others) or 0) >= MOST_PINS:
            raise Invalid(
                _("%(most)s things are pinned here already. Take one from the top first.", most=MOST_PINS)
            )
        item.pinned_at, item.pinned_until = clock.now(), until
        record(ItemPinned(item.ref), actor, item)


def unpin(actor: Person, item: StreamItem) -> None:
    """Let it stand where its age puts it."""
    require(actor, PIN, item.space)
    with transaction():
        if item.pinned_at is None:
            return
        item.pinned_at = item.pinned_until = None
        record(ItemPinned(item.ref, pinned=False), actor, item)


def pinned_now(ref: str) -> bool:
    """Whether a thing stands on top of its community."""
    return session().scalar(select(StreamItem.id).where(StreamItem.ref == ref, is_pinned())) is not None


def end_of_day(person: Person, day: date) -> datetime:
    """The moment at which a day is over where the person is, in UTC."""
    return midnight(day + timedelta(days=1), zone_of(person))
