"""A channel for tests that keeps what it was given, and cases that come through it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from hub.cases.actions.intake import receive
from hub.cases.models import Case
from hub.channels import contract
from hub.channels.contract import (
    Author,
    ChannelKind,
    Incoming,
    MessageState,
    Outgoing,
    Sent,
    Traits,
)
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import transaction
from tests import cast

TRAITS = Traits("Recorder", "bubble", length=2_000, undo_seconds=8)
FINE = Sent(MessageState.SENT)


@dataclass
class Recorder:
    """Speaks the contract and remembers every reply; answers what it is told to."""

    kind: ChannelKind = ChannelKind.SIMULATOR
    traits: Traits = TRAITS
    sent: list[Outgoing] = field(default_factory=list)
    answer: Sent = FINE

    def read(self, channel: Any, raw: bytes, received_at: datetime) -> Incoming | None:
        return Incoming(raw.decode()[:40], Author("x@example.net"), raw.decode(), received_at)

    def name_reply(self, channel: Any, case_id: int, message_id: int) -> str:
        return ""

    def send(self, channel: Any, outgoing: Outgoing) -> Sent:
        self.sent.append(outgoing)
        taken = self.answer.state in (MessageState.SENT, MessageState.DELIVERED)
        return replace(self.answer, external_id=f"out:{outgoing.key}") if taken else self.answer

    def health(self, channel: Any) -> str:
        return ""


def record_channel(monkeypatch: Any) -> tuple[Recorder, Channel]:
    """A recorder in place of the simulator, and a channel of the desk that uses it."""
    recorder = Recorder()
    monkeypatch.setitem(contract.adapters, ChannelKind.SIMULATOR, recorder)
    with transaction() as db:
        channel = Channel(
            kind=ChannelKind.SIMULATOR, name="Test line", slug="test-line", space_id=cast.space("desk").id,
            created_at=clock.now(), first_reply_minutes=60,
        )  # fmt: skip
        db.add(channel)
    return recorder, channel


def customer_writes(
    channel: Channel, text: str, *, address: str = "marta@example.net", name: str = "Marta Kowalczyk",
    subject: str = "Stroller damaged", thread: str = "t-1", external_id: str = "",
) -> Case:  # fmt: skip
    """A message arrives. Returns its case."""
    incoming = Incoming(
        external_id or f"m-{hash((address, thread, text))}", Author(address, name), text, clock.now(),
        subject=subject, thread=thread,
    )  # fmt: skip
    return receive(channel, incoming).case
