"""Looking for what no delivery told of: comments below the newest posts, and threads of open cases.

Deliveries are lost when the hub is out of reach for longer than Meta tries again, or when the subscription
of the app is taken away. What is found gets the shape in which it would have been delivered, and is read the
same way: a comment that came by both ways is one message.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hub.channels.accounts import accounts_due, ask_for_reading
from hub.channels.contract import ChannelKind, pause_before
from hub.channels.desk import desk
from hub.channels.facebook.reading import SEEN
from hub.channels.graph import wire
from hub.channels.graph.arrivals import gone_key
from hub.channels.graph.checking import post_in, stamp
from hub.channels.graph.deletion import asked_at
from hub.channels.graph.usage import is_high
from hub.channels.inbox import put
from hub.channels.models import Channel
from hub.channels.posts import keep_posts, unknown_posts
from hub.channels.refusals import Busy, Gone, Refused, Rejected
from hub.channels.sealing import SealBroken
from hub.channels.stopping import note, stop
from hub.channels.sweeping import look_through, mark
from hub.channels.ways import UNDER
from hub.core import clock
from hub.core.db import session
from hub.core.deliveries import Delivery, Later

QUEUE = "facebook-comments"
EVERY, SLOWLY = timedelta(minutes=10), timedelta(hours=1)  # the latter when much is used up that we may
BEFORE = timedelta(days=14)  # comments from before a Page was connected that are taken in too
POSTS = 25  # in one go
POST = "id,message,story,created_time,permalink_url,from,comments.limit(0).summary(true)"
COMMENT = "id,message,from,created_time,permalink_url,parent{id},attachment{type,media}"
COPIED = ("from", "message", "permalink_url")


def ask_all() -> None:
    """Ask for every open Page to be read whose time it is, unless that waits already."""
    for channel in accounts_due(QUEUE, ChannelKind.FACEBOOK, _pause):
        ask_for_reading(QUEUE, channel.id)


def _pause(channel: Channel) -> timedelta:
    return SLOWLY if is_high(channel) else EVERY


def read_page(delivery: Delivery) -> None:
    """What is new below the newest posts, then the threads whose time it is.

    Where the app may not read, the account goes on with what is delivered: its page says what is missing.
    """
    channel = session().get(Channel, delivery.payload["channel"])
    if channel is None or not channel.is_active:
        return
    unread = ""
    try:
        _take_news(channel)
        _look_through(channel)
    except Busy as busy:
        raise Later(str(busy), pause_before(delivery.attempts, busy.seconds)) from busy
    except (Refused, SealBroken) as refusal:
        if _is_shut_out(channel):
            return
        unread = str(refusal)
    except (Gone, Rejected) as trouble:
        unread = str(trouble)
    else:
        note(channel.id, "")
    mark(channel, read_at=clock.now().isoformat(), unread=unread)


def _is_shut_out(channel: Channel) -> bool:
    """Whether the account lets us in no more at all: then it pauses, as whenever that is found."""
    try:
        wire.probe(channel)
    except (Refused, SealBroken) as refusal:
        stop(channel.id, str(refusal))
        return True
    except Busy:
        return False
    return False


def _take_news(channel: Channel) -> None:
    """Visitors' posts, and below each post that has another number of comments than when we last looked."""
    page = wire.ask(channel, f"{wire.page_of(channel)}/feed", fields=POST, limit=POSTS)
    posts = {str(each["id"]): each for each in page.get("data") or [] if isinstance(each, dict)}
    counts, before = dict(channel.cursor.get("counts") or {}), channel.created_at - BEFORE
    keep_posts(channel, [post_in(id, posts[id]) for id in sorted(unknown_posts(channel, posts))])
    for id, post in posts.items():
        is_theirs = bool(post.get("from")) and not wire.is_ours(channel, post)
        if is_theirs and (stamp(post.get("created_time")) or before) >= before:
            _keep(channel, {"item": "post", "post_id": id, **_told(post)})
        count = int(((post.get("comments") or {}).get("summary") or {}).get("total_count") or 0)
        if counts.get(id, 0) != count:
            for each in _below(channel, id):
                if (stamp(each.get("created_time")) or before) >= before:
                    _keep_comment(channel, each, id)
            counts[id] = count
    mark(channel, counts={id: count for id, count in counts.items() if id in posts})


def _look_through(channel: Channel) -> None:
    """Threads of open cases whose time it is: new answers, changes, and what is not there any more."""
    threads = {place: at for place, at in desk().open_threads(channel.id).items() if place.startswith(UNDER)}
    look_through(channel, threads, _sweep, is_slow=is_high(channel))


def _sweep(channel: Channel, place: str) -> None:
    """What a list leaves out is asked for by itself: only what is not there either was deleted."""
    top = place.removeprefix(UNDER)
    post = _post_of(channel, top)
    found = _one(channel, top) if top != post else None
    there = {str(each["id"]): each for each in ([found] if found else []) + list(_if_there(channel, top))}
    for id in sorted(set(desk().said_in(channel.id, place)) - set(there)):
        if id != post and (alone := _one(channel, id)) is not None:
            there[id] = alone
        elif id != post and _sees_customers(channel):
            told = {"item": "comment", "verb": "remove", "comment_id": id}
            put(channel, gone_key(id), _change(told))
    for each in there.values():
        _keep_comment(channel, each, post)


def _if_there(channel: Channel, top: str) -> Iterator[dict[str, Any]]:
    """What stands below, unless that is gone."""
    try:
        yield from _below(channel, top)
    except Gone:
        return


def _sees_customers(channel: Channel) -> bool:
    """Whether the app reads customers' words at all: else everything of theirs would look deleted."""
    counted = [id for id, count in (channel.cursor.get("counts") or {}).items() if count]
    below = (each for id in counted[:5] for each in _if_there(channel, id))
    return any(not wire.is_ours(channel, each) for each in below)


def _below(channel: Channel, id: str) -> list[dict[str, Any]]:
    """Comments and the answers to them, in the order in which they were written."""
    return wire.listed(channel, f"{id}/comments", fields=COMMENT, filter="stream", order="chronological")


def _one(channel: Channel, id: str) -> dict[str, Any] | None:
    try:
        return wire.ask(channel, id, fields=COMMENT)
    except Gone:
        return None


def _post_of(channel: Channel, id: str) -> str:
    """The post above a comment: both begin with its number. A visitor's post is its own."""
    page = wire.page_of(channel)
    return id if id.startswith(f"{page}_") else f"{page}_{id.partition('_')[0]}"


def _keep_comment(channel: Channel, each: dict[str, Any], post: str) -> None:
    above = str((each.get("parent") or {}).get("id") or post)
    told = {"item": "comment", "comment_id": str(each["id"]), "post_id": post, "parent_id": above}
    media = (each.get("attachment") or {}).get("media") or {}
    photo = (media.get("image") or {}).get("src")
    _keep(channel, told | _told(each) | ({"photo": photo} if photo else {}))


def _told(each: dict[str, Any]) -> dict[str, Any]:
    """As a delivery says it."""
    at = stamp(each.get("created_time"))
    when = {"created_time": int(at.timestamp())} if at is not None else {}
    return {"verb": SEEN, **when, **{name: each[name] for name in COPIED if each.get(name)}}


def _keep(channel: Channel, told: dict[str, Any]) -> None:
    """The same thing in the same words is kept once; nothing of whoever asked to be forgotten since."""
    id = str(told.get("comment_id") or told["post_id"])
    who = told.get("from") if isinstance(told.get("from"), dict) else {}
    asked = asked_at(channel, str((who or {}).get("id") or ""))
    if desk().is_removed(channel.kind, id) or (asked and told.get("created_time", 0) <= asked.timestamp()):
        return
    words = hashlib.sha256(str(told.get("message")).encode()).hexdigest()[:32]
    put(channel, f"fb:seen:{id}:{words}"[:200], _change(told))


def _change(told: dict[str, Any]) -> bytes:
    at = int(clock.now().timestamp())
    return json.dumps({"change": {"field": "feed", "value": told}, "at": at}).encode()
