"""How conversations look to links; what is said in them is found as comments, by their people only."""

from sqlalchemy.orm import joinedload

from hub.conversations.actions import said
from hub.conversations.models import Conversation
from hub.core.features import Card, Kind
from hub.core.paths import numbered
from hub.core.words import gettext as _
from hub.core.words import lazy


def enumerated(names: list[str]) -> str:
    """`Ada, Ben and Cleo`."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s", names=", ".join(names[:-1]), last=names[-1])


def conversation_title(conversation: Conversation) -> str:
    """Its name, or those of its people: the same for everybody who is in it."""
    if conversation.name:
        return conversation.name
    people = conversation.people
    names = [person.name if len(people) < 3 else person.first_name for person in people]
    if len(names) > 4:
        names = [*names[:3], _("%(num)s more", num=len(names) - 3)]
    return enumerated(names) or _("A conversation")


def conversation_card(conversation: Conversation) -> Card:
    """A conversation in one line."""
    return Card(
        ref=conversation.ref, title=conversation_title(conversation), url=conversation.url,
        kind=_("Conversation"), icon="lock",
    )  # fmt: skip


KINDS = (
    Kind(
        "conversation", Conversation, lazy("Conversation"), lambda made: made.url, conversation_title,
        card=conversation_card, thread=True, said=said, paths=numbered("messages", "conversation"),
        eager=(joinedload(Conversation.space), joinedload(Conversation.people)),
    ),
)  # fmt: skip
