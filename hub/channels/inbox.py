"""Putting what arrives into the inbox, once; the desk reads it from there (queue "intake")."""

from sqlalchemy import select

from hub.channels.models import Channel, InboxItem
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import enqueue

QUEUE = "intake"


def put(channel: Channel, key: str, raw: bytes) -> InboxItem | None:
    """Store an item and ask for it to be read. None when the same item is there already."""
    with transaction() as db:
        there = select(InboxItem.id).where(InboxItem.channel_id == channel.id, InboxItem.key == key[:200])
        if db.scalar(there) is not None:
            return None
        item = InboxItem(channel_id=channel.id, key=key[:200], raw=raw, received_at=clock.now())
        db.add(item)
        db.flush()
        enqueue(QUEUE, f"item:{item.id}", {"item_id": item.id})
    return item


def channel_by_slug(slug: str) -> Channel | None:
    """An active channel by its address."""
    statement = select(Channel).where(Channel.slug == slug, Channel.is_active)
    return session().scalars(statement).one_or_none()
