"""Who hears of posts, and why."""

from collections.abc import Iterable

from hub.core.db import session
from hub.core.events import Event
from hub.core.features import Recipient, resolve_many
from hub.core.permissions import SYSTEM
from hub.core.words import lazy
from hub.feed.announcements import who_is_asked
from hub.feed.events import (
    AnnouncementMade,
    AnnouncementReminded,
    PeopleThanked,
    PlannedPostOrphaned,
    PostClosed,
    PostWritten,
    ScheduledPostParked,
)
from hub.spaces.models import Space
from hub.spaces.queries import hosts
from hub.threads.watching import hearers


def post_written(event: Event, fact: PostWritten) -> Iterable[Recipient]:
    """Those who asked to hear of what is new in the community: one notice for all of it.

    Whom an announcement asks hears of it anyway.
    """
    asked = set(who_is_asked(fact.post_id))
    for person_id, why in hearers(event.subject, event.space_id, is_first=True).items():
        if person_id not in asked:
            yield Recipient(person_id, why, "read", f"space:{event.space_id}")


def people_thanked(event: Event, fact: PeopleThanked) -> Iterable[Recipient]:
    """Each of those who are thanked."""
    for person_id in fact.person_ids:
        yield Recipient(person_id, lazy("you are thanked here"), "helped", event.subject)


def announced(event: Event, fact: AnnouncementMade | AnnouncementReminded) -> Iterable[Recipient]:
    """Everybody who is asked and has not read it yet: one notice each, however often it is said."""
    for person_id in who_is_asked(fact.post_id, fact.version):
        yield Recipient(person_id, lazy("you are asked to read this"), "read", event.subject)


def post_closed(event: Event, fact: PostClosed) -> Iterable[Recipient]:
    """Its author, when somebody else ended the conversation."""
    post = resolve_many(SYSTEM, [event.subject]).get(event.subject)
    if fact.closed and post is not None and post.author_id is not None:
        yield Recipient(post.author_id, lazy("you wrote this"), "read", event.subject)


def scheduled_post_parked(event: Event, fact: ScheduledPostParked) -> Iterable[Recipient]:
    """Its author, who decides what becomes of it."""
    yield Recipient(fact.person_id, lazy("you planned this post"), "decide", event.subject)


def planned_post_orphaned(event: Event, fact: PlannedPostOrphaned) -> Iterable[Recipient]:
    """Those who look after the community: somebody else may have to say it there."""
    space = session().get(Space, event.space_id)
    for host in hosts(space) if space is not None else ():
        if host.person.is_active:
            about = f"scheduled_post:{fact.plan_id}"
            yield Recipient(host.person_id, lazy("you look after this community"), "read", about)
