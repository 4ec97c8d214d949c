"""What a thing told by a Page means: comments, visitors' posts, messages, and what became of them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from hub.channels.contract import (
    Author,
    Deleted,
    Edited,
    Ignored,
    Incoming,
    MessageState,
    Received,
    Report,
)
from hub.channels.desk import desk
from hub.channels.facebook.arrivals import gone_key
from hub.channels.facebook.links import https
from hub.channels.facebook.wire import page_of
from hub.channels.models import InboxItem
from hub.channels.ways import PLACE, UNDER, WITH
from hub.core.db import session
from hub.core.words import gettext as _
from hub.core.words import lazy

POSTS = ("post", "status", "photo", "video", "share")
EDITS = ("edited", "edit")


def read_change(channel: Any, change: dict[str, Any], at: Any, received_at: datetime) -> Received:
    """Something about a post or a comment of the feed."""
    value = change.get("value")
    if change.get("field") != "feed" or not isinstance(value, dict):
        return Ignored(_("Nothing that has to be answered: %(what)s", what=change.get("field")))
    item, verb = value.get("item"), value.get("verb")
    if item == "comment" and value.get("comment_id"):
        return _comment(channel, value, verb, _moment(at, received_at), received_at)
    if item in POSTS and value.get("post_id") and verb in ("add", *EDITS, "remove"):
        return _post(channel, value, verb, _moment(at, received_at), received_at)
    what = f"{item} {verb}"
    return Ignored(_("Nothing that has to be answered: %(what)s", what=what))


def read_message(channel: Any, message: dict[str, Any], received_at: datetime, *, standby: bool) -> Received:
    """Something of a talk in Messenger."""
    who, at = (
        str((message.get("sender") or {}).get("id") or ""),
        _moment(message.get("timestamp"), received_at),
    )
    said, edit = message.get("message"), message.get("message_edit")
    if standby:
        return Ignored(lazy("Another program answers this talk."))
    if isinstance(edit, dict):
        return Edited(str(edit["mid"]), Author(who), str(edit.get("text") or ""), at)
    if not isinstance(said, dict) or not said.get("mid") or not who:
        return Ignored(lazy("Nothing that has to be answered."))
    id = str(said["mid"])
    if said.get("is_echo"):
        return Report(id, MessageState.SENT, key=str(said.get("metadata") or ""))
    if said.get("is_deleted"):
        return Deleted(id)
    after = desk().wrote_in_private(channel.id, who)
    return Incoming(
        id, Author(who, _("Somebody in Messenger")), _words(said), at, thread=f"{WITH}{who}",
        extra={PLACE: f"{WITH}{who}", **({"after": after} if after else {})},
    )  # fmt: skip


def _comment(channel: Any, value: dict[str, Any], verb: Any, at: datetime, received_at: datetime) -> Received:
    id, post = str(value["comment_id"]), str(value.get("post_id") or "")
    who = _author(value, id)
    if who.address == page_of(channel):
        return Deleted(id) if verb == "remove" else Report(id, MessageState.SENT)
    if verb == "remove":
        return Deleted(id)
    if verb in EDITS:
        return Edited(id, who, str(value.get("message") or ""), at)
    if verb != "add":
        return Ignored(_("Nothing that has to be answered: %(what)s", what=verb))
    parent = str(value.get("parent_id") or post)
    place = f"{UNDER}{id if parent in (post, '') else parent}"
    return _public(channel, value, id, who, place, post, _moment(value.get("created_time"), received_at))


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
    return _public(channel, value, id, who, f"{UNDER}{id}", id, _moment(value.get("created_time"), at))


def _public(
    channel: Any, value: dict[str, Any], id: str, who: Author, place: str, post: str, at: datetime
) -> Received:
    removed = select(InboxItem.id).where(InboxItem.channel_id == channel.id, InboxItem.key == gone_key(id))
    if session().scalar(removed) is not None:
        return Ignored(lazy("It was removed before it came."))
    link = https(value.get("permalink_url")) or f"https://www.facebook.com/{id}"
    pictures = [https(value.get(name)) for name in ("photo", "video")]
    text = "\n".join(each for each in (str(value.get("message") or ""), *pictures) if each)
    extra = {PLACE: place, "post": post} if post != id else {PLACE: place}
    return Incoming(id, who, text, at, thread=place, permalink=link, extra=extra)


def _author(value: dict[str, Any], id: str) -> Author:
    """Newer deliveries say `from`, older ones `sender_id`; some say neither."""
    there = value.get("from") if isinstance(value.get("from"), dict) else {}
    who = str((there or {}).get("id") or value.get("sender_id") or "")
    name = str((there or {}).get("name") or value.get("sender_name") or "")
    return Author(who or f"unknown:{id}", name or _("Somebody on Facebook"))


def _words(said: dict[str, Any]) -> str:
    if said.get("is_unsupported"):
        return _("(A message that only Messenger itself shows.)")
    files = [each for each in said.get("attachments") or [] if isinstance(each, dict)]
    links = [str((each.get("payload") or {}).get("url") or each.get("type") or "") for each in files]
    return "\n".join(each for each in (str(said.get("text") or ""), *links) if each)


def _moment(said: Any, otherwise: datetime) -> datetime:
    """Seconds or milliseconds; their clock counts, not when it reached us."""
    if not str(said).isdecimal():
        return otherwise
    number = int(said)
    return datetime.fromtimestamp(number / 1000 if number > 10**11 else number, UTC)
