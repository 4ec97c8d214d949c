"""Cases opened by hand, for customers who call or stand at the counter. Nothing comes in or goes out."""

from datetime import datetime
from typing import Any

from hub.channels.contract import (
    TRAITS,
    ChannelKind,
    Incoming,
    MessageState,
    Outgoing,
    Sent,
    Traits,
)
from hub.core.words import lazy


class ByHand:
    """A channel whose messages a person types in."""

    kind = ChannelKind.MANUAL
    traits: Traits = TRAITS[ChannelKind.MANUAL]

    def read(self, channel: Any, raw: bytes, received_at: datetime) -> Incoming | None:
        """Nothing arrives by itself."""
        return None

    def name_reply(self, channel: Any, case_id: int, message_id: int) -> str:
        """There is nothing to choose."""
        return ""

    def send(self, channel: Any, outgoing: Outgoing) -> Sent:
        """The composer does not offer it; should it be asked, it says why."""
        return Sent(
            MessageState.FAILED, reason=lazy("Answer this customer by phone; nothing can be sent here.")
        )

    def health(self, channel: Any) -> str:
        """Nothing to go wrong."""
        return ""
