"""What customers comment on: the post above their thread, as it stood when it was first seen."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from hub.channels.models import Channel, ChannelPost
from hub.core import clock
from hub.core.db import session, transaction

LONGEST = 5_000


@dataclass(frozen=True)
class Post:
    """A post of ours or of a visitor, as its channel gives it."""

    id: str
    title: str
    text: str = ""
    permalink: str = ""
    at: datetime | None = None


def unknown_posts(channel: Channel, ids: Collection[str]) -> set[str]:
    """Those of `ids` of which nothing is kept yet."""
    known = select(ChannelPost.external_id).where(
        ChannelPost.channel_id == channel.id, ChannelPost.external_id.in_(ids)
    )
    return set(ids) - set(session().scalars(known))


def keep_posts(channel: Channel, posts: Iterable[Post]) -> None:
    """Remember posts, or how they read by now."""
    with transaction() as db:
        for post in posts:
            statement = select(ChannelPost).where(
                ChannelPost.channel_id == channel.id, ChannelPost.external_id == post.id
            )
            row = db.scalars(statement).one_or_none() or ChannelPost(
                channel_id=channel.id, external_id=post.id
            )
            row.title, row.text = post.title[:250], post.text[:LONGEST]
            row.permalink, row.at, row.seen_at = post.permalink[:400], post.at, clock.now()
            db.add(row)


def is_above(channel: Any, messages: Sequence[Any]) -> ColumnElement[bool]:
    """Which post a conversation stands under; none where it stands under none."""
    id = next((each.extra["post"] for each in messages if each.extra.get("post")), "")
    return and_(ChannelPost.channel_id == channel.id, ChannelPost.external_id == str(id))
