"""A professional account on Instagram as a channel: what it tells is pushed, and looked for beside that."""

from datetime import datetime
from typing import Any

from hub.channels.contract import ChannelKind, Deleted, Received
from hub.channels.graph.adapter import Graph
from hub.channels.instagram.reading import read_change, read_comment
from hub.channels.kinds import TRAITS
from hub.core.words import lazy


class Instagram(Graph):
    """Comments and messages of one account."""

    kind = ChannelKind.INSTAGRAM
    traits = TRAITS[ChannelKind.INSTAGRAM]
    unreadable = lazy("This is not what Instagram sends.")

    def read_own(self, channel: Any, told: dict[str, Any], received_at: datetime) -> Received | None:
        """Comments that were pushed, or as they stood when they were looked for."""
        if "gone" in told:
            return Deleted(str(told["gone"]))
        if "comment" in told:
            return read_comment(channel, told["comment"], str(told.get("post") or ""), received_at)
        return read_change(channel, told["change"], told.get("at"), received_at)
