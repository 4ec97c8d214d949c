"""Looking for comments: those of which no delivery told, and what became of those in open cases.

Deliveries tell of new comments, not of changes and deletions, and none comes as long as the app is not
approved for it. So the newest posts are looked at, and the threads of open cases, soon at first, then seldom.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any

from hub.channels.accounts import accounts_due, ask_for_reading
from hub.channels.contract import ChannelKind, pause_before
from hub.channels.desk import desk
from hub.channels.graph import wire
from hub.channels.graph.checking import post_in, stamp
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

QUEUE = "instagram"
EVERY, SLOWLY = timedelta(minutes=5), timedelta(minutes=30)  # the latter when much is used up that we may
BEFORE = timedelta(days=14)  # comments from before an account was connected that are taken in too
POSTS = 25  # in one go
COMMENT = "id,text,timestamp,username,from,parent_id"
ANSWERS = f"replies{{{COMMENT}}}"


def ask_all() -> None:
    """Ask for every open account to be read whose time it is, unless that waits already."""
    for channel in accounts_due(QUEUE, ChannelKind.INSTAGRAM, _pause):
        ask_for_reading(QUEUE, channel.id)


def _pause(channel: Channel) -> timedelta:
    return SLOWLY if is_high(channel) else EVERY


def read_account(delivery: Delivery) -> None:
    """What is new below the newest posts, then the threads whose time it is."""
    channel = session().get(Channel, delivery.payload["channel"])
    if channel is None or not channel.is_active:
        return
    try:
        if not channel.cursor.get("handle"):
            mine = wire.ask(channel, wire.page_of(channel), fields="id,username")
            mark(channel, handle=str(mine.get("username") or ""))
        _take_news(channel)
        _look_through(channel)
    except (Refused, SealBroken) as refusal:
        stop(channel.id, str(refusal))
    except Busy as busy:
        note(channel.id, str(busy))
        raise Later(str(busy), pause_before(delivery.attempts, busy.seconds)) from busy
    except (Gone, Rejected) as trouble:
        note(channel.id, str(trouble))
        mark(channel, read_at=clock.now().isoformat())
    else:
        mark(channel, read_at=clock.now().isoformat())
        note(channel.id, "")


def _take_news(channel: Channel) -> None:
    """Below each of the newest posts that has another number of comments than when we last looked."""
    fields = "id,caption,permalink,timestamp,comments_count"
    page = wire.ask(channel, f"{wire.page_of(channel)}/media", fields=fields, limit=POSTS)
    posts = {str(each["id"]): each for each in page.get("data") or [] if isinstance(each, dict)}
    counts, before = dict(channel.cursor.get("counts") or {}), channel.created_at - BEFORE
    keep_posts(channel, [post_in(id, posts[id]) for id in sorted(unknown_posts(channel, posts))])
    for id, post in posts.items():
        count = int(post.get("comments_count") or 0)
        if counts.get(id, 0) != count:
            for each in _all_below(channel, f"{id}/comments"):
                if (stamp(each.get("timestamp")) or before) >= before:
                    _keep(channel, each, id)
            counts[id] = count
    mark(channel, counts={id: count for id, count in counts.items() if id in posts})


def _all_below(channel: Channel, path: str) -> list[dict[str, Any]]:
    """Comments with their answers. Of those only the first stand beside a comment."""
    found = []
    for top in wire.listed(channel, path, fields=f"{COMMENT},{ANSWERS}"):
        found.append(top)
        beside = top.get("replies") or {}
        if (beside.get("paging") or {}).get("next"):
            beside = {"data": wire.listed(channel, f"{top['id']}/replies", fields=COMMENT)}
        found += [{"parent_id": top["id"], **each} for each in beside.get("data") or []]
    return found


def _look_through(channel: Channel) -> None:
    """Threads of open cases whose time it is: new answers, changes, and what is not there any more."""
    threads = {place: at for place, at in desk().open_threads(channel.id).items() if place.startswith(UNDER)}
    look_through(channel, threads, _sweep, is_slow=is_high(channel))


def _sweep(channel: Channel, place: str) -> None:
    """What a list leaves out is asked for by itself: only what is not there either was deleted."""
    top = place.removeprefix(UNDER)
    found = _one(channel, top)
    if found is not None:
        below = wire.listed(channel, f"{top}/replies", fields=COMMENT)
        there = {top: found, **{str(each["id"]): {"parent_id": top, **each} for each in below}}
    else:
        there = {}  # whatever stood below it went with it
    for id in sorted(set(desk().said_in(channel.id, place)) - set(there)):
        alone = _one(channel, id) if found is not None else None
        if alone is None:
            put(channel, f"ig:{id}:gone", json.dumps({"gone": id}).encode())
        else:
            there[id] = {"parent_id": top, **alone}
    for each in there.values():
        _keep(channel, each, str((each.get("media") or {}).get("id") or ""))


def _one(channel: Channel, id: str) -> dict[str, Any] | None:
    try:
        return wire.ask(channel, id, fields=f"{COMMENT},media")
    except Gone:
        return None


def _keep(channel: Channel, comment: dict[str, Any], post: str) -> None:
    """The same comment in the same words is kept once; nothing of what was deleted or erased here."""
    if desk().is_removed(channel.kind, str(comment["id"])):
        return
    told = {name: comment[name] for name in COMMENT.split(",") if comment.get(name)}
    mark = hashlib.sha256(str(told.get("text")).encode()).hexdigest()[:32]
    put(channel, f"ig:{told['id']}:{mark}", json.dumps({"comment": told, "post": post}).encode())
