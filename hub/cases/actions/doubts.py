"""A reply of which nobody knows whether it arrived: it is looked for, then asked about, never sent blindly.

No provider takes the same reply twice as one, so a second try after a lost answer would be a second answer
to the customer. Where the channel can tell, the hub asks it; what it surely has not got is sent once more.
Else an agent says what they see there.
"""

from datetime import timedelta

from hub.cases import guard
from hub.cases.actions.owing import went_on
from hub.cases.actions.replies import reply_moved
from hub.cases.actions.steps import OUTBOX, step
from hub.cases.events import ReplyMoved
from hub.cases.leaving import outgoing_of
from hub.cases.models import Message
from hub.cases.rules import REPLY
from hub.channels.contract import LooksUp, MessageState, Sent, adapter_of
from hub.core import clock
from hub.core.db import locked, transaction
from hub.core.deliveries import enqueue
from hub.core.errors import Conflict
from hub.core.events import record
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.people.models import Person

LOOKS = (30, 300, 1800)  # seconds until it is looked for, once more, and for the last time
ARRIVED = (MessageState.SENT, MessageState.DELIVERED, MessageState.READ)


def doubt(message: Message, reason: str) -> None:
    """Say that it is unknown whether it arrived, and have it looked for where the channel can tell."""
    with transaction():
        reply_moved(message, MessageState.UNKNOWN, reason=reason)
        message.extra = {**message.extra, "in_doubt": True, "looks": 0}
        _look_later(message)


def look(message: Message) -> None:
    """Ask the channel about a reply that is in doubt, and act on what it says."""
    if message.state != MessageState.UNKNOWN:
        return
    found = find(message)
    if found is None or found.state == MessageState.UNKNOWN:
        with transaction():
            _look_later(message)
    elif found.state in ARRIVED:
        reply_moved(message, found.state, external_id=found.external_id)
    elif message.extra.get("sent_anew"):
        reply_moved(message, MessageState.FAILED, reason=found.reason)
    else:
        _send_anew(message)


def find(message: Message) -> Sent | None:
    """What the channel knows of it; None where it can be asked nothing."""
    adapter, reply = adapter_of(message.case.channel), guard.recheck(message)
    if reply is None or not isinstance(adapter, LooksUp):
        return None
    return adapter.look_up(message.case.channel, outgoing_of(message, reply, 1))


def say_arrived(actor: Person, message: Message) -> None:
    """Somebody looked, and it is there. Raises Conflict when it is known already how it went."""
    require(actor, REPLY, message.case)
    with transaction():
        locked(message)
        if message.state != MessageState.UNKNOWN:
            raise Conflict(_("It is known by now how this reply went. Reload to see it."))
        step(actor, message.case, "found_there", about=message.ref)
        reply_moved(message, MessageState.SENT)


def _look_later(message: Message) -> None:
    count = int(message.extra.get("looks", 0))
    if count >= len(LOOKS) or not isinstance(adapter_of(message.case.channel), LooksUp):
        return
    message.extra = {**message.extra, "looks": count + 1}
    key = f"{message.ref}:look{message.extra.get('tries', 0)}.{message.extra.get('sent_anew', 0)}.{count}"
    due = clock.now() + timedelta(seconds=LOOKS[count])
    enqueue(OUTBOX, key, {"message_id": message.id, "look": True}, run_at=due)


def _send_anew(message: Message) -> None:
    """The channel has not got it: the text that was checked goes out once more, by itself only once."""
    with transaction():
        locked(message)
        message.state, message.reason = MessageState.QUEUED, ""
        message.extra = {**message.extra, "sent_anew": 1}
        went_on(message)
        enqueue(OUTBOX, f"{message.ref}:anew", {"message_id": message.id})
        record(ReplyMoved(message.id, message.state), SYSTEM, message.case)
