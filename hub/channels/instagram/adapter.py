"""A professional account on Instagram as a channel: what it tells is pushed, and looked for beside that."""

import json
from datetime import datetime
from typing import Any

from hub.channels.contract import ChannelKind, Deleted, Forgotten, MessageState, Received, Report, Unreadable
from hub.channels.graph.adapter import Graph
from hub.channels.graph.messages import read_message, read_name
from hub.channels.instagram.reading import read_change, read_comment
from hub.channels.kinds import TRAITS
from hub.core.words import lazy


class Instagram(Graph):
    """Comments and messages of one account."""

    kind = ChannelKind.INSTAGRAM
    traits = TRAITS[ChannelKind.INSTAGRAM]

    def read(self, channel: Any, raw: bytes, received_at: datetime) -> Received | None:
        """One thing of a delivery, or a comment as it stood when it was looked for."""
        try:
            told = json.loads(raw)
            if "delivered" in told:
                return Report(told["delivered"], MessageState.DELIVERED)
            if "erase" in told:
                return Forgotten(str(told["erase"]))
            if "named" in told:
                return read_name(told["named"])
            if "gone" in told:
                return Deleted(str(told["gone"]))
            if "comment" in told:
                return read_comment(channel, told["comment"], str(told.get("post") or ""), received_at)
            if "change" in told:
                return read_change(channel, told["change"], told.get("at"), received_at)
            return read_message(channel, told["message"], received_at, standby=bool(told.get("standby")))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError) as error:
            raise Unreadable(lazy("This is not what Instagram sends.")) from error
