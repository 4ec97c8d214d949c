"""What Meta does not tell by itself: whether our token still holds, and the posts above comments."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from hub.channels.contract import ChannelKind, pause_before
from hub.channels.graph import wire
from hub.channels.graph.links import https
from hub.channels.models import Channel, ChannelPost
from hub.channels.posts import Post, keep_posts
from hub.channels.refusals import Busy, Gone, Refused, Rejected
from hub.channels.sealing import SealBroken
from hub.channels.stopping import note, stop
from hub.core import clock
from hub.core.db import session, transaction
from hub.core.deliveries import Delivery, Later, enqueue
from hub.core.words import gettext as _

QUEUE = "facebook"  # posts of Instagram too
EVERY = timedelta(minutes=15)


def ask_all() -> None:
    """Have every open account looked at whose time it is."""
    kept = select(Channel).where(Channel.is_active, Channel.kind == ChannelKind.FACEBOOK)
    for channel in session().scalars(kept).all():
        if not channel.settings.get("played_by"):
            slot = int(clock.now().timestamp() // EVERY.total_seconds())
            with transaction():
                enqueue(QUEUE, f"{channel.id}:{slot}", {"channel": channel.id})


def ask_for_posts(channel: Channel, ids: set[str]) -> None:
    """Have those posts fetched, inside a transaction; each once."""
    for id in sorted(ids):
        enqueue(QUEUE, f"{channel.id}:post:{id}"[:200], {"channel": channel.id, "post": id})


def look(delivery: Delivery) -> None:
    """Fetch a post, or see whether the account still lets us in."""
    channel = session().get(Channel, delivery.payload["channel"])
    if channel is None or not channel.is_active:
        return
    post = delivery.payload.get("post")
    try:
        if post is None:
            wire.probe(channel)
            note(channel.id, "")
        elif not _is_known(channel, post):
            keep_posts(channel, [_fetched(channel, post)])
    except (Refused, SealBroken) as refusal:
        if post is None:  # a post alone may be closed to us; the account is not
            stop(channel.id, str(refusal))
    except Busy as busy:
        note(channel.id, str(busy))
        raise Later(str(busy), pause_before(delivery.attempts, busy.seconds)) from busy
    except (Gone, Rejected) as trouble:
        if post is None:
            note(channel.id, str(trouble))


def _is_known(channel: Channel, post: str) -> bool:
    there = select(ChannelPost.id).where(
        ChannelPost.channel_id == channel.id, ChannelPost.external_id == post
    )
    return session().scalar(there) is not None


def _fetched(channel: Channel, id: str) -> Post:
    found = wire.ask(channel, id, fields=wire.dialect_of(channel).post)
    return post_in(id, found)


def post_in(id: str, found: dict[str, Any]) -> Post:
    """A post as it is told, by either site."""
    said = found.get("message") or found.get("story") or found.get("caption")
    text = str(said or _("A post without words"))
    title = " ".join(text.split())[:120]
    link = https(found.get("permalink_url") or found.get("permalink"))
    at = stamp(found.get("created_time") or found.get("timestamp"))
    return Post(id, title, text if len(text) > len(title) else "", link, at)


def stamp(said: Any) -> datetime | None:
    """A moment as Graph writes it."""
    try:
        return datetime.strptime(str(said), "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return None
