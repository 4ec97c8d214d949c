"""Who hears of what is said in a thread, and why."""

from collections.abc import Iterable

from hub.core.errors import NotFound
from hub.core.events import Event, Fact
from hub.core.features import Recipient, resolve
from hub.core.permissions import SYSTEM
from hub.core.words import lazy
from hub.threads.actions import root_of
from hub.threads.events import CommentPosted, PeopleMentioned
from hub.threads.watching import hearers, watchers


def comment_posted(event: Event, fact: CommentPosted) -> Iterable[Recipient]:
    """Who is addressed should answer a question put to them; everybody else who follows reads."""
    try:
        thing = resolve(SYSTEM, fact.about)
    except NotFound:
        return
    thread = root_of(thing).ref
    asked = "answer" if fact.asks else "read"
    told = {fact.parent_author_id, thing.author_id}
    if fact.parent_author_id is not None:
        yield Recipient(fact.parent_author_id, lazy("they replied to you"), asked, thread)
    if thing.author_id not in (None, fact.parent_author_id):
        addressed = asked if fact.parent_author_id is None else "read"
        yield Recipient(thing.author_id, lazy("you wrote this"), addressed, thread)
    for person_id, why in hearers(thread, event.space_id).items():
        if person_id not in told:
            yield Recipient(person_id, why, "read", thread)


def people_mentioned(event: Event, fact: PeopleMentioned) -> Iterable[Recipient]:
    """Whoever was called by name, wherever it was: in the one notice of that conversation."""
    thread = _conversation_of(event.subject)
    for person_id in fact.person_ids:
        yield Recipient(person_id, lazy("you were mentioned"), "answer", thread)


def _conversation_of(ref: str) -> str:
    """The ref of what people follow when something is said there; of a removed thing its own."""
    try:
        thing = resolve(SYSTEM, ref)
        return str(root_of(resolve(SYSTEM, thing.about) if thing.ref_kind == "comment" else thing).ref)
    except NotFound:
        return ref


def conversation_relocated(event: Event, _fact: Fact) -> Iterable[Recipient]:
    """Those who follow it and may read it where it is now; the others do not follow it any more."""
    for person_id in watchers(event.subject):
        yield Recipient(person_id, lazy("you follow this"), "read", event.subject)
