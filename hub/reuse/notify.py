"""Who hears of a text that did not help, and of who looked at it."""

from collections.abc import Iterable

from hub.core.events import Event
from hub.core.features import Recipient, resolve_many
from hub.core.permissions import SYSTEM
from hub.core.words import lazy
from hub.reuse.checks import authors_of
from hub.reuse.events import CheckReviewed, TextDoubted
from hub.spaces.queries import curators_of


def text_doubted(event: Event, fact: TextDoubted) -> Iterable[Recipient]:
    """Those who look after the place. Its authors heard of the result; now also that it is withdrawn."""
    thing = resolve_many(SYSTEM, [fact.source]).get(fact.source)
    if thing is None:
        return
    thread = f"check:{fact.source}"
    for person in curators_of(thing.space):
        reason = lazy("it did not help, and you look after this place")
        yield Recipient(person.id, reason, "decide", thread)
    if fact.withdrawn:
        for person_id in authors_of(thing):
            reason = lazy("you wrote this, and until somebody looks at it it is suggested to nobody")
            yield Recipient(person_id, reason, "review", thread)


def check_reviewed(event: Event, fact: CheckReviewed) -> Iterable[Recipient]:
    """Its authors, and nobody else."""
    thing = resolve_many(SYSTEM, [fact.source]).get(fact.source)
    for person_id in authors_of(thing) if thing is not None else ():
        yield Recipient(person_id, lazy("you wrote this"), "read", f"check:{fact.source}")
