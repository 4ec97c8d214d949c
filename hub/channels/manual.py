"""Cases opened by hand, for customers who call or stand at the counter. Nothing comes in or goes out."""

from typing import Any

from hub.channels.contract import ChannelKind, MessageState, Outgoing, Sent, Traits
from hub.channels.kinds import TRAITS
from hub.channels.passive import Passive
from hub.core.words import lazy


class ByHand(Passive):
    """A channel whose messages a person types in."""

    kind = ChannelKind.MANUAL
    traits: Traits = TRAITS[ChannelKind.MANUAL]

    def send(self, channel: Any, outgoing: Outgoing) -> Sent:
        """The composer does not offer it; should it be asked, it says why."""
        return Sent(
            MessageState.FAILED, reason=lazy("Answer this customer by phone; nothing can be sent here.")
        )
