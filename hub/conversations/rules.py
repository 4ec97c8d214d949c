"""Who may write to whom, and who sees it: the people of a conversation, by the one formula of visibility."""

from sqlalchemy import ColumnElement

from hub.conversations.models import Conversation
from hub.core.permissions import Actor, Because, Verdict, permission, rule, visible
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person
from hub.spaces.rules import in_readable_space, role_in

START = permission("conversations.conversation.start", lazy("Write to colleagues directly"))
LOOK_AFTER = permission("conversations.conversation.edit", lazy("Name, mute or leave a conversation"))


@visible(Conversation)
def own_conversations(actor: Actor) -> ColumnElement[bool]:
    """Those one is in."""
    return in_readable_space(actor, Conversation)


@rule(START)
def may_start(actor: Person, _nothing: object) -> Verdict:
    return actor.is_active or Because(_("Your account is closed."))


@rule(LOOK_AFTER)
def may_look_after(actor: Person, conversation: Conversation) -> Verdict:
    return role_in(actor, conversation.space) is not None or Because(_("You are not in this conversation."))
