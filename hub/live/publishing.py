"""From facts to pings. A ping says that something happened and where, never what: the page asks for
it by ordinary HTTP. `publish` takes an event; nothing in the hub can name a room or reach everybody.
"""

from collections.abc import Sequence
from typing import Any

from hub.core.events import Event
from hub.core.features import registry
from hub.core.refs import parse
from hub.live.sockets import listeners, room_of_person, room_of_space, socketio

NOTICE = "inbox.notice"


class LiveConsumer:
    """Reads the log and pings. A ping sent twice is harmless: pages compare the event's number."""

    name = "live"
    is_outside = True

    def handle(self, events: Sequence[Event]) -> None:
        """Publish each event, oldest first. Whom to tell is not asked while nobody has a page open."""
        for event in events if listeners.are_there() else ():
            publish(event)


def ping_of(event: Event) -> dict[str, Any]:
    """What a page is told: which event, of which kind, about which things."""
    subject, *others = event.refs()
    return {"event": event.id, "kind": event.kind, "ref": subject, "topics": others}


def publish(event: Event) -> None:
    """Ping the pages of those who may enter the event's space, and of those who get a notice of it."""
    if event.space_id is not None:
        socketio.emit("ping", ping_of(event), to=room_of_space(event.space_id))
    for person_id in sorted(_addressed(event)):
        told = {"event": event.id, "kind": NOTICE, "ref": room_of_person(person_id), "topics": []}
        socketio.emit("ping", told, to=room_of_person(person_id))


def _addressed(event: Event) -> set[int]:
    """Whose count of notices may have changed: only they are told, and only that."""
    people = {each.person_id for each in registry.recipients(event) if each.person_id != event.actor_id}
    if event.space_id is None and event.subject.startswith("person:"):
        people.add(parse(event.subject).id)
    return people
