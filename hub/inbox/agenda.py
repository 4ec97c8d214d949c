"""A person's calendar: everything of theirs that has a moment, from all features, under their rights now.

Its address is the personal one of the news feeds and ends with it. It names no customer, for it may be read
by a machine of somebody else.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app
from sqlalchemy import select

from hub.core import clock
from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.features import Dated, kind_of, registry, resolve_many
from hub.core.permissions import readable
from hub.core.words import gettext as _
from hub.core.words import speaking
from hub.inbox.consumer import STANDS_IN_FOR
from hub.inbox.models import Notice
from hub.inbox.reminders import reminder_days
from hub.people.feed_tokens import reader_of
from hub.people.models import Person
from hub.web.guard import anyone
from hub.web.ical import calendar

PAST = timedelta(days=7)  # what was missed stays to be seen for a while
MOST = 100

bp = Blueprint("calendar", __name__)


@bp.get("/feeds/<token>/calendar.ics")
@anyone
def calendar_feed(token: str) -> Response:
    reader = reader_of(token)
    if reader is None:
        raise NotFound
    config = current_app.config["HUB"]
    with speaking(reader.language):
        name = f"{config.product} · {reader.name}"
        text = calendar(name, config.public_url, agenda_of(reader), clock.now())
    return Response(text, content_type="text/calendar; charset=utf-8")


def agenda_of(person: Person) -> list[Dated]:
    """What is ahead of a person, the next first."""
    since = clock.now() - PAST
    found = [
        each
        for feature in registry.features.values()
        for part in feature.agenda
        for each in part(person, since)
    ]
    return sorted(found, key=lambda each: (each.at, each.key))


def reminders_of(person: Person, since: datetime) -> Iterator[Dated]:
    """When what somebody was asked comes back to them, unless they deal with it first."""
    days = reminder_days(person)
    if not days:
        return
    waits = readable(person, select(Notice)).where(
        Notice.action.in_(STANDS_IN_FOR), Notice.done_at.is_(None),
        Notice.at > since - timedelta(days=days),
    )  # fmt: skip
    notices = session().scalars(waits.order_by(Notice.at.desc()).limit(MOST)).all()
    things = resolve_many(person, {notice.about for notice in notices if notice.about})
    for notice in notices:
        thing = things.get(notice.about)
        title = _("Something still waits for you")
        if thing is not None and not is_of_customers(thing):
            title = _("Reminder: %(title)s", title=kind_of(notice.about).title(thing))
        at = notice.at + timedelta(days=days)
        yield Dated(f"notice-{notice.id}-{notice.wave}", title, f"/notifications/{notice.id}", at)


def is_of_customers(thing: object) -> bool:
    """A case, or what was asked for one."""
    counts = ("waiting_count", "case_count")
    return hasattr(thing, "customer_id") or any(getattr(thing, name, 0) for name in counts)
