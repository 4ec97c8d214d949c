"""What the simulated customer sees: their own messages, the replies that arrived, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from hub.cases.models import IS_UNDER_WAY, Case, Message
from hub.channels import simulator
from hub.channels.contract import ChannelKind, MessageState, Traits
from hub.channels.kinds import TRAITS
from hub.channels.models import Channel, InboxItem, InboxState
from hub.core.db import session
from hub.core.permissions import can, readable
from hub.people.models import Person
from hub.spaces.rules import WORK_CASES_IN

MOST = 60
SEEN = (MessageState.RECEIVED, MessageState.SENT, MessageState.DELIVERED, MessageState.READ)
BEHAVIOURS = tuple((name, each.words) for name, each in simulator.BEHAVIOURS.items())


@dataclass(frozen=True)
class Played:
    """A channel that the simulator plays."""

    channel: Channel
    traits: Traits
    open_count: int


def is_played(channel: Channel) -> bool:
    """Whether the simulator speaks for its customers."""
    return channel.kind == ChannelKind.SIMULATOR or channel.settings.get("played_by") == "simulator"


def played_channels(actor: Person) -> list[Played]:
    """Those of the actor's desks, by name."""
    statement = (
        readable(actor, select(Channel))
        .options(joinedload(Channel.space))
        .where(Channel.is_active)
        .order_by(Channel.name, Channel.id)
        .limit(MOST)
    )
    found = [
        row
        for row in session().scalars(statement)
        if is_played(row) and row.kind != ChannelKind.MANUAL and can(actor, WORK_CASES_IN, row.space)
    ]
    counts = _open_counts([row.id for row in found])
    return [Played(row, TRAITS[row.kind], counts.get(row.id, 0)) for row in found]


def conversations(actor: Person, channel: Channel) -> Sequence[Case]:
    """Open matters of this channel's customers, the newest first."""
    statement = (
        readable(actor, select(Case))
        .options(joinedload(Case.customer))
        .where(Case.channel_id == channel.id, IS_UNDER_WAY)
        .order_by(Case.active_at.desc(), Case.id.desc())
        .limit(MOST)
    )
    return session().scalars(statement).all()


def seen_by_customer(case: Case) -> Sequence[Message]:
    """The conversation on the customer's side: what is held, failed or internal is not there."""
    statement = (
        select(Message)
        .options(joinedload(Message.author))
        .where(Message.case_id == case.id, Message.state.in_(SEEN))
        .order_by(Message.id.desc())
        .limit(200)
    )
    return list(reversed(session().scalars(statement).all()))


def case_of_item(item: InboxItem) -> int | None:
    """The case that something written became, once it was read."""
    row = session().get(InboxItem, item.id, populate_existing=True)
    if row is None or row.state != InboxState.DONE or row.message_id is None:
        return None
    return session().get_one(Message, row.message_id).case_id


def _open_counts(ids: Sequence[int]) -> dict[int, int]:
    rows = session().execute(
        select(Case.channel_id, func.count(Case.id))
        .where(Case.channel_id.in_(ids), IS_UNDER_WAY)
        .group_by(Case.channel_id)
    )
    return {row[0]: row[1] for row in rows}
