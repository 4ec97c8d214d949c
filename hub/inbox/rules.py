"""Notices are personal: each sees their own, and only of places they may still enter. So are devices."""

from sqlalchemy import ColumnElement, and_, or_

from hub.core.permissions import SYSTEM, Actor, visible
from hub.inbox.chat.models import ChatWay
from hub.inbox.models import MailReply, Notice
from hub.inbox.push.models import PushDevice
from hub.inbox.saved.models import Saved
from hub.people.models import Person, Role
from hub.spaces.rules import readable_space_ids


@visible(Notice)
def own_notices(actor: Actor) -> ColumnElement[bool]:
    """One's own, as long as one may enter where it happened."""
    if not actor.is_active:
        return Notice.id.is_(None)
    enterable = or_(Notice.space_id.is_(None), Notice.space_id.in_(readable_space_ids(actor)))
    return and_(Notice.person_id == actor.id, enterable)


@visible(Saved)
def own_saved(actor: Actor) -> ColumnElement[bool]:
    """One's own, and nobody else's: not even that there is one."""
    return Saved.person_id == actor.id if actor.is_active else Saved.id.is_(None)


@visible(PushDevice)
def own_devices(actor: Actor) -> ColumnElement[bool]:
    """One's own."""
    return PushDevice.person_id == actor.id


@visible(ChatWay)
def own_chat(actor: Actor) -> ColumnElement[bool]:
    """One's own."""
    return ChatWay.id.is_not(None) if actor is SYSTEM else ChatWay.person_id == actor.id


@visible(MailReply)
def mail_replies(actor: Actor) -> ColumnElement[bool]:
    """One's own. Administrators see of all that they came and what became of them, never their text."""
    if not isinstance(actor, Person) or not actor.is_active:
        return MailReply.id.is_(None)
    if actor.has(Role.ADMINISTRATOR):
        return MailReply.id.is_not(None)
    return MailReply.person_id == actor.id
