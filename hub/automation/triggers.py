"""Which facts a rule may wait for, and what counts as one occasion of it."""

from collections.abc import Iterator

from sqlalchemy import select

from hub.automation.rule_models import Trigger
from hub.cases.events import (
    CaseChanged,
    CaseOpened,
    CustomerWrote,
    Labelling,
    PromiseSoon,
    ReplyMoved,
    ReplyQueued,
)
from hub.cases.models import Message
from hub.channels.contract import MessageState
from hub.core.db import session
from hub.core.events import Event, Fact
from hub.core.words import lazy

TRIGGER_WORDS = {
    Trigger.ARRIVED: lazy("A case arrived"), Trigger.WROTE: lazy("The customer wrote again"),
    Trigger.SENT: lazy("A reply was sent"), Trigger.STATE: lazy("The state changed"),
    Trigger.LABEL: lazy("A label was added"), Trigger.DUE: lazy("A promise is soon broken"),
    Trigger.QUIET: lazy("Nobody wrote for some hours"),
}  # fmt: skip
GONE = (MessageState.SENT, MessageState.DELIVERED)
FACTS: tuple[type[Fact], ...] = (
    CaseOpened,
    CustomerWrote,
    ReplyMoved,
    ReplyQueued,
    CaseChanged,
    Labelling,
    PromiseSoon,
)
KINDS: dict[Trigger, tuple[type[Fact], ...]] = {
    Trigger.ARRIVED: (CaseOpened,), Trigger.WROTE: (CustomerWrote,), Trigger.SENT: (ReplyMoved,),
    Trigger.STATE: (CaseChanged, CustomerWrote, ReplyQueued), Trigger.LABEL: (Labelling,),
    Trigger.DUE: (PromiseSoon,), Trigger.QUIET: (),
}  # fmt: skip


def occasions_of(event: Event) -> Iterator[tuple[Trigger, str]]:
    """What an event sets off, each with its cause: one cause fires a rule at most once."""
    cause = f"event:{event.id}"
    match event.fact:
        case CaseOpened():
            yield Trigger.ARRIVED, cause
        case CustomerWrote(_id, reopened):
            yield Trigger.WROTE, cause
            if reopened:
                yield Trigger.STATE, cause
        case CaseChanged(state, before) | ReplyQueued(_, state, before) if state != before:
            yield Trigger.STATE, cause
        case Labelling(added) if added:
            yield Trigger.LABEL, cause
        case PromiseSoon():
            yield Trigger.DUE, cause
        case ReplyMoved(message_id, state) if state in GONE and _by_a_person(message_id):
            yield Trigger.SENT, f"sent:{message_id}"


def _by_a_person(message_id: int) -> bool:
    """What the hub says by itself is no reply."""
    automatic = session().scalar(select(Message.automatic).where(Message.id == message_id))
    return automatic is False
