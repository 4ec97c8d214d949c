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
    Author,
    ChannelKind,
    Deleted,
    Edited,
    Incoming,
    MessageState,
    Outgoing,
    Received,
    Sent,
    Traits,
    Unreadable,
)
from hub.channels.inbox import put
from hub.channels.kinds import TRAITS
from hub.channels.models import Channel, InboxItem
from hub.core.db import session
from hub.core.words import lazy

LONGEST_KEY = 190
EDIT, DELETION = "edit", "deletion"
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

    def read(self, channel: Channel, raw: bytes, received_at: datetime) -> Received:
        """What was handed in, changed or taken back."""
        try:
            sent: dict[str, Any] = json.loads(raw)
            if isinstance(sent, dict) and sent.get("change") == DELETION:
                return Deleted(_key(sent["id"]))
            if not all(isinstance(sent[name], str) and sent[name] for name in NEEDED):
                raise KeyError
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(lazy("A message needs an id, an address and a text.")) from error
        if sent.get("change") == EDIT:
            return Edited(_key(sent["id"]), Author(sent["address"]), sent["text"], received_at)
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


def hand_in_edit(channel: Channel, id: str, address: str, text: str) -> InboxItem:
    """A message that was handed in reads like this now. The same text again changes nothing."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    return _change(channel, id, f"{EDIT}:{digest}", {"change": EDIT, "address": address, "text": text})


def hand_in_deletion(channel: Channel, id: str) -> InboxItem:
    """A message that was handed in was taken back by its writer."""
    return _change(channel, id, DELETION, {"change": DELETION})


def _change(channel: Channel, id: str, mark: str, told: dict[str, str]) -> InboxItem:
    key = f"{hashlib.sha256(id.encode()).hexdigest()}:{mark}"
    made = put(channel, key, json.dumps({"id": id, **told}).encode())
    return made or session().scalars(
        select(InboxItem).where(InboxItem.channel_id == channel.id, InboxItem.key == key)
    ).one()  # fmt: skip


def find_handed(channel: Channel, id: str) -> InboxItem:
    """What became of a message: its state, and its number once it is in a case."""
    statement = select(InboxItem).where(InboxItem.channel_id == channel.id, InboxItem.key == _key(id))
    return session().scalars(statement).one()


def _key(id: str) -> str:
    """Long ids are told apart by their digest."""
    return f"api:{id}" if len(id) <= LONGEST_KEY else "api#" + hashlib.sha256(id.encode()).hexdigest()
