"""What stands round the comments of a case in public: the post above them, and what others wrote below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.cases.models import Case, Message
from hub.cases.ways import is_private, place_of_talk
from hub.channels.contract import MessageState
from hub.channels.models import Channel, ChannelPost
from hub.channels.posts import is_above
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
    return _around(actor, case, messages, place)


def _around(actor: Actor, case: Case, messages: Sequence[Message], place: str) -> Around:
    """In one statement. Others as far as the actor may read their cases; never what was said to one alone."""
    others = (
        readable(actor, select(Message.id))
        .join(Case, Case.id == Message.case_id)
        .where(Case.channel_id == case.channel_id, Case.thread == place, Case.id != case.id)
        .where(Message.state.in_(THERE), Message.body != "")
        .order_by(Message.at, Message.id)
        .limit(MOST)
    )
    statement = (
        select(ChannelPost, Message)
        .select_from(Channel)
        .outerjoin(ChannelPost, is_above(case.channel, messages))
        .outerjoin(Message, Message.id.in_(others))
        .where(Channel.id == case.channel_id)
        .options(joinedload(Message.case).joinedload(Case.customer), joinedload(Message.author))
        .order_by(Message.at, Message.id)
        .execution_options(keeps_plan=True)
    )
    rows = session().execute(statement).all()
    said = [each for _post, each in rows if each is not None and not is_private(each)]
    return Around(rows[0][0] if rows else None, said)
