"""What Meta does not tell by itself: whether our token still holds, and the posts above comments."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from hub.channels.contract import ChannelKind, pause_before
from hub.channels.graph import wire
from hub.channels.graph.links import https
from hub.channels.graph.usage import is_high
from hub.channels.inbox import put
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
SLOWLY = 600.0  # seconds, for what can wait


def ask_all() -> None:
    """Have every open account looked at whose time it is."""
    kept = select(Channel).where(Channel.is_active, Channel.kind == ChannelKind.FACEBOOK)
    for channel in session().scalars(kept).all():
        if not channel.settings.get("played_by"):
            slot = int(clock.now().timestamp() // EVERY.total_seconds())
            with transaction():
                enqueue(QUEUE, f"{channel.id}:{slot}", {"channel": channel.id})


def ask_for(channel: Channel, what: str, ids: set[str]) -> None:
    """Have those posts, or the names of those people, fetched, inside a transaction; each once."""
    for id in sorted(filter(None, ids)):
        enqueue(QUEUE, f"{channel.id}:{what}:{id}"[:200], {"channel": channel.id, what: id})


def ask_for_numbers(channel: Channel, person: str) -> None:
    """Have the other numbers of whoever asks to be forgotten fetched, inside a transaction."""
    key = f"{channel.id}:erase:{person}:{clock.now().isoformat()}"
    enqueue(QUEUE, key[:200], {"channel": channel.id, "erase": person})


def look(delivery: Delivery) -> None:
    """Fetch a post, or see whether the account still lets us in."""
    channel = session().get(Channel, delivery.payload["channel"])
    if channel is None or not channel.is_active:
        return
    is_check = not {"post", "person", "erase"} & set(delivery.payload)
    try:
        _look(channel, delivery.payload)
    except (Refused, SealBroken) as refusal:
        if is_check:  # a post or a profile alone may be closed to us; the account is not
            stop(channel.id, str(refusal))
    except Busy as busy:
        note(channel.id, str(busy))
        raise Later(str(busy), pause_before(delivery.attempts, busy.seconds)) from busy
    except (Gone, Rejected) as trouble:
        if is_check:
            note(channel.id, str(trouble))


def _look(channel: Channel, wanted: dict[str, Any]) -> None:
    if wanted.keys() & {"post", "person"} and is_high(channel):
        raise Later(_("Most of what Meta allows is used up: what can wait, waits."), SLOWLY)
    if post := wanted.get("post"):
        if not _is_known(channel, post):
            keep_posts(channel, [_fetched(channel, post)])
    elif person := wanted.get("person"):
        found = wire.ask(channel, person, fields=wire.dialect_of(channel).profile)
        named = json.dumps({"named": {**found, "id": person}}).encode()
        put(channel, f"fb:name:{person}", named)
    elif person := wanted.get("erase"):
        _ask_other_numbers(channel, person)
    else:
        wire.probe(channel)
        note(channel.id, "")


def _ask_other_numbers(channel: Channel, person: str) -> None:
    """Whoever asks to be forgotten has one number for the app, and another for each Page."""
    found = wire.ask(channel, f"{person}/ids_for_pages", page=wire.page_of(channel))
    for each in found.get("data") or []:
        key = f"fb:erase:{each['id']}:{clock.now().isoformat()}"
        put(channel, key, json.dumps({"erase": str(each["id"])}).encode())


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
