"""What the feed adds to a calendar: posts for later, what must be read by a day, and the ends of polls."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import exists, or_, select

from hub.core.db import session
from hub.core.features import Dated
from hub.core.permissions import readable
from hub.core.words import gettext as _
from hub.feed.announcements import waiting_for
from hub.feed.models import Post
from hub.feed.poll_models import Poll, PollVoter
from hub.feed.schedule_models import ScheduledPost
from hub.feed.search import post_title
from hub.people.models import Person

MOST = 100


def dates_of_feed(person: Person, since: datetime) -> Iterator[Dated]:
    """Posts of theirs that wait, what they must read by a day, and polls that they began or voted in."""
    waits = (
        select(ScheduledPost)
        .where(ScheduledPost.person_id == person.id, ScheduledPost.parked == "", ScheduledPost.at > since)
        .order_by(ScheduledPost.at)
        .limit(MOST)
    )
    for each in session().scalars(waits):
        title = _("Your post in %(place)s goes out", place=each.into.name)
        yield Dated(each.ref.replace(":", "-"), title, "/scheduled", each.at)
    for post, asks in waiting_for(person, MOST):
        if asks.ends_at is not None:
            title = _("Read by then: %(title)s", title=post_title(post))
            yield Dated(f"announcement-{post.id}-{asks.version}", title, f"/p/{post.id}", asks.ends_at)
    voted = exists().where(PollVoter.post_id == Post.id, PollVoter.person_id == person.id)
    polls = (
        readable(person, select(Post))
        .join(Poll, Poll.post_id == Post.id)
        .where(Poll.ends_at > since, Post.removed_at.is_(None), or_(Post.author_id == person.id, voted))
        .order_by(Poll.ends_at)
        .add_columns(Poll.ends_at)
        .limit(MOST)
    )
    for post, ends_at in session().execute(polls):
        title = _("Poll ends: %(title)s", title=post_title(post))
        yield Dated(f"poll-{post.id}", title, f"/p/{post.id}", ends_at)
