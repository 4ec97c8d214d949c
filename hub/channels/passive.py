"""What adapters share to which nothing is pushed and which choose no names for replies."""

from datetime import datetime
from typing import Any

from hub.channels.contract import Received


class Passive:
    """A channel that people or a worker fill: nothing arrives by itself."""

    def read(self, channel: Any, raw: bytes, received_at: datetime) -> Received | None:
        """There is nothing to read."""
        return None

    def name_reply(self, channel: Any, case_id: int, message_id: int) -> str:
        """There is nothing to choose."""
        return ""

    def health(self, channel: Any) -> str:
        """Nothing to go wrong."""
        return ""
