"""A private note into a ticket, with the way back to the case. Nothing here can write a public comment."""

from flask import current_app

from hub.cases.actions.steps import step
from hub.cases.events import CaseChanged
from hub.cases.models import Case
from hub.channels.contract import pause_before
from hub.channels.sealing import SealBroken
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.deliveries import Delivery, Later, Never, enqueue
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.mirroring.helpdesk import Busy, Malformed, Refused, helpdesk_of
from hub.mirroring.models import MirroredTicket
from hub.mirroring.queries import ticket_of
from hub.mirroring.rules import PUT_NOTE
from hub.people.models import Person

QUEUE = "mirror notes"
WHILE_STOPPED = 300.0  # seconds until a paused account is looked at again
TRIES = 8


def put_note(actor: Person, case: Case, text: str) -> None:
    """Ask for a private note in the ticket. It names its writer and leads back to the case."""
    require(actor, PUT_NOTE, case)
    ticket = ticket_of(case)
    if ticket is None or ticket.state == "deleted":
        raise Invalid(_("The ticket is not there any more."), field="body")
    address = f"{current_app.config['HUB'].public_url}/cases/{case.id}"
    body = f"{text.strip()}\n\n{actor.name}\n{address}"
    if len(body.encode()) > helpdesk_of(case.channel).note_bytes:
        raise Invalid(_("The ticket takes no note as long as this. Make it shorter."), field="body")
    with transaction():
        key = f"{ticket.id}:{clock.now().isoformat()}"
        enqueue(QUEUE, key, {"ticket": ticket.id, "body": body})
        step(actor, case, "ticket_note", detail=ticket.label or ticket.external_id)
        audit(actor, "mirroring.note.put", case.ref, after={"ticket": ticket.external_id})
        record(CaseChanged(case.state, case.state), actor, case)


def send_note(delivery: Delivery) -> None:
    """Bring it there, once: after a try whose end is not known it is looked for before it is sent again."""
    ticket = session().get_one(MirroredTicket, delivery.payload["ticket"])
    body, channel = delivery.payload["body"], ticket.channel
    if not channel.is_active:
        raise Later(_("This channel is paused."), WHILE_STOPPED)
    try:
        number = _found(ticket, body) if delivery.attempts > 1 else ""
        number = number or helpdesk_of(channel).put_private_note(channel, ticket.external_id, body)
    except Busy as busy:
        if delivery.attempts >= TRIES:
            _failed(ticket, str(busy))
            raise Never(str(busy)) from busy
        raise Later(str(busy), pause_before(delivery.attempts, busy.seconds)) from busy
    except (Refused, Malformed, SealBroken) as refusal:
        _failed(ticket, str(refusal))
        raise Never(str(refusal)) from refusal
    with transaction():
        locked(ticket)
        if number:  # ours: it is not read back as a note of somebody else's
            ticket.notes = {**ticket.notes, number: 0}


def _found(ticket: MirroredTicket, body: str) -> str:
    for number, said in helpdesk_of(ticket.channel).internal(ticket.channel, ticket.external_id):
        if said.split() == body.split():
            return number
    return ""


def _failed(ticket: MirroredTicket, reason: str) -> None:
    """Said in the case, where it was asked for."""
    with transaction() as db:
        if ticket.case_id is not None:
            case = db.get_one(Case, ticket.case_id)
            step(SYSTEM, case, "ticket_note_failed", detail=reason)
            record(CaseChanged(case.state, case.state), SYSTEM, case)
