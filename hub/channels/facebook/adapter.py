"""A Facebook Page as a channel: what it tells is pushed, and looked for beside that."""

from datetime import datetime
from typing import Any

from hub.channels.contract import ChannelKind, Received
from hub.channels.facebook.reading import read_change
from hub.channels.graph.adapter import Graph
from hub.channels.kinds import TRAITS
from hub.core.words import gettext as _
from hub.core.words import lazy


class Facebook(Graph):
    """Comments, visitors' posts and messages of one Page."""

    kind = ChannelKind.FACEBOOK
    traits = TRAITS[ChannelKind.FACEBOOK]
    unreadable = lazy("This is not what Facebook sends.")

    def read_own(self, channel: Any, told: dict[str, Any], received_at: datetime) -> Received | None:
        """Comments and posts, also those that were changed or deleted."""
        return read_change(channel, told["change"], told.get("at"), received_at)

    def health(self, channel: Any) -> str:
        """What went wrong; that the app may not look for what no delivery tells of."""
        said = super().health(channel)
        unread = channel.cursor.get("unread")
        if said or not unread:
            return said
        return _("Comments that were not delivered cannot be looked for: %(said)s", said=unread)
