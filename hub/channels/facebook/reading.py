"""What a thing told by a Page means: comments, visitors' posts, messages, and what became of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from hub.channels.contract import (
    Author,
    ChannelKind,
    Deleted,
    Edited,
    Elsewhere,
    Ignored,
    Incoming,
    MessageState,
    Received,
    RemoteFile,
    Report,
)
from hub.channels.desk import desk
from hub.channels.graph.arrivals import gone_key
from hub.channels.graph.links import https
from hub.channels.graph.messages import file_name, moment
from hub.channels.graph.wire import page_of
from hub.channels.models import InboxItem
from hub.channels.ways import PLACE, UNDER
from hub.core.db import session
from hub.core.words import gettext as _
from hub.core.words import lazy

POSTS = ("post", "status", "photo", "video", "share")
EDITS = ("edited", "edit")
SEEN = "seen"  # ours: nobody told of it, it was looked for


def read_change(channel: Any, change: dict[str, Any], at: Any, received_at: datetime) -> Received:
    """Something about a post or a comment of the feed."""
    value = change.get("value")
    if change.get("field") != "feed" or not isinstance(value, dict):
        return Ignored(_("Nothing that has to be answered: %(what)s", what=change.get("field")))
    item, verb = value.get("item"), value.get("verb")
    if item == "comment" and value.get("comment_id"):
        return _comment(channel, value, verb, moment(at, received_at), received_at)
    if item in POSTS and value.get("post_id") and verb in ("add", SEEN, *EDITS, "remove"):
        return _post(channel, value, verb, moment(at, received_at), received_at)
    what = f"{item} {verb}"
    return Ignored(_("Nothing that has to be answered: %(what)s", what=what))


def _comment(channel: Any, value: dict[str, Any], verb: Any, at: datetime, received_at: datetime) -> Received:
    id, post = str(value["comment_id"]), str(value.get("post_id") or "")
    who = _author(value, id)
    if who.address == page_of(channel):
        return Deleted(id) if verb == "remove" else _ours(value, id, post, received_at)
    if verb == "remove":
        return Deleted(id)
    if verb in EDITS:
        return Edited(id, who, str(value.get("message") or ""), at)
    if verb == SEEN and _is_here(id):
        return Edited(id, who, _words_of(value), at)
    if verb not in ("add", SEEN):
        return Ignored(_("Nothing that has to be answered: %(what)s", what=verb))
    parent = str(value.get("parent_id") or post)
    place = f"{UNDER}{id if parent in (post, '') else parent}"
    return _public(channel, value, id, who, place, post, moment(value.get("created_time"), received_at))


def _post(channel: Any, value: dict[str, Any], verb: Any, at: datetime, received_at: datetime) -> Received:
    """A visitor's post on the Page is answered like a comment; our own are what others comment on."""
    id = str(value["post_id"])
    who = _author(value, id)
    if who.address == page_of(channel):
        return Ignored(lazy("A post of our own."))
    if verb == "remove":
        return Deleted(id)
    if verb in EDITS:
        return Edited(id, who, str(value.get("message") or ""), at)
    if verb == SEEN and _is_here(id):
        return Edited(id, who, _words_of(value), at)
    return _public(channel, value, id, who, f"{UNDER}{id}", id, moment(value.get("created_time"), at))


def _public(
    channel: Any, value: dict[str, Any], id: str, who: Author, place: str, post: str, at: datetime
) -> Received:
    removed = select(InboxItem.id).where(InboxItem.channel_id == channel.id, InboxItem.key == gone_key(id))
    if session().scalar(removed) is not None:
        return Ignored(lazy("It was removed before it came."))
    link = https(value.get("permalink_url")) or f"https://www.facebook.com/{id}"
    files = [RemoteFile(file_name(url, kind), url) for kind, url in _files_of(value)]
    extra = {PLACE: place, "post": post} if post != id else {PLACE: place}
    return Incoming(id, who, _words_of(value), at, thread=place, permalink=link, extra=extra, remote=files)


def _files_of(value: dict[str, Any]) -> list[tuple[str, str]]:
    return [(kind, url) for kind in ("photo", "video") if (url := https(value.get(kind)))]


def _words_of(value: dict[str, Any]) -> str:
    return str(value.get("message") or "") or (_("(A file without words.)") if _files_of(value) else "")


def _is_here(id: str) -> bool:
    """Whether it came before, by whatever way."""
    return bool(desk().cases_of_messages(ChannelKind.FACEBOOK, [id]))


def _ours(value: dict[str, Any], id: str, post: str, received_at: datetime) -> Report:
    """What the Page said below a comment or a visitor's post, by whatever program."""
    above = str(value.get("parent_id") or post)
    at, text = moment(value.get("created_time"), received_at), str(value.get("message") or "")
    link = https(value.get("permalink_url")) or f"https://www.facebook.com/{id}"
    return Report(id, MessageState.SENT, said=Elsewhere(f"{UNDER}{above}", text, at, link))


def _author(value: dict[str, Any], id: str) -> Author:
    """Newer deliveries say `from`, older ones `sender_id`; some say neither."""
    there = value.get("from") if isinstance(value.get("from"), dict) else {}
    who = str((there or {}).get("id") or value.get("sender_id") or "")
    name = str((there or {}).get("name") or value.get("sender_name") or "")
    return Author(who or f"unknown:{id}", name or _("Somebody on Facebook"))
