"""The simulator: speaks the contract of a channel without a provider behind it.

It serves channels of its own kind, and plays any other kind where a channel's settings say
`"played_by": "simulator"`: demos, training, trying a channel out before its account exists.
"""

import json
import secrets
from datetime import datetime
from typing import Any

from hub.channels.contract import (
    TRAITS,
    Author,
    ChannelKind,
    Incoming,
    MessageState,
    Outgoing,
    Sent,
    Traits,
)
from hub.core.words import lazy


class Simulator:
    """Plays one kind of channel. What it is given to read is what `written` makes."""

    def __init__(self, kind: ChannelKind = ChannelKind.SIMULATOR) -> None:
        self.kind = kind
        self.traits: Traits = TRAITS[kind]

    def read(self, channel: Any, raw: bytes, received_at: datetime) -> Incoming | None:
        """Turn what the simulated customer wrote into a message. Raises ValueError for anything else."""
        sent = json.loads(raw)
        return Incoming(
            external_id=sent["id"],
            author=Author(sent["address"], sent.get("name", "")),
            text=sent["text"],
            at=received_at,
            subject=sent.get("subject", ""),
            thread=sent.get("thread", ""),
        )

    def name_reply(self, channel: Any, case_id: int, message_id: int) -> str:
        """There is nothing to choose."""
        return ""

    def send(self, channel: Any, outgoing: Outgoing) -> Sent:
        """A reply arrives at once on the simulator's page, unless the line was told to misbehave."""
        behaves = channel.settings.get("behaves", "")
        if behaves == "refuse":
            return Sent(
                MessageState.FAILED, reason=lazy("The line refused it: the customer cannot be reached.")
            )
        if behaves == "lose":
            return Sent(
                MessageState.UNKNOWN, reason=lazy("The line broke while sending. It may have arrived.")
            )
        if behaves == "slow" and outgoing.attempt == 1:
            return Sent(MessageState.FAILED, reason=lazy("The line was busy."), retry_seconds=5.0)
        return Sent(MessageState.DELIVERED, external_id=f"sim:{outgoing.key}")

    def health(self, channel: Any) -> str:
        """Nothing to go wrong."""
        return ""


def written(address: str, name: str, subject: str, text: str, thread: str) -> tuple[str, bytes]:
    """What a simulated customer writes: the key and the raw item for the inbox."""
    key = f"sim:{secrets.token_hex(8)}"
    item = {"id": key, "address": address, "name": name, "subject": subject, "text": text, "thread": thread}
    return key, json.dumps(item).encode()
