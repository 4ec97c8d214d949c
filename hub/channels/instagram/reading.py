"""What a comment on Instagram means, whether it was pushed or looked for; both ways tell of the same ones."""

from datetime import datetime
from typing import Any

from hub.channels.contract import (
    Author,
    ChannelKind,
    Edited,
    Elsewhere,
    Ignored,
    Incoming,
    MessageState,
    Received,
    Report,
)
from hub.channels.desk import desk
from hub.channels.graph.checking import stamp
from hub.channels.graph.messages import moment
from hub.channels.graph.wire import is_ours, name_in
from hub.channels.ways import PLACE, UNDER
from hub.core.words import gettext as _


def read_change(channel: Any, change: dict[str, Any], at: Any, received_at: datetime) -> Received:
    """Something that was pushed. It tells of new comments alone: changes and deletions are looked for."""
    value, field = change.get("value"), change.get("field")
    if field not in ("comments", "live_comments") or not isinstance(value, dict) or not value.get("id"):
        return Ignored(_("Nothing that has to be answered: %(what)s", what=field))
    media = value.get("media") or {}
    found = read_comment(channel, value, str(media.get("id") or ""), moment(at, received_at))
    if field == "live_comments" and isinstance(found, Incoming):
        return Ignored(_("A comment on a live broadcast: it can be answered there, while it runs."), found)
    return found


def read_comment(channel: Any, told: dict[str, Any], post: str, seen: datetime) -> Received:
    """A comment. One that is known already may read otherwise by now; our own are reports."""
    id, text = str(told["id"]), str(told.get("text") or "")
    who = _author(told, id)
    if is_ours(channel, told):
        above = told.get("parent_id")
        at = stamp(told.get("timestamp")) or seen
        return Report(id, MessageState.SENT, said=Elsewhere(f"{UNDER}{above}", text, at) if above else None)
    if desk().cases_of_messages(ChannelKind.INSTAGRAM, [id]):
        return Edited(id, who, text, seen)
    place = f"{UNDER}{told.get('parent_id') or id}"
    extra = {PLACE: place, **({"post": post} if post else {})}
    at = stamp(told.get("timestamp")) or seen
    return Incoming(id, who, text or _("(A comment without words.)"), at, thread=place, extra=extra)


def _author(told: dict[str, Any], id: str) -> Author:
    name, there = name_in(told), told.get("from") or {}
    who = str(there.get("id") or "") or (f"name:{name}" if name else f"unknown:{id}")
    return Author(who, name or _("Somebody on Instagram"), name)
