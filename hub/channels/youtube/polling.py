"""Reading the comments below an account's videos, the newest first, and the threads of open cases again.

YouTube tells nobody. A new reply in an old thread does not bring it to the top of the list, and what is
deleted just stops being there: so threads with open cases are looked through, soon at first, then seldom.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from hub.channels.accounts import accounts_due, ask_for_reading
from hub.channels.contract import ChannelKind, pause_before
from hub.channels.desk import desk
from hub.channels.inbox import put
from hub.channels.models import Channel
from hub.channels.posts import Post, keep_posts, unknown_posts
from hub.channels.refusals import Busy, Gone, Refused, Rejected
from hub.channels.sealing import SealBroken
from hub.channels.stopping import note, stop
from hub.channels.sweeping import look_through, mark
from hub.channels.youtube import quota, wire
from hub.core import clock
from hub.core.db import session
from hub.core.deliveries import Delivery, Later
from hub.core.words import gettext as _

QUEUE = "youtube"
EVERY, SLOWLY = (
    timedelta(minutes=2),
    timedelta(minutes=15),
)  # as long as units are plenty, and when few are left
BEFORE = timedelta(days=14)  # comments from before an account was connected that are taken in too
PAGES = 10  # of a list in one go
HELD = ("heldForReview", "likelySpam")


def ask_all() -> None:
    """Ask for every open account to be read whose time it is, unless that waits already."""
    for channel in accounts_due(QUEUE, ChannelKind.YOUTUBE, _pause):
        if _is_connected(channel):
            ask_for(channel.id)


def _pause(channel: Channel) -> timedelta:
    return SLOWLY if quota.is_low(channel) else EVERY


def _is_connected(channel: Channel) -> bool:
    """Before somebody has signed in, there is nothing to be refused."""
    try:
        return wire.has_key(channel)
    except SealBroken:
        return True  # reading it says what is wrong


def ask_for(channel_id: int) -> None:
    """To be read now."""
    ask_for_reading(QUEUE, channel_id)


def read_account(delivery: Delivery) -> None:
    """What is new, then the threads whose time it is. What was read before changes nothing."""
    channel = session().get(Channel, delivery.payload["channel"])
    if channel is None or not channel.is_active:
        return
    try:
        _take_news(channel)
        _take_held(channel)
        _look_through(channel)
    except (Refused, SealBroken) as refusal:
        stop(channel.id, str(refusal))
    except quota.Exhausted:
        note(channel.id, _("The units for reading are used up today; the rest is kept for replies."))
        mark(channel, read_at=clock.now().isoformat())
    except Busy as busy:
        note(channel.id, str(busy))
        raise Later(str(busy), pause_before(delivery.attempts, busy.seconds)) from busy
    except (Gone, Rejected) as trouble:
        note(channel.id, str(trouble))
        mark(channel, read_at=clock.now().isoformat())
    else:
        mark(channel, read_at=clock.now().isoformat())
        note(channel.id, "")


def _take_held(channel: Channel) -> None:
    """What YouTube holds back for us to review: perhaps a customer whom nobody else sees."""
    before = channel.cursor.get("held_at")
    if before is not None and clock.now() - datetime.fromisoformat(before) < SLOWLY:
        return
    for held in HELD:
        _take_news(channel, moderationStatus=held)
    mark(channel, held_at=clock.now().isoformat())


def _take_news(channel: Channel, **only: str) -> None:
    """Pages of threads, the newest first, until one holds nothing new. Pages may shift: ids tell."""
    since, token = channel.created_at - BEFORE, ""
    for _page in range(PAGES):
        more: dict[str, str | int] = {"pageToken": token} if token else {}
        found = wire.ask(
            channel, "commentThreads", part="snippet,replies", order="time", maxResults=wire.PAGE,
            allThreadsRelatedToChannelId=channel.settings.get("account", ""), textFormat="plainText",
            **only, **more,
        )  # fmt: skip
        seen = [each for thread in wire.records(found) for each in _comments_in(thread)]
        _know_videos(channel, seen)
        news = [_keep(channel, {**each, "held": bool(only)}) for each in seen if _is_young(each, since)]
        token = str(found.get("nextPageToken") or "")
        if not token or not any(news):
            return


def _comments_in(thread: dict[str, Any]) -> list[dict[str, Any]]:
    """A thread's top comment and the few replies that come along, each with its video."""
    snippet = thread.get("snippet") or {}
    under = (thread.get("replies") or {}).get("comments") or []
    video = str(snippet.get("videoId") or "")
    return [
        {"id": each["id"], "snippet": each.get("snippet") or {}, "video": video}
        for each in (snippet.get("topLevelComment"), *under)
        if isinstance(each, dict) and isinstance(each.get("id"), str)
    ]


def _is_young(seen: dict[str, Any], since: datetime) -> bool:
    try:
        return wire.moment(seen["snippet"].get("updatedAt") or seen["snippet"].get("publishedAt")) >= since
    except ValueError:
        return True  # kept as it came, for a person to look at


def _keep(channel: Channel, seen: dict[str, Any]) -> bool:
    """Into the inbox, once for each version of its text. True when it is new."""
    mark = str(seen["snippet"].get("updatedAt") or "")
    return put(channel, f"yt:{seen['id']}:{mark}", json.dumps(seen).encode()) is not None


def _know_videos(channel: Channel, seen: list[dict[str, Any]]) -> None:
    """The title above the thread; asked once for each video."""
    wanted = unknown_posts(channel, {each["video"] for each in seen if each["video"]})
    if not wanted:
        return
    found = wire.videos(channel, wanted)
    keep_posts(channel, [_post(id, found.get(id, {})) for id in sorted(wanted)])


def _post(id: str, snippet: dict[str, Any]) -> Post:
    try:
        at = wire.moment(snippet.get("publishedAt"))
    except ValueError:
        at = None
    title = str(snippet.get("title") or _("A video that cannot be seen"))
    return Post(id, title, str(snippet.get("description") or ""), f"https://www.youtube.com/watch?v={id}", at)


def _look_through(channel: Channel) -> None:
    """Threads of open cases whose time it is: new replies, changes, and what is not there any more."""
    look_through(channel, desk().open_threads(channel.id), _sweep, is_slow=quota.is_low(channel))


def _sweep(channel: Channel, thread: str) -> None:
    try:
        found = {each["id"]: each for each in wire.replies(channel, thread)}
    except Gone:
        found = {}
    known = set(desk().said_in(channel.id, thread))
    found |= wire.comments(channel, sorted((known | {thread}) - set(found)))
    said = [(each["id"], each.get("snippet") or {}) for each in found.values()]
    video = next((str(snippet["videoId"]) for _id, snippet in said if snippet.get("videoId")), "")
    for id, snippet in said:
        _keep(channel, {"id": id, "snippet": snippet, "video": video})
    for id in sorted(known - set(found)):
        put(channel, f"yt:{id}:gone", json.dumps({"gone": id}).encode())
