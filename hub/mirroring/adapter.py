"""Zendesk as a channel: nothing is sent through it, what it holds is fetched (work.py)."""

from typing import Any

from hub.channels.contract import (
    TRAITS,
    ChannelKind,
    MessageState,
    Outgoing,
    Sent,
    Traits,
    recent_trouble,
)
from hub.channels.passive import Passive
from hub.core.words import lazy


class Zendesk(Passive):
    """A channel whose cases are Zendesk's."""

    kind = ChannelKind.ZENDESK
    traits: Traits = TRAITS[ChannelKind.ZENDESK]

    def send(self, channel: Any, outgoing: Outgoing) -> Sent:
        """The composer does not offer it; should it be asked, it says why."""
        return Sent(MessageState.FAILED, reason=lazy("Zendesk owns this case: answer it there."))

    def health(self, channel: Any) -> str:
        """What went wrong last, if nothing has gone well since."""
        return recent_trouble(channel)
