"""What the forms of an announcement carry, read on their author's clock and filled in from what is kept."""

from datetime import date, timedelta
from typing import Any

from flask import g

from hub.core.db import session
from hub.feed.announcement_models import Announcement
from hub.feed.announcing import Ask
from hub.feed.models import Post
from hub.feed.pins import end_of_day
from hub.web.filters import readers_zone


def asked(must_confirm: bool, role: str, ends: date | None) -> Ask:
    """What was chosen. ends: the last day, as its author counts days."""
    return Ask(must_confirm, role, end_of_day(g.actor, ends) if ends else None)


def asking(post: Post) -> dict[str, Any]:
    """The fields as they are now; {} for every other kind of post."""
    row = session().get(Announcement, post.id)
    if row is None:
        return {}
    last = (row.ends_at - timedelta(minutes=1)).astimezone(readers_zone()).date() if row.ends_at else None
    return {"must_confirm": row.must_confirm, "audience": row.role, "ends": last.isoformat() if last else ""}
