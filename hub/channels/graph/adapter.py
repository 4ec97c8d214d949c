"""What a Page and an account on Instagram have in common: replies leave by the way they were checked for."""

import json
from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any

from hub.channels.contract import (
    ACCOUNT_PAUSE,
    ChannelKind,
    Forgotten,
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
from hub.channels.graph import wire
from hub.channels.graph.messages import read_message, read_name
from hub.channels.refusals import Busy, Gone, Refused, Rejected, Unclear
from hub.channels.sealing import SealBroken
from hub.channels.ways import PRIVATE, PUBLIC, WITH, way_in
from hub.core.words import gettext as _


class Graph(ABC):
    """Comments and messages of one account."""

    kind: ChannelKind
    traits: Traits
    unreadable: str  # what is said of a delivery that cannot be read

    def read(self, channel: Any, raw: bytes, received_at: datetime) -> Received | None:
        """One thing of a delivery, or what was looked for: the same of both sites, else the site's own."""
        try:
            told = json.loads(raw)
            if "delivered" in told:
                return Report(told["delivered"], MessageState.DELIVERED)
            if "erase" in told:
                return Forgotten(str(told["erase"]))
            if "named" in told:
                return read_name(told["named"])
            if "message" in told:
                return read_message(channel, told["message"], received_at, standby=bool(told.get("standby")))
            return self.read_own(channel, told, received_at)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError) as error:
            raise Unreadable(self.unreadable) from error

    @abstractmethod
    def read_own(self, channel: Any, told: dict[str, Any], received_at: datetime) -> Received | None:
        """What only this site tells."""

    def name_reply(self, channel: Any, case_id: int, message_id: int) -> str:
        """There is nothing to choose."""
        return ""

    def send(self, channel: Any, outgoing: Outgoing) -> Sent:
        """By the way that was checked: what is private never leaves by the call that publishes."""
        way, target = way_in(outgoing.reply.way)
        try:
            if way == PUBLIC and target:
                return _publish(channel, outgoing, target)
            if way == PRIVATE and target:
                name = "post_id" if target.startswith(f"{wire.page_of(channel)}_") else "comment_id"
                return _write(channel, outgoing, {name: target})
            if not way and outgoing.thread.startswith(WITH):
                return _write(channel, outgoing, {"id": outgoing.thread.removeprefix(WITH)})
        except Unclear as error:
            return Sent(MessageState.UNKNOWN, reason=str(error))
        except (Gone, Rejected) as error:
            return Sent(MessageState.FAILED, reason=str(error))
        except (Refused, SealBroken) as error:
            return Sent(MessageState.FAILED, reason=str(error), retry_seconds=ACCOUNT_PAUSE, is_account=True)
        except Busy as error:
            if way != PUBLIC and error.seconds is None:  # out of order: it may have been taken all the same
                return Sent(MessageState.UNKNOWN, reason=str(error))
            pause = pause_before(outgoing.attempt, error.seconds)
            return Sent(MessageState.FAILED, reason=str(error), retry_seconds=pause)
        return Sent(
            MessageState.FAILED, reason=_("It was not said whether it is public or private. Write it again.")
        )

    def look_up(self, channel: Any, outgoing: Outgoing) -> Sent:
        """A comment can be looked for; of a message only its echo tells."""
        way, target = way_in(outgoing.reply.way)
        if way != PUBLIC:
            return Sent(MessageState.UNKNOWN)
        try:
            id = _find(channel, outgoing, target)
        except (Busy, Refused, Rejected, SealBroken) as error:
            return Sent(MessageState.UNKNOWN, reason=str(error))
        except Gone as error:
            return Sent(MessageState.FAILED, reason=str(error))
        if id:
            return Sent(MessageState.SENT, id)
        return Sent(MessageState.FAILED, reason=_("It is not below the comment: it did not arrive."))

    def health(self, channel: Any) -> str:
        """What went wrong last; that all is used up that we are allowed."""
        return wire.full_words(channel) or recent_trouble(channel)


def _publish(channel: Any, outgoing: Outgoing, under: str) -> Sent:
    """Below the comment; a second try first looks whether the first one arrived after all."""
    if outgoing.attempt > 1 and (id := _find(channel, outgoing, under)):
        return Sent(MessageState.SENT, id)
    return Sent(MessageState.SENT, wire.put_comment(channel, under, outgoing.reply.body))


def _write(channel: Any, outgoing: Outgoing, recipient: dict[str, str]) -> Sent:
    """To one person. After a day only a human may write, where the app may say that one does."""
    text, key = outgoing.reply.body, outgoing.key
    try:
        return Sent(MessageState.SENT, wire.put_message(channel, recipient, text, key))
    except wire.TooLate:
        if outgoing.automatic or "id" not in recipient or not channel.settings.get("human_agent"):
            raise
    return Sent(MessageState.SENT, wire.put_message(channel, recipient, text, key, late=True))


def _find(channel: Any, outgoing: Outgoing, under: str) -> str:
    """The id of a comment of our account in these words that no other reply of ours is known to be."""
    words, said = outgoing.reply.body.split(), wire.dialect_of(channel).words
    alike = [
        str(each["id"])
        for each in wire.answers(channel, under)
        if wire.is_ours(channel, each) and str(each.get(said) or "").split() == words
    ]
    known = desk().cases_of_messages(channel.kind, alike)
    return next((id for id in alike if id not in known), "")
