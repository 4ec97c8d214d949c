"""Sending a message of a case on to somebody outside: recipients are read before, the guard looks as ever.

It is a mail of its own and no reply: the customer is still owed an answer, and what is sent on counts for
nothing that a reply counts for.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from hub.cases import guard
from hub.cases.actions.reaching import is_mail, is_ours
from hub.cases.actions.steps import step
from hub.cases.approvals import NeedsSecond, waits_because
from hub.cases.forward_events import ForwardFailed, MessageForwarded
from hub.cases.forward_models import Forward
from hub.cases.models import Case, Identity, Message
from hub.cases.rules import REPLY
from hub.channels.contract import Author, CheckedReply, MessageState, Outgoing, adapter_of
from hub.channels.email.headers import ADDRESS
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.deliveries import Delivery, Later, cancel, enqueue
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person

FORWARDS = "forwards"  # the queue
MOST = 10
TRIES = 6
BETWEEN = re.compile(r"[\s,;]+")
CLOSED = (MessageState.TAKEN_BACK, MessageState.FAILED, MessageState.UNKNOWN, MessageState.BY_HAND)


def recipients_of(case: Case, typed: str) -> list[str]:
    """The addresses in what was typed. Raises Invalid for what is none, and for whom it must not reach."""
    found = list(dict.fromkeys(each for each in BETWEEN.split(typed.strip().lower()) if each))
    if not found:
        raise Invalid(_("Give the address of whoever is to read it."), field="to")
    if len(found) > MOST:
        raise Invalid(_("At most %(most)s recipients. Send it to the others after.", most=MOST), field="to")
    for address in found:
        if not ADDRESS.fullmatch(address):
            raise Invalid(_("“%(address)s” is no mail address.", address=address[:80]), field="to")
        if is_ours(address):
            raise Invalid(_("%(address)s is an address of our own.", address=address), field="to")
    _refuse_insiders(case, found)
    return found


def new_among(case: Case, addresses: Sequence[str]) -> list[str]:
    """Those to whom nothing of this case was ever sent, and who did not write in it."""
    known = set(session().scalars(select(Identity.address).where(Identity.customer_id == case.customer_id)))
    known.add(case.address.lower())
    sent = select(Forward.to).where(Forward.case_id == case.id, Forward.state.not_in(CLOSED))
    known.update(address for to in session().scalars(sent) for address in to)
    return [each for each in addresses if each not in known]


def text_of(message: Message, note: str) -> str:
    """What leaves: the note, and below it the message as a quotation with who wrote it and when."""
    writer = message.case.customer.name if not message.is_ours else _("our desk")
    at = message.at.strftime("%Y-%m-%d %H:%M UTC")
    head = _("%(name)s wrote on %(at)s:", name=writer, at=at)
    quoted = "\n".join(f"> {line}".rstrip() for line in message.body.splitlines())
    return f"{note.strip()}\n\n{head}\n\n{quoted}".strip()


def forward(
    actor: Person, message: Message, typed: str, note: str, *, checked: Collection[str],
    overrides: Mapping[str, str],
) -> Forward:  # fmt: skip
    """Send it on. `checked`: new recipients that the actor has looked at. Raises guard.Stopped, Invalid."""
    case = message.case
    require(actor, REPLY, case)
    refuse_unsent(message)
    if waits_because(actor, case):
        raise NeedsSecond
    to = recipients_of(case, typed)
    unseen = [each for each in new_among(case, to) if each not in checked]
    if unseen:
        said = _(
            "Nothing of this case was sent to %(address)s before. Tick that it is right.", address=unseen[0]
        )
        raise Invalid(said, field="checked")
    reply, kept = guard.clear(case, text_of(message, note), actor, overrides)
    moment = clock.now()
    hold: int = current_app.config["HUB"].undo_seconds
    with transaction() as db:
        locked(case)
        row = Forward(
            case_id=case.id, case=case, message_id=message.id, message=message, person_id=actor.id,
            person=actor, to=to, body=reply.body, digest=reply.digest, state=MessageState.HELD,
            release_at=moment + timedelta(seconds=hold), at=moment,
        )  # fmt: skip
        db.add(row)
        db.flush()
        about = ", ".join(to) + "".join(f"; {finding.passage[:40]}: {why}" for finding, why in kept)
        step(actor, case, "forwarded", detail=about, about=message.ref)
        enqueue(FORWARDS, row.key, {"forward_id": row.id}, run_at=row.release_at)
        record(MessageForwarded(row.id, message.id), actor, case)
    return row


def take_back(actor: Person, message: Message) -> None:
    """Stop what one has sent on a moment ago. Raises Conflict when it has left."""
    require(actor, REPLY, message.case)
    held = select(Forward).where(
        Forward.message_id == message.id, Forward.person_id == actor.id, Forward.state == MessageState.HELD
    )
    with transaction():
        row = session().scalars(held.order_by(Forward.id.desc()).limit(1)).first()
        if row is None or not cancel(FORWARDS, row.key):
            raise Conflict(_("It has left already; it cannot be taken back."))
        row.state = MessageState.TAKEN_BACK
        step(actor, message.case, "forward_taken_back", about=message.ref)
        record(MessageForwarded(row.id, message.id), actor, message.case)


def send_out(delivery: Delivery) -> None:
    """Hand it to the mail server. An unknown outcome is told, never blindly repeated."""
    row = session().get_one(Forward, delivery.payload["forward_id"])
    if row.state == MessageState.SENDING:
        _moved(row, MessageState.UNKNOWN, lazy("The connection broke while sending. It may have arrived."))
        return
    reply = CheckedReply(row.body, row.digest)
    if row.state not in (MessageState.HELD, MessageState.QUEUED):
        return
    if not reply.is_intact(current_app.config["SECRET_KEY"]):
        _moved(row, MessageState.FAILED, lazy("The text was changed after it was checked."))
        return
    channel = row.case.channel
    adapter = adapter_of(channel)
    with transaction():
        if not row.external_id:
            row.external_id = adapter.name_reply(channel, row.case_id, row.message_id)
        row.state = MessageState.SENDING
    sent = adapter.send(channel, _outgoing(row, reply, delivery.attempts))
    if sent.retry_seconds is not None and delivery.attempts < TRIES:
        with transaction():
            row.state, row.reason = MessageState.QUEUED, sent.reason[:2_000]
        raise Later(sent.reason, sent.retry_seconds)
    _moved(row, sent.state, sent.reason)


def refuse_unsent(message: Message) -> None:
    """Raises Invalid for what cannot be sent on: by no mail, or a reply that never left."""
    if not is_mail(message.case):
        raise Invalid(_("Only messages of cases by mail can be sent on. Copy what is needed."))
    if message.automatic or message.state in (*CLOSED, MessageState.HELD, MessageState.QUEUED):
        raise Invalid(_("This message has not left; it cannot be sent on."))


def _refuse_insiders(case: Case, addresses: Sequence[str]) -> None:
    """A customer is told nothing of another's case, and colleagues read it inside."""
    others = select(Identity.address).where(
        Identity.address.in_(addresses), Identity.customer_id != case.customer_id
    )
    for address in session().scalars(others):
        raise Invalid(_("%(address)s belongs to another customer.", address=address), field="to")
    colleagues = select(Person.email).where(func.lower(Person.email).in_(addresses))
    for address in session().scalars(colleagues):
        raise Invalid(_("%(address)s is a colleague. Ask them inside.", address=address), field="to")


def _outgoing(row: Forward, reply: CheckedReply, attempt: int) -> Outgoing:
    first, *others = row.to
    return Outgoing(
        reply=reply, message_id=row.message_id, case_id=row.case_id, to=Author(first),
        subject=row.case.subject, thread="", in_reply_to="", key=row.key, external_id=row.external_id,
        attempt=attempt, copies=[Author(each) for each in others], is_forward=True,
    )  # fmt: skip


def _moved(row: Forward, state: MessageState, reason: str) -> None:
    with transaction():
        locked(row)
        row.state, row.reason = state, str(reason)[:2_000]
        if state in (MessageState.FAILED, MessageState.UNKNOWN):
            step(SYSTEM, row.case, "not_forwarded", detail=row.reason, about=row.message.ref)
            record(ForwardFailed(row.id, row.person_id), SYSTEM, row.case)
