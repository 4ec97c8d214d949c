"""Who hears of posts, and why."""

from collections.abc import Iterable

from hub.core.events import Event
from hub.core.features import Recipient
from hub.feed.events import PeopleThanked, PostWritten
from hub.threads.watching import watchers


def post_written(event: Event, _fact: PostWritten) -> Iterable[Recipient]:
    """Those who asked to hear of everything in the community."""
    place = f"space:{event.space_id}"
    for person_id in watchers(place):
        yield Recipient(person_id, "you watch this community", "read", place)


def people_thanked(event: Event, fact: PeopleThanked) -> Iterable[Recipient]:
    """Each of those who are thanked."""
    for person_id in fact.person_ids:
        yield Recipient(person_id, "you are thanked here", "helped", event.subject)
