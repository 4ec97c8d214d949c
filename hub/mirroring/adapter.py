"""A mirrored helpdesk as a channel: nothing is sent through it, what it holds is fetched (work.py)."""

from typing import Any

from hub.channels.contract import ChannelKind, MessageState, Outgoing, Sent, Traits, recent_trouble
from hub.channels.kinds import TRAITS
from hub.channels.passive import Passive
from hub.core.words import gettext as _


class Mirror(Passive):
    """A channel whose cases are a helpdesk's."""

    def __init__(self, kind: ChannelKind) -> None:
        self.kind = kind
        self.traits: Traits = TRAITS[kind]

    def send(self, channel: Any, outgoing: Outgoing) -> Sent:
        """The composer does not offer it; should it be asked, it says why."""
        reason = _("%(owner)s owns this case: answer it there.", owner=self.traits.owner)
        return Sent(MessageState.FAILED, reason=reason)

    def health(self, channel: Any) -> str:
        """What went wrong last, if nothing has gone well since."""
        return recent_trouble(channel)
