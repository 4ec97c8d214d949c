"""Zendesk as a channel: nothing is sent through it, what it holds is fetched (work.py)."""

from datetime import datetime
from typing import Any

from hub.channels.contract import (
    TRAITS,
    ChannelKind,
    MessageState,
    Outgoing,
    Received,
    Sent,
    Traits,
    recent_trouble,
)
from hub.core.words import lazy


class Zendesk:
    """A channel whose cases are Zendesk's."""

    kind = ChannelKind.ZENDESK
    traits: Traits = TRAITS[ChannelKind.ZENDESK]

    def read(self, channel: Any, raw: bytes, received_at: datetime) -> Received | None:
        """Nothing is pushed."""
        return None

    def name_reply(self, channel: Any, case_id: int, message_id: int) -> str:
        """There is nothing to choose."""
        return ""

    def send(self, channel: Any, outgoing: Outgoing) -> Sent:
        """The composer does not offer it; should it be asked, it says why."""
        return Sent(MessageState.FAILED, reason=lazy("Zendesk owns this case: answer it there."))

    def health(self, channel: Any) -> str:
        """What went wrong last, if nothing has gone well since."""
        return recent_trouble(channel)
