"""What becomes of a ticket here: a case that is not ours, its messages, its internal notes.

What is not said to be public is internal. It becomes a note, and no channel knows that table.
"""

from typing import Any

from sqlalchemy import select, update

from hub.cases.actions.intake import add_message, open_case
from hub.cases.actions.marking import follow_labels
from hub.cases.actions.retouching import read_as_there, take_deletion
from hub.cases.actions.steps import set_state
from hub.cases.events import CaseChanged
from hub.cases.models import Case, CaseState, Customer, Identity, Message, Priority
from hub.cases.rules import ASK_INSIDE
from hub.channels.contract import Author, ChannelKind, Deleted, Incoming, MessageState
from hub.channels.models import Channel
from hub.channels.owner import owner_of
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.events import record
from hub.core.limits import LIMITS
from hub.core.markup import safe_render
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.mirroring.files import KEPT, drop_files, take_files
from hub.mirroring.helpdesk import Said, Ticket, Who, helpdesk_of
from hub.mirroring.inside import add_note, blank_note, person_of, reword_note
from hub.mirroring.models import MirroredTicket
from hub.people.models import Person
from hub.people.rules import ADMINISTER

ASKED_INSIDE = (CaseState.NEW, CaseState.OPEN)  # there; here a colleague may be awaited meanwhile


def try_again(actor: Person, channel: Channel) -> None:
    """Let the tickets that could not be read wait once more."""
    require(actor, ADMINISTER)
    wrong = update(MirroredTicket).where(
        MirroredTicket.channel_id == channel.id,
        MirroredTicket.error != "",
        ~MirroredTicket.external_id.startswith("?"),
    )
    with transaction() as db:
        db.execute(wrong.values(is_pending=True))


def read_again(actor: Person, case: Case, ticket: MirroredTicket) -> None:
    """Let one ticket that could not be read wait once more."""
    require(actor, ASK_INSIDE, case)
    with transaction():
        locked(ticket)
        ticket.is_pending = ticket.is_pending or bool(ticket.error)


def take_ticket(ticket: MirroredTicket) -> None:
    """Let the case stand as the ticket does. Asks the account before the transaction, never within it."""
    found = helpdesk_of(ticket.channel).ticket(ticket.channel, ticket.external_id, ticket.raw)
    if found is None:
        forget(ticket)
        return
    with transaction():
        locked(ticket)
        case = _case(ticket, found)
        locked(case)
        before = case.state
        for said in found.said:
            _take(ticket, case, said, found.requester)
        _follow(ticket, case, found)
        record(CaseChanged(case.state, before), SYSTEM, case)
    trouble = take_files(ticket, found)
    with transaction():
        locked(ticket)
        ticket.is_pending, ticket.error, ticket.synced_at = False, trouble[:500], clock.now()
        if not trouble:
            ticket.raw = {}  # what it said is in the case now, and nowhere else


def forget(ticket: MirroredTicket) -> None:
    """It was deleted there: its words go here too. The case and our own talk about it stay."""
    with transaction() as db:
        locked(ticket)
        case = db.get(Case, ticket.case_id) if ticket.case_id else None
        if case is not None:
            before, owner = case.state, owner_of(case.channel)
            for message in db.scalars(select(Message).where(Message.case_id == case.id)):
                _blank(message)
            for number in {*ticket.notes, *(each["of"] for each in ticket.files.values())}:
                blank_note(ticket, number)
                drop_files(ticket, number)
            case.subject, case.excerpt = _("Deleted in %(owner)s", owner=owner), ""
            set_state(case, CaseState.CLOSED)
            record(CaseChanged(case.state, before), SYSTEM, case)
        ticket.raw, ticket.state, ticket.assignee = {}, "deleted", ""
        ticket.is_pending, ticket.error, ticket.synced_at = False, "", clock.now()


def _case(ticket: MirroredTicket, found: Ticket) -> Case:
    """The ticket's case; opened, without any words yet, when it is the first time."""
    db = session()
    if ticket.case_id is not None:
        return db.get_one(Case, ticket.case_id)
    customer, author = _customer(ticket.channel, found.requester)
    incoming = Incoming(
        f"ticket:{ticket.external_id}", author, "", found.at, subject=found.subject, thread=ticket.external_id
    )
    case = open_case(SYSTEM, ticket.channel, customer, incoming)
    case.external_id = ticket.external_id
    ticket.case_id = case.id
    return case


def _customer(channel: Channel, who: Who) -> tuple[Customer, Author]:
    """The requester. Who has proven an address there is who we know by that address here."""
    kind = channel.kind
    name = " ".join(who.name.split())[:200] or _("Somebody in %(owner)s", owner=owner_of(channel))
    mail = who.mail.strip().lower()[: LIMITS.address]
    author = Author(mail or who.key, name)
    db = session()
    known = select(Identity).where(Identity.kind == kind, Identity.address == who.key)
    identity = db.scalars(known).one_or_none()
    if identity is not None:
        return identity.customer, author
    customer = None
    if mail and who.is_proven:
        by_mail = select(Identity).where(Identity.kind == ChannelKind.EMAIL, Identity.address == mail)
        found = db.scalars(by_mail).one_or_none()
        customer = found.customer if found is not None else None
    if customer is None:
        customer = Customer(name=name, created_at=clock.now())
        db.add(customer)
        db.flush()
    db.add(Identity(customer_id=customer.id, kind=kind, address=who.key))
    db.flush()
    return customer, author


def _take(ticket: MirroredTicket, case: Case, said: Said, requester: Who) -> None:
    """Something that was said, once. What is known reads as it does there now, or goes."""
    message = _message(case, said.number)
    if said.is_gone or not said.is_public:
        if message is not None and "removed_at" not in message.extra:
            _blank(message)  # deleted, or made internal since: it stops being a message here
            drop_files(ticket, said.number)
        if said.is_gone:
            blank_note(ticket, said.number)
            drop_files(ticket, said.number)
        elif said.number in ticket.notes:
            reword_note(ticket, case, said)
        else:
            add_note(ticket, case, said)
        return
    if said.number in ticket.notes:
        return
    if message is not None:
        if not said.is_fixed:
            read_as_there(message, said.text)
        return
    origin = {case.channel.kind.value: {"ticket": ticket.external_id, "comment": said.number}}
    if said.by.is_agent:
        _our_message(case, said, origin)
        return
    address = said.by.mail or said.by.key
    writer = {} if said.by.key == requester.key else {"from": f"{said.by.name} {address}".strip()}
    incoming = Incoming(
        f"comment:{said.number}", Author(address, said.by.name), said.text, said.at, quoted=said.quoted,
        extra=origin | writer,
    )  # fmt: skip
    add_message(case, incoming, first=case.message_count == 0)


def _our_message(case: Case, said: Said, origin: dict[str, Any]) -> None:
    """What an agent wrote to the customer there: it was sent there, and is shown here."""
    person = person_of(said.by)
    session().add(
        Message(
            case_id=case.id, case=case, space_id=case.space_id, channel_id=case.channel_id,
            author_id=person.id if person else None, automatic=person is None,
            body=said.text[: LIMITS.message], html=safe_render(said.text[: LIMITS.body]).html,
            state=MessageState.SENT, external_id=f"comment:{said.number}", at=said.at,
            extra=origin | {"by": (said.by.name or owner_of(case.channel))[:200]},
        )
    )  # fmt: skip
    case.message_count = Case.message_count + 1
    case.first_replied_at = case.first_replied_at or said.at
    case.replied_at = max(case.replied_at or said.at, said.at)
    session().flush()


def _blank(message: Message) -> None:
    """Its words go, also ours: what was said there may repeat what the customer wrote."""
    take_deletion(message.case.channel, Deleted(message.external_id or ""))
    message.body = message.html = message.quoted = message.permalink = ""
    message.extra = {name: value for name, value in message.extra.items() if name != KEPT}


def _message(case: Case, number: str) -> Message | None:
    statement = select(Message).where(
        Message.channel_id == case.channel_id, Message.external_id == f"comment:{number}"
    )
    return session().scalars(statement).one_or_none()


def _follow(ticket: MirroredTicket, case: Case, found: Ticket) -> None:
    """State, priority and assignee are the ticket's."""
    agent = found.assignee
    person = person_of(agent) if agent is not None else None
    ticket.state, ticket.label = found.state[:40], found.label[:40]
    ticket.assignee = agent.name[:200] if agent is not None else ""
    ticket.tags = list(found.tags)
    follow_labels(case, found.tags)
    case.assignee_id = person.id if person is not None else None
    if found.priority:
        case.priority = Priority(found.priority)
    asked = case.state == CaseState.WAITING_COLLEAGUE and found.wanted in ASKED_INSIDE
    if not asked and case.state != found.wanted:
        set_state(case, found.wanted)
    if case.replied_at is not None and case.replied_at >= case.wrote_at:
        case.waiting_since = None  # they were answered there
