"""What a simulated customer does: write, read, rate. All of it takes the way that real customers take."""

from hub.cases.actions import outcomes
from hub.cases.actions.reports import note_report
from hub.cases.models import Case, Message
from hub.cases.rules import WORK_CASE
from hub.channels.contract import MessageState, Report
from hub.channels.inbox import put
from hub.channels.models import Channel, InboxItem
from hub.channels.simulator import written
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.practice.queries import BEHAVIOURS, seen_by_customer
from hub.spaces.rules import WORK_CASES_IN


def write_as_customer(
    actor: Person, channel: Channel, text: str, *, address: str, name: str = "", subject: str = "",
    thread: str = "",
) -> InboxItem:  # fmt: skip
    """Put the customer's words into the inbox of their channel."""
    require(actor, WORK_CASES_IN, channel.space)
    key, raw = written(address, name, subject, text, thread)
    with transaction():
        item = put(channel, key, raw)
        audit(actor, "practice.message.write", channel.ref, after={"item": item.id if item else None})
    if item is None:  # a random key was given twice
        raise Invalid(_("That did not work. Please send it again."))
    return item


def write_again(actor: Person, case: Case, text: str) -> InboxItem:
    """The customer of a case writes once more."""
    read_as_customer(actor, case)
    return write_as_customer(
        actor, case.channel, text, address=case.address, name=case.customer.name, thread=case.thread
    )


def read_as_customer(actor: Person, case: Case) -> int:
    """The customer has read every reply that arrived. Returns how many were new to them."""
    require(actor, WORK_CASE, case)
    new = [message for message in seen_by_customer(case) if _is_new(message)]
    with transaction():
        for message in new:
            note_report(case.channel, Report(message.external_id or "", MessageState.READ))
    return len(new)


def rate_as_customer(actor: Person, case: Case, rating: int, words: str = "") -> None:
    """The customer says how it was."""
    require(actor, WORK_CASE, case)
    outcomes.rate(case, rating, words)


def behave(actor: Person, channel: Channel, behaviour: str) -> None:
    """How the line treats replies from now on, to practise what happens when it fails."""
    require(actor, WORK_CASES_IN, channel.space)
    if behaviour not in dict(BEHAVIOURS):
        raise Invalid(_("Please choose one of the offered values."), field="behaviour")
    with transaction():
        locked(channel)
        channel.settings = {**channel.settings, "behaves": behaviour}
        audit(actor, "practice.line.behave", channel.ref, after={"behaves": behaviour})
        session().flush()


def _is_new(message: Message) -> bool:
    return message.is_ours and message.state in (MessageState.SENT, MessageState.DELIVERED)
