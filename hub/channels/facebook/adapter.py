"""A Facebook Page as a channel: what it tells is pushed."""

import json
from datetime import datetime
from typing import Any

from hub.channels.contract import ChannelKind, Forgotten, MessageState, Received, Report, Unreadable
from hub.channels.facebook.reading import read_change
from hub.channels.graph.adapter import Graph
from hub.channels.graph.messages import read_message, read_name
from hub.channels.kinds import TRAITS
from hub.core.words import lazy


class Facebook(Graph):
    """Comments, visitors' posts and messages of one Page."""

    kind = ChannelKind.FACEBOOK
    traits = TRAITS[ChannelKind.FACEBOOK]

    def read(self, channel: Any, raw: bytes, received_at: datetime) -> Received | None:
        """One thing of a delivery."""
        try:
            told = json.loads(raw)
            if "delivered" in told:
                return Report(told["delivered"], MessageState.DELIVERED)
            if "erase" in told:
                return Forgotten(str(told["erase"]))
            if "named" in told:
                return read_name(told["named"])
            if "change" in told:
                return read_change(channel, told["change"], told.get("at"), received_at)
            return read_message(channel, told["message"], received_at, standby=bool(told.get("standby")))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError) as error:
            raise Unreadable(lazy("This is not what Facebook sends.")) from error
