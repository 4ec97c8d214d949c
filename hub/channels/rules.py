"""Who sees channels and what arrived through them, and who decides about what is doubtful."""

from sqlalchemy import ColumnElement, or_, select

from hub.channels.models import Channel, InboxItem, InboxState
from hub.core.permissions import Actor, Verdict, permission, rule, verdict, visible
from hub.core.words import lazy
from hub.people.models import Person, Role
from hub.spaces.rules import WORK_CASES_IN, in_readable_space

DECIDE = permission("channels.item.decide", lazy("Decide what becomes of a message that was held back"))
UNCLAIMED = (InboxState.QUARANTINED, InboxState.UNREADABLE, InboxState.IGNORED)


@visible(Channel)
def readable_channels(actor: Actor) -> ColumnElement[bool]:
    """A desk sees its channels, administrators see all."""
    if isinstance(actor, Person) and actor.is_active and actor.has(Role.ADMINISTRATOR):
        return Channel.id.is_not(None)
    return in_readable_space(actor, Channel)


@visible(InboxItem)
def readable_items(actor: Actor) -> ColumnElement[bool]:
    """A desk's are the desk's. Administrators see of others what no desk has taken in."""
    theirs = InboxItem.channel_id.in_(select(Channel.id).where(in_readable_space(actor, Channel)))
    if isinstance(actor, Person) and actor.is_active and actor.has(Role.ADMINISTRATOR):
        return or_(theirs, InboxItem.state.in_(UNCLAIMED))
    return theirs


@rule(DECIDE)
def may_decide(actor: Person, channel: Channel) -> Verdict:
    if actor.has(Role.ADMINISTRATOR):
        return True
    return verdict(actor, WORK_CASES_IN, channel.space)
