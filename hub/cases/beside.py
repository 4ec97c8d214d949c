"""What stands round the comments of a case in public: the post above them, and what others wrote below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.cases.models import Case, Message
from hub.cases.ways import is_private, place_of_talk
from hub.channels.contract import MessageState
from hub.channels.models import ChannelPost
from hub.channels.posts import post_above
from hub.channels.ways import PUBLIC, ways_of
from hub.core.db import session
from hub.core.permissions import Actor, readable

MOST = 30
THERE = (MessageState.RECEIVED, MessageState.SENT, MessageState.DELIVERED, MessageState.READ)


@dataclass(frozen=True)
class Around:
    """The post, if it is known, and the words of others in the same thread, the oldest first."""

    post: ChannelPost | None
    others: Sequence[Message]


def around(actor: Actor, case: Case, messages: Sequence[Message]) -> Around | None:
    """None where a conversation is not public."""
    place = place_of_talk(case)
    if PUBLIC not in ways_of(case.channel, place):
        return None
    return Around(post_above(case.channel, messages), _others(actor, case, place))


def _others(actor: Actor, case: Case, place: str) -> list[Message]:
    """As far as the actor may read their cases; never what was said to one of them alone."""
    statement = (
        readable(actor, select(Message))
        .join(Case, Case.id == Message.case_id)
        .options(joinedload(Message.case).joinedload(Case.customer), joinedload(Message.author))
        .where(Case.channel_id == case.channel_id, Case.thread == place, Case.id != case.id)
        .where(Message.state.in_(THERE), Message.body != "")
        .order_by(Message.at, Message.id)
    )
    return [each for each in session().scalars(statement.limit(MOST)) if not is_private(each)]
