"""The simulator: plays a provider, with everything that real ones do wrong, without one behind it.

It serves channels of its own kind, and plays any other kind where a channel's settings say
`"played_by": "simulator"`: demos, training, trying a channel out before its account exists. What it was
told to do stands in the settings as `behaves`; what its customers have received is kept in the cursor, for
a provider knows that even when its answer to us is lost.
"""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.channels.api import Programs
from hub.channels.contract import (
    ACCOUNT_PAUSE,
    Author,
    ChannelKind,
    Deleted,
    Edited,
    Incoming,
    IncomingFile,
    MessageState,
    Outgoing,
    Received,
    Report,
    Sent,
    Traits,
    Unreadable,
    pause_before,
    recent_trouble,
)
from hub.channels.inbox import put
from hub.channels.kinds import TRAITS
from hub.channels.models import Channel
from hub.core.db import locked, session, transaction
from hub.core.words import lazy

REMEMBERED = 200  # replies of a line
ASKED_PAUSE = 40.0  # seconds that it asks us to wait when we are too many

LOST = lazy("The line broke while sending. It may have arrived.")

EXPIRED = Sent(
    MessageState.FAILED, is_account=True, retry_seconds=ACCOUNT_PAUSE,
    reason=lazy("Our access to the line has expired. An administrator can renew it there."),
)  # fmt: skip


@dataclass(frozen=True)
class Behaviour:
    """Something a provider may do to a reply. `answer`: what we hear at the nth try; None: all is well."""

    words: str
    answer: Callable[[int], Sent | None]
    arrives: bool = True  # whether the customer gets it all the same


def _first(tries: int, reason: str, asked: float | None = None) -> Callable[[int], Sent | None]:
    def answer(attempt: int) -> Sent | None:
        if attempt > tries:
            return None
        return Sent(MessageState.FAILED, reason=reason, retry_seconds=pause_before(attempt, asked))

    return answer


def _always(sent: Sent) -> Callable[[int], Sent | None]:
    return lambda _attempt: sent


BEHAVIOURS: dict[str, Behaviour] = {
    "": Behaviour(lazy("Replies arrive"), lambda _attempt: None),
    "refuse": Behaviour(
        lazy("Replies are refused"),
        _always(
            Sent(MessageState.FAILED, reason=lazy("The line refused it: the customer cannot be reached."))
        ),
        arrives=False,
    ),
    "lose": Behaviour(
        lazy("The line breaks while sending"), _always(Sent(MessageState.UNKNOWN, reason=LOST)), arrives=False
    ),
    "lose-answer": Behaviour(
        lazy("Replies arrive, and we never hear of it"), _always(Sent(MessageState.UNKNOWN, reason=LOST))
    ),
    "slow": Behaviour(lazy("Replies need a second try"), _first(1, lazy("The line was busy."))),
    "too-many": Behaviour(
        lazy("It asks us to wait"),
        _first(1, lazy("The line asks us to wait."), ASKED_PAUSE),
    ),
    "broken": Behaviour(lazy("It is out of order twice"), _first(2, lazy("The line is out of order."))),
    "expired": Behaviour(lazy("Our access has expired"), _always(EXPIRED), arrives=False),
    "twice": Behaviour(lazy("It reports everything twice, and late"), lambda _attempt: None),
}


class Simulator:
    """Plays one kind of channel. What it is given to read is what `written` and its like make."""

    carries_files = True

    def __init__(self, kind: ChannelKind = ChannelKind.SIMULATOR) -> None:
        self.kind = kind
        self.traits: Traits = TRAITS[kind]

    def read(self, channel: Any, raw: bytes, received_at: datetime) -> Received | None:
        """What the customer or the line itself says. Raises Unreadable for anything else."""
        try:
            sent = json.loads(raw)
            if "thread" not in sent and ("conversation" in sent or "change" in sent):  # from a program
                return Programs().read(channel, raw, received_at)
            return _read(sent, received_at)
        except Unreadable:
            raise
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable(lazy("This is not what the simulator sends.")) from error

    def name_reply(self, channel: Any, case_id: int, message_id: int) -> str:
        """There is nothing to choose: the line names what it takes."""
        return ""

    def send(self, channel: Any, outgoing: Outgoing) -> Sent:
        """A reply arrives at once on the simulator's page, unless the line was told to misbehave."""
        name = channel.settings.get("behaves", "")
        behaviour = BEHAVIOURS.get(name, BEHAVIOURS[""])
        answer = behaviour.answer(outgoing.attempt)
        if behaviour.arrives and (answer is None or answer.retry_seconds is None):
            _arrives(channel, outgoing.key)
        if name == "twice":
            for number in range(2):
                report(channel, outgoing.key, MessageState.DELIVERED, f"{number}")
        return answer or Sent(MessageState.DELIVERED, external_id=_id_of(outgoing.key))

    def look_up(self, channel: Any, outgoing: Outgoing) -> Sent:
        """The line knows what has arrived."""
        if _id_of(outgoing.key) in channel.cursor.get("arrived", ()):
            return Sent(MessageState.DELIVERED, external_id=_id_of(outgoing.key))
        return Sent(MessageState.FAILED, reason=lazy("The line does not know of it: it did not arrive."))

    def health(self, channel: Any) -> str:
        """What went wrong last."""
        return recent_trouble(channel)


def _read(sent: dict[str, Any], received_at: datetime) -> Received:
    if "report" in sent:
        return Report(sent["id"], MessageState(sent["report"]), key=sent.get("key", ""))
    if sent.get("deleted"):
        return Deleted(sent["id"])
    at = datetime.fromisoformat(sent["at"]) if "at" in sent else received_at
    author = Author(sent["address"], sent.get("name", ""))
    if "edited" in sent:
        return Edited(sent["id"], author, sent["edited"], at)
    return Incoming(
        external_id=sent["id"], author=author, text=sent["text"], at=at,
        subject=sent.get("subject", ""), thread=sent.get("thread", ""),
        files=[
            IncomingFile(each["name"], base64.b64decode(each["content"], validate=True))
            for each in sent.get("files", ())
        ],
    )  # fmt: skip


def written(address: str, name: str, subject: str, text: str, thread: str) -> tuple[str, bytes]:
    """What a simulated customer writes: the key and the raw item for the inbox."""
    key = f"sim:{secrets.token_hex(8)}"
    item = {"id": key, "address": address, "name": name, "subject": subject, "text": text, "thread": thread}
    return key, json.dumps(item).encode()


def report(channel: Channel, key: str, state: MessageState, mark: str = "") -> None:
    """What the line says later about a reply; `mark` tells apart what it says twice."""
    item = {"id": _id_of(key), "report": state.value, "key": key}
    put(channel, f"sim-report:{key}:{state}:{mark}", json.dumps(item).encode())


def _arrives(channel: Channel, key: str) -> None:
    with transaction():
        locked(channel)
        arrived = channel.cursor.get("arrived", ())  # with what came twice: so it does at real ones
        channel.cursor = {**channel.cursor, "arrived": [*arrived, _id_of(key)][-REMEMBERED:]}
        session().flush()


def _id_of(key: str) -> str:
    return f"sim:{key}"
