"""Who hears of flags: whoever looks after the thing, and in the end whoever raised it."""

from collections.abc import Iterable

from hub.core.db import session
from hub.core.events import Event
from hub.core.features import Recipient, keepers_of, resolve
from hub.core.permissions import SYSTEM
from hub.core.words import lazy
from hub.flags.events import FlagEnded, FlagRaised, FlagReopened
from hub.flags.models import Flag
from hub.flags.reasons import FlagEnd


def flag_raised(event: Event, _fact: FlagRaised) -> Iterable[Recipient]:
    """It is a task for those who look after the thing."""
    yield from _keepers(event)


def flag_reopened(event: Event, _fact: FlagReopened) -> Iterable[Recipient]:
    """The same once more."""
    yield from _keepers(event)


def flag_ended(event: Event, fact: FlagEnded) -> Iterable[Recipient]:
    """Whoever raised it hears the end."""
    if fact.end != FlagEnd.WITHDRAWN:
        flag = session().get_one(Flag, fact.flag_id)
        yield Recipient(flag.person_id, lazy("you flagged it"), "read", event.subject)


def _keepers(event: Event) -> Iterable[Recipient]:
    for person_id in keepers_of(resolve(SYSTEM, event.subject)):
        yield Recipient(person_id, lazy("you look after it"), "review", event.subject)
