"""Who hears of it."""

from collections.abc import Iterator

from hub.core.events import Event
from hub.core.features import Recipient
from hub.core.words import lazy
from hub.inbox.urgent.events import MarkedUrgent


def called(event: Event, fact: MarkedUrgent) -> Iterator[Recipient]:
    """Those it is urgent for: the first time as everything else, then again and again."""
    for person_id in fact.people:
        yield Recipient(person_id, lazy("it is urgent for you"), "answer", fact.thread or event.subject)
