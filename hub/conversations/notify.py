"""Who hears of what is said: everybody who is in the conversation. Those who muted it are left out later."""

from collections.abc import Iterable

from sqlalchemy import select

from hub.conversations.events import MessageWritten
from hub.core.db import session
from hub.core.events import Event
from hub.core.features import Recipient
from hub.core.words import lazy
from hub.spaces.models import Membership


def message_written(event: Event, fact: MessageWritten) -> Iterable[Recipient]:
    """A question asks for an answer of who is alone with its writer, or was replied to."""
    statement = select(Membership.person_id).where(Membership.space_id == event.space_id)
    members = list(session().scalars(statement))
    for person_id in members:
        addressed = len(members) == 2 or person_id == fact.parent_author_id
        action = "answer" if fact.asks and addressed else "read"
        yield Recipient(person_id, lazy("you are in this conversation"), action, event.subject)
