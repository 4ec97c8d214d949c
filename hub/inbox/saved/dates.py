"""What somebody wants to be reminded of, for their calendar; of what is about a customer only that it is."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from hub.core.db import session
from hub.core.features import Dated, kind_of, resolve_many
from hub.core.permissions import readable
from hub.core.words import gettext as _
from hub.inbox.agenda import is_of_customers
from hub.inbox.saved.models import Saved
from hub.people.models import Person

MOST = 100


def saved_dates(person: Person, since: datetime) -> Iterator[Dated]:
    """The reminders of what they may still open; never their notes, which may quote anything."""
    waits = readable(person, select(Saved)).where(Saved.remind_at > since, Saved.done_at.is_(None))
    rows = session().scalars(waits.order_by(Saved.remind_at).limit(MOST)).all()
    things = resolve_many(person, {row.about for row in rows})
    for row in rows:
        thing = things.get(row.about)
        if thing is None or row.remind_at is None:
            continue
        title = _("Something you saved for later")
        if not is_of_customers(thing):
            title = _("Reminder: %(title)s", title=kind_of(row.about).title(thing))
        yield Dated(f"saved-{row.id}", title, "/saved", row.remind_at)
