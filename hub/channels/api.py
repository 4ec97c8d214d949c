"""Programs as a channel: they hand in messages under ids of their own and fetch our replies.

The same id a second time changes nothing, whatever comes with it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hub.channels.contract import (
    TRAITS,
    Author,
    ChannelKind,
    Incoming,
    MessageState,
    Outgoing,
    Sent,
    Traits,
    Unreadable,
)
from hub.channels.inbox import put
from hub.channels.models import Channel, InboxItem
from hub.core.db import session
from hub.core.words import lazy

LONGEST_KEY = 190
NEEDED = ("id", "address", "text")


@dataclass(frozen=True)
class Handed:
    """A message as a program hands it in. `conversation`: its own id of the case, for later messages."""

    id: str
    address: str
    text: str
    name: str = ""
    subject: str = ""
    conversation: str = ""
    language: str = ""
    permalink: str = ""


class Programs:
    """Replies wait until they are fetched; fetching one is its delivery."""

    kind = ChannelKind.API
    traits: Traits = TRAITS[ChannelKind.API]

    def read(self, channel: Channel, raw: bytes, received_at: datetime) -> Incoming:
        """What was handed in."""
        try:
            sent: dict[str, Any] = json.loads(raw)
            if not all(isinstance(sent[name], str) and sent[name] for name in NEEDED):
                raise KeyError
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(lazy("A message needs an id, an address and a text.")) from error
        return Incoming(
            external_id=_key(sent["id"]),
            author=Author(sent["address"], sent.get("name", "")),
            text=sent["text"],
            at=received_at,
            subject=sent.get("subject", ""),
            thread=sent.get("conversation") or sent["id"],
            language=sent.get("language", ""),
            permalink=sent.get("permalink", ""),
        )

    def name_reply(self, channel: Channel, case_id: int, message_id: int) -> str:
        """The id under which the program finds it."""
        return f"reply:{message_id}"

    def send(self, channel: Channel, outgoing: Outgoing) -> Sent:
        """It lies ready; there is nothing to wait for."""
        return Sent(MessageState.SENT, external_id=outgoing.external_id)

    def health(self, channel: Channel) -> str:
        """Nothing of ours to go wrong."""
        return ""


def hand_in(channel: Channel, message: Handed) -> InboxItem:
    """Take a message from a program; the item that is there already when the id was used before."""
    made = put(channel, _key(message.id), json.dumps(asdict(message)).encode())
    return made or find_handed(channel, message.id)


def find_handed(channel: Channel, id: str) -> InboxItem:
    """What became of a message: its state, and its number once it is in a case."""
    statement = select(InboxItem).where(InboxItem.channel_id == channel.id, InboxItem.key == _key(id))
    return session().scalars(statement).one()


def _key(id: str) -> str:
    """Long ids are told apart by their digest."""
    return f"api:{id}" if len(id) <= LONGEST_KEY else "api#" + hashlib.sha256(id.encode()).hexdigest()
