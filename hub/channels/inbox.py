"""Putting what arrives into the inbox, once; the desk reads it from there (queue "intake")."""

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import func, select

from hub.channels.models import Channel, InboxItem, InboxState
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import enqueue
from hub.core.keys import derived_key

QUEUE = "intake"
KEY = 200  # characters


def put(
    channel: Channel, key: str, raw: bytes, *,
    origin: str = "", state: InboxState = InboxState.WAITING, reason: str = "",
) -> InboxItem | None:  # fmt: skip
    """Store an item and ask for it to be read. None when the same item is there already.

    In another state than waiting it is kept for a person to decide.
    """
    key = key[:KEY]
    with transaction() as db:
        there = select(InboxItem.id).where(InboxItem.channel_id == channel.id, InboxItem.key == key)
        if db.scalar(there) is not None:
            return None
        item = InboxItem(
            channel_id=channel.id, channel=channel, key=key, raw=raw, origin=origin, state=state,
            reason=reason, received_at=clock.now(),
        )  # fmt: skip
        db.add(item)
        db.flush()
        if state == InboxState.WAITING:
            ask_to_read(item)
    return item


def ask_to_read(item: InboxItem) -> None:
    """Put an item before the desk, inside a transaction; again after a person's decision."""
    again = f":{item.tries}" if item.tries else ""
    enqueue(QUEUE, f"item:{item.id}{again}", {"item_id": item.id})


def origin_of(source: str) -> str:
    """A sender or a network address as a digest: it can be counted, not read."""
    return hmac.new(derived_key(b"inbox origin"), source.casefold().encode(), hashlib.sha256).hexdigest()


def count_since(channel: Channel, since: datetime, *, origin: str = "") -> int:
    """How many items arrived, from everywhere or from one origin."""
    statement = select(func.count(InboxItem.id)).where(
        InboxItem.channel_id == channel.id, InboxItem.received_at >= since
    )
    if origin:
        statement = statement.where(InboxItem.origin == origin)
    return session().scalar(statement) or 0


def channel_by_slug(slug: str, *, also_paused: bool = False) -> Channel | None:
    """An active channel by its address."""
    statement = select(Channel).where(Channel.slug == slug)
    if not also_paused:
        statement = statement.where(Channel.is_active)
    return session().scalars(statement).one_or_none()
