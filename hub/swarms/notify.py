"""Who hears of a swarm: followers of the question when it is called, and who something was learned from."""

from collections.abc import Iterable

from hub.core.events import Event
from hub.core.features import Recipient
from hub.core.words import lazy
from hub.swarms.events import SwarmCalled, SwarmEnded
from hub.threads.watching import hearers


def swarm_called(event: Event, _fact: SwarmCalled) -> Iterable[Recipient]:
    """Who follows the question, its topics or its community."""
    for person_id, why in hearers(event.subject, event.space_id).items():
        yield Recipient(person_id, why, "answer", event.subject)


def swarm_ended(event: Event, fact: SwarmEnded) -> Iterable[Recipient]:
    """Whom it names."""
    for person_id in fact.people:
        yield Recipient(person_id, lazy("something was learned from you"), "helped", event.subject)
