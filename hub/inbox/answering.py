"""What a notice can be answered with, on its page or by mail: a word, or the yes that it asks for (E3, E4).

A word is an answer where a question was told of, else a comment: always among colleagues. Things that
are not talked about inside, such as a customer's case, have no such answer.
"""

from typing import Any

from hub.core.db import session
from hub.core.errors import NotFound
from hub.core.events import Event
from hub.core.features import Choice, kind_of, registry, resolve
from hub.core.permissions import Actor, can
from hub.core.words import lazy
from hub.inbox.consumer import opens
from hub.inbox.models import Notice
from hub.people.models import Person
from hub.threads.actions import post_comment
from hub.threads.models import Comment
from hub.threads.rules import COMMENT

GONE = lazy("You can no longer open it, or it is no longer there.")
DECIDE = "decide"


def target_of(person: Actor, event: Event) -> tuple[Any, Comment | None]:
    """What an answer to this event's notice stands under, and to which comment; as the person sees it.

    Raises NotFound when it is gone, or when nobody talks about such a thing inside.
    """
    about = opens(event) if event.is_known else None
    if about is None or about != event.subject:
        raise NotFound(str(GONE))
    newest = next((ref for ref in event.refs()[1:] if ref != about and is_talk(ref)), about)
    thing = resolve(person, newest)
    return (resolve(person, thing.about), thing) if isinstance(thing, Comment) else (thing, None)


def may_answer(person: Actor, event: Event | None) -> bool:
    """Whether a word of this person could be posted there now."""
    try:
        thing, _parent = target_of(person, event) if event is not None else (None, None)
    except NotFound:
        return False
    return thing is not None and can(person, COMMENT, thing)


def say(person: Person, thing: Any, parent: Comment | None, body: str) -> Any:
    """Post the word: what its kind makes of a reply, else a comment."""
    reply = kind_of(thing.ref).reply
    if reply is not None and parent is None:
        return reply(person, thing, body)
    return post_comment(person, thing, body, parent)


def choice_of(person: Actor, notice: Notice) -> tuple[Choice, Any] | None:
    """The yes that the notice asks for and what it is said to, as long as the person may say it."""
    if notice.action != DECIDE or not notice.detail:
        return None
    try:
        thing = resolve(person, notice.detail)
    except NotFound:
        return None
    choice = choice_for(person, notice, thing)
    return (choice, thing) if choice is not None else None


def choice_for(person: Actor, notice: Notice, thing: Any) -> Choice | None:
    """The same for a thing that was read already."""
    if thing is None or notice.action != DECIDE:
        return None
    choice = kind_of(thing.ref).choice
    return choice if choice is not None and choice.may(person, thing) else None


def event_of(notice: Notice) -> Event | None:
    """The newest that the notice tells of."""
    return session().get(Event, notice.event_id)


def is_talk(ref: str) -> bool:
    """A comment, or something that can be commented on."""
    kind = registry.kinds.get(ref.partition(":")[0])
    return kind is not None and (kind.thread or kind.model is Comment)
