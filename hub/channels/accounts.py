"""Accounts that workers read again and again: which wait for it already, and how one is asked for."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from hub.channels.contract import ChannelKind
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, enqueue


def accounts_at_rest(queue: str, kinds: Collection[ChannelKind]) -> Sequence[Channel]:
    """The open ones of these kinds that nobody waits for to be read."""
    kept = select(Channel).where(Channel.is_active, Channel.kind.in_(kinds))
    waiting = select(Delivery.key).where(Delivery.queue == queue, Delivery.state == "waiting")
    busy = {key.partition(":")[0] for key in session().scalars(waiting)}
    return [channel for channel in session().scalars(kept) if str(channel.id) not in busy]


def accounts_due(queue: str, kind: ChannelKind, pause: Callable[[Channel], timedelta]) -> list[Channel]:
    """Those at rest that were read longer ago than `pause` says, or never; none that the practice plays."""
    found = []
    for channel in accounts_at_rest(queue, [kind]):
        read = channel.cursor.get("read_at")
        is_due = read is None or clock.now() - datetime.fromisoformat(read) >= pause(channel)
        if is_due and not channel.settings.get("played_by"):
            found.append(channel)
    return found


def ask_for_reading(queue: str, channel_id: int) -> None:
    """Put an account before the workers of this queue."""
    with transaction():
        enqueue(queue, f"{channel_id}:{clock.now().isoformat()}", {"channel": channel_id})
