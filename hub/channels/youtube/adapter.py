"""YouTube as a channel: comments come from its polling, replies stand below the top comment, in public."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from hub.channels.contract import (
    ACCOUNT_PAUSE,
    Author,
    ChannelKind,
    Deleted,
    Edited,
    Elsewhere,
    Incoming,
    MessageState,
    Outgoing,
    Received,
    Report,
    Sent,
    Traits,
    Unreadable,
    pause_before,
    recent_trouble,
)
from hub.channels.desk import desk
from hub.channels.kinds import TRAITS
from hub.channels.refusals import Busy, Gone, Refused, Rejected, Unclear
from hub.channels.sealing import SealBroken
from hub.channels.ways import PLACE, way_in
from hub.channels.youtube import quota, wire
from hub.core.words import gettext as _
from hub.core.words import lazy

WATCH = "https://www.youtube.com/watch"


class YouTube:
    """Comments below the videos of one channel."""

    kind = ChannelKind.YOUTUBE
    traits: Traits = TRAITS[ChannelKind.YOUTUBE]

    def read(self, channel: Any, raw: bytes, received_at: datetime) -> Received | None:
        """A comment as it stood when it was seen, or that one is gone. Our own are reports."""
        try:
            seen = json.loads(raw)
            if "gone" in seen:
                return Deleted(str(seen["gone"]))
            found = _read(channel, str(seen["id"]), seen["snippet"], str(seen.get("video") or ""))
            if isinstance(found, Incoming) and seen.get("held"):
                return replace(found, extra={**found.extra, "held": True})
            return found
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable(lazy("This is not what YouTube sends of a comment.")) from error

    def name_reply(self, channel: Any, case_id: int, message_id: int) -> str:
        """There is nothing to choose."""
        return ""

    def send(self, channel: Any, outgoing: Outgoing) -> Sent:
        """Below the top comment. A second try first looks whether the first one arrived after all."""
        try:
            if outgoing.attempt > 1 and (id := _find(channel, outgoing)):
                return Sent(MessageState.SENT, id)
            return Sent(MessageState.SENT, wire.put_reply(channel, _place(outgoing), outgoing.reply.body))
        except Unclear as error:
            return Sent(MessageState.UNKNOWN, reason=str(error))
        except (Gone, Rejected) as error:
            return Sent(MessageState.FAILED, reason=str(error))
        except (Refused, SealBroken) as error:
            reason, seconds = str(error), ACCOUNT_PAUSE
        except quota.Exhausted as error:
            reason, seconds = _no_units(), error.seconds
        except Busy as error:
            pause = pause_before(outgoing.attempt, error.seconds)
            return Sent(MessageState.FAILED, reason=str(error), retry_seconds=pause)
        return Sent(MessageState.FAILED, reason=reason, retry_seconds=seconds, is_account=True)

    def look_up(self, channel: Any, outgoing: Outgoing) -> Sent:
        """Our own words below the same comment are the reply that was lost."""
        try:
            id = _find(channel, outgoing)
        except (Busy, Refused, Rejected, quota.Exhausted, SealBroken) as error:
            return Sent(MessageState.UNKNOWN, reason=str(error))
        except Gone as error:
            return Sent(MessageState.FAILED, reason=str(error))
        if id:
            return Sent(MessageState.SENT, id)
        return Sent(MessageState.FAILED, reason=_("It is not below the comment: it did not arrive."))

    def health(self, channel: Any) -> str:
        """What went wrong last; that the units of the day are used up."""
        return recent_trouble(channel) or ("" if quota.left_of(channel) else _no_units())


def _read(channel: Any, id: str, snippet: dict[str, Any], video: str) -> Received:
    author, at = wire.author_of(snippet), wire.moment(snippet["publishedAt"])
    changed = wire.moment(snippet.get("updatedAt") or snippet["publishedAt"])
    if author and author == channel.settings.get("account"):
        above = str(snippet.get("parentId") or "")
        said = Elsewhere(above, wire.text_of(snippet), at) if above else None
        return Report(id, MessageState.SENT, said=said)
    name = str(snippet.get("authorDisplayName") or "").strip()
    who = Author(author or f"unknown:{id}", name or _("Somebody on YouTube"), name)
    text = wire.text_of(snippet)
    if desk().cases_of_messages(ChannelKind.YOUTUBE, [id]):
        return Edited(id, who, text, changed)
    top = str(snippet.get("parentId") or id)
    extra: dict[str, Any] = {PLACE: top, **({"post": video} if video else {})}
    if changed > at:
        extra["edited_at"] = changed.isoformat()
    return Incoming(
        id, who, text, at, thread=top, extra=extra,
        permalink=f"{WATCH}?v={video}&lc={id}" if video else "",
    )  # fmt: skip


def _place(outgoing: Outgoing) -> str:
    """The top comment that it was checked to answer, whatever became of its case since."""
    return way_in(outgoing.reply.way)[1] or outgoing.thread


def _find(channel: Any, outgoing: Outgoing) -> str:
    """The id of a comment of ours in these words that no other reply of ours is known to be."""
    ours, words = channel.settings.get("account"), outgoing.reply.body.split()
    alike = [
        each["id"]
        for each in wire.replies(channel, _place(outgoing))
        if wire.author_of(each.get("snippet") or {}) == ours
        and wire.text_of(each.get("snippet") or {}).split() == words
    ]
    known = desk().cases_of_messages(ChannelKind.YOUTUBE, alike)
    return next((id for id in alike if id not in known), "")


def _no_units() -> str:
    return _(
        "The units of today are used up. Replies wait until YouTube’s day begins, at midnight in California."
    )
