"""What becomes of a ticket here: a case that is not ours, its messages, its internal notes.

A comment that is not said to be public is internal. It becomes a note, and no channel knows that table.
"""

from typing import Any

from sqlalchemy import select, update

from hub.cases.actions.intake import add_message, open_case
from hub.cases.actions.retouching import take_deletion
from hub.cases.actions.steps import set_state
from hub.cases.events import CaseChanged
from hub.cases.models import Case, CaseState, Customer, Identity, Message, Note, Priority
from hub.cases.rules import ASK_INSIDE
from hub.channels.contract import Author, ChannelKind, Deleted, Incoming, MessageState
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.events import record
from hub.core.limits import LIMITS
from hub.core.markup import safe_render
from hub.core.permissions import SYSTEM, require
from hub.core.words import gettext as _
from hub.mirroring import zendesk
from hub.mirroring.models import MirroredTicket
from hub.people.models import Person
from hub.people.rules import ADMINISTER

STATES = {
    "new": CaseState.NEW, "open": CaseState.OPEN, "pending": CaseState.WAITING_CUSTOMER,
    "hold": CaseState.WAITING_COLLEAGUE, "solved": CaseState.SOLVED, "closed": CaseState.CLOSED,
}  # fmt: skip
ASKED_INSIDE = (CaseState.NEW, CaseState.OPEN)  # there; here a colleague may be awaited meanwhile
User = dict[str, Any]


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
    raw, channel = ticket.raw, ticket.channel
    if raw.get("status") == "deleted":
        forget(ticket)
        return
    said = list(zendesk.comments(channel, ticket.external_id))
    people = [raw.get("requester_id"), raw.get("assignee_id"), *(each.get("author_id") for each in said)]
    users = zendesk.users(channel, people)
    with transaction():
        locked(ticket)
        case = _case(ticket, users)
        locked(case)
        before = case.state
        for comment in said:
            _take_comment(ticket, case, comment, users)
        _follow(ticket, case, users)
        ticket.is_pending, ticket.error, ticket.synced_at = False, "", clock.now()
        ticket.raw = {}  # what it said is in the case now, and nowhere else
        record(CaseChanged(case.state, before), SYSTEM, case)


def forget(ticket: MirroredTicket) -> None:
    """It was deleted there: its words go here too. The case and our own talk about it stay."""
    with transaction() as db:
        locked(ticket)
        case = db.get(Case, ticket.case_id) if ticket.case_id else None
        if case is not None:
            before = case.state
            for message in db.scalars(select(Message).where(Message.case_id == case.id)):
                _blank(message)
            for note in db.scalars(select(Note).where(Note.id.in_(list(ticket.notes.values())))):
                note.body = note.text = _("This internal comment was deleted in Zendesk.")
                note.html = safe_render(note.body).html
            case.subject, case.excerpt = _("Deleted in Zendesk"), ""
            set_state(case, CaseState.CLOSED)
            record(CaseChanged(case.state, before), SYSTEM, case)
        ticket.raw, ticket.state, ticket.assignee = {}, "deleted", ""
        ticket.is_pending, ticket.error, ticket.synced_at = False, "", clock.now()


def _case(ticket: MirroredTicket, users: dict[str, User]) -> Case:
    """The ticket's case; opened, without any words yet, when it is the first time."""
    db, raw = session(), ticket.raw
    if ticket.case_id is not None:
        return db.get_one(Case, ticket.case_id)
    customer, author = _customer(raw, users)
    incoming = Incoming(
        f"ticket:{ticket.external_id}", author, "", zendesk.moment(raw.get("created_at")),
        subject=str(raw.get("subject") or raw.get("raw_subject") or ""), thread=ticket.external_id,
    )  # fmt: skip
    case = open_case(SYSTEM, ticket.channel, customer, incoming)
    case.external_id = ticket.external_id
    ticket.case_id = case.id
    return case


def _customer(raw: dict[str, Any], users: dict[str, User]) -> tuple[Customer, Author]:
    """The requester. Who has proven an address there is who we know by that address here."""
    id = str(raw.get("requester_id") or "")
    if not id:
        raise zendesk.Malformed(_("It has no requester."))
    user = users.get(id, {})
    name = " ".join(str(user.get("name") or _("Somebody in Zendesk")).split())[:200]
    mail = str(user.get("email") or "").strip().lower()[: LIMITS.address]
    address = mail or f"user:{id}"
    db = session()
    known = select(Identity).where(Identity.kind == ChannelKind.ZENDESK, Identity.address == f"user:{id}")
    identity = db.scalars(known).one_or_none()
    if identity is not None:
        return identity.customer, Author(address, name)
    customer = None
    if mail and user.get("verified") is True:
        by_mail = select(Identity).where(Identity.kind == ChannelKind.EMAIL, Identity.address == mail)
        found = db.scalars(by_mail).one_or_none()
        customer = found.customer if found is not None else None
    if customer is None:
        customer = Customer(name=name, created_at=clock.now())
        db.add(customer)
        db.flush()
    db.add(Identity(customer_id=customer.id, kind=ChannelKind.ZENDESK, address=f"user:{id}"))
    db.flush()
    return customer, Author(address, name)


def _take_comment(
    ticket: MirroredTicket, case: Case, comment: dict[str, Any], users: dict[str, User]
) -> None:
    """A comment once: known ones are passed over, unless they were made internal since."""
    number = str(comment.get("id") or "")
    if not number.isdecimal():
        raise zendesk.Malformed(_("A comment came without a number."))
    author = users.get(str(comment.get("author_id")), {})
    at = zendesk.moment(comment.get("created_at"))
    text = str(comment.get("plain_body") or comment.get("body") or "")
    if comment.get("public") is not True:
        _withdraw(case, number)
        if number not in ticket.notes:
            ticket.notes = {**ticket.notes, number: _note(case, author, text, at).id}
        return
    if number in ticket.notes or _message(case, number) is not None:
        return
    is_agent = author.get("role") in ("agent", "admin")
    address = str(author.get("email") or "") or f"user:{comment.get('author_id')}"
    origin = {"zendesk": {"ticket": ticket.external_id, "comment": number}}
    if is_agent:
        _our_message(case, number, author, text, at, origin)
        return
    is_theirs = str(comment.get("author_id")) == str(ticket.raw.get("requester_id"))
    writer = {} if is_theirs else {"from": f"{author.get('name') or ''} {address}".strip()}
    incoming = Incoming(
        f"comment:{number}", Author(address, str(author.get("name") or "")), text, at, extra=origin | writer
    )
    add_message(case, incoming, first=case.message_count == 0)


def _our_message(case: Case, number: str, author: User, text: str, at: Any, origin: dict[str, Any]) -> None:
    """What an agent wrote to the customer there: it was sent there, and is shown here."""
    person = _person(author)
    session().add(
        Message(
            case_id=case.id, case=case, space_id=case.space_id, channel_id=case.channel_id,
            author_id=person.id if person else None, automatic=person is None,
            body=text[: LIMITS.message], html=safe_render(text[: LIMITS.body]).html, state=MessageState.SENT,
            external_id=f"comment:{number}", at=at,
            extra=origin | {"by": str(author.get("name") or "Zendesk")[:200]},
        )
    )  # fmt: skip
    case.message_count = Case.message_count + 1
    case.first_replied_at = case.first_replied_at or at
    case.replied_at = max(case.replied_at or at, at)
    session().flush()


def _note(case: Case, author: User, text: str, at: Any) -> Note:
    """An internal comment. Whoever is not known here is named in it; who opened the mirror keeps it."""
    person = _person(author)
    if person is None:
        person = session().get_one(Person, case.channel.settings["opened_by"])
        text = _("%(name)s, internally in Zendesk:", name=author.get("name") or "?") + f"\n\n{text}"
    made = safe_render(text[: LIMITS.body])
    note = Note(
        case_id=case.id, case=case, space_id=case.space_id, author_id=person.id, author=person,
        body=text[: LIMITS.body], html=made.html, text=made.text, at=at,
    )  # fmt: skip
    session().add(note)
    session().flush()
    return note


def _withdraw(case: Case, number: str) -> None:
    """A public comment was made internal there: it stops being a message here."""
    message = _message(case, number)
    if message is not None:
        _blank(message)


def _blank(message: Message) -> None:
    """Its words go, also ours: what was said there may repeat what the customer wrote."""
    take_deletion(message.case.channel, Deleted(message.external_id or ""))
    message.body = message.html = message.quoted = message.permalink = ""


def _message(case: Case, number: str) -> Message | None:
    statement = select(Message).where(
        Message.channel_id == case.channel_id, Message.external_id == f"comment:{number}"
    )
    return session().scalars(statement).one_or_none()


def _person(user: User) -> Person | None:
    """The colleague with this agent's address."""
    mail = str(user.get("email") or "").strip().lower()
    if not mail or user.get("role") not in ("agent", "admin"):
        return None
    return session().scalars(select(Person).where(Person.email == mail)).one_or_none()


def _follow(ticket: MirroredTicket, case: Case, users: dict[str, User]) -> None:
    """State, priority and assignee are the ticket's."""
    raw = ticket.raw
    agent = users.get(str(raw.get("assignee_id")), {})
    person = _person(agent)
    ticket.state = str(raw.get("status") or "")[:40]
    ticket.assignee = str(agent.get("name") or "")[:200]
    case.assignee_id = person.id if person is not None else None
    if raw.get("priority") in list(Priority):
        case.priority = Priority(raw["priority"])
    wanted = STATES.get(ticket.state, CaseState.OPEN)
    asked = case.state == CaseState.WAITING_COLLEAGUE and wanted in ASKED_INSIDE
    if not asked and case.state != wanted:
        set_state(case, wanted)
    if case.replied_at is not None and case.replied_at >= case.wrote_at:
        case.waiting_since = None  # they were answered there
