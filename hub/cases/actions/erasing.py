"""A customer has what we know of them erased: their words, our replies to them, files, addresses, their name.

The case stays without any of it, and so does what colleagues wrote inside: its log says that they should look
through that. What is known of the same customer on another kind of channel is not what was asked about.
"""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update

from hub.cases.actions.fetching import drop_files
from hub.cases.actions.retouching import take_deletion
from hub.cases.actions.steps import step
from hub.cases.approval_models import Approval, ApprovalState
from hub.cases.events import CaseErased
from hub.cases.file_models import ReplyFile
from hub.cases.forward_models import Forward
from hub.cases.identities import identity_at
from hub.cases.list_models import CaseValue
from hub.cases.models import Case, Customer, Identity, Message, Override
from hub.cases.replyfiles import files_of_message
from hub.cases.sharing_models import SharedDraft
from hub.channels.contract import ChannelKind, Deleted, identity_kind
from hub.channels.models import Channel, InboxItem
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.events import Event, record
from hub.core.markup import safe_render
from hub.core.permissions import SYSTEM
from hub.core.words import gettext as _
from hub.files.actions import drop_file
from hub.people.models import Draft
from hub.reuse.check_models import BadResult
from hub.reuse.events import CustomerCameBack, OutcomeArrived
from hub.reuse.models import Provenance

QUOTING = (OutcomeArrived.kind, CustomerCameBack.kind)
STAYS = ("way", "then", "removed_at", "item", "place")  # of what is noted beside a message


def erase_customer(channel: Channel, address: str) -> Customer | None:
    """Whoever is known by this address on this kind of channel. None when nobody is, or is no more."""
    identity = identity_at(channel, address)
    if identity is None:
        return None
    with transaction():
        customer = identity.customer
        locked(customer)
        cases = _cases_of(identity)
        for case in cases:
            _erase_case(case)
        _erase_items(cases, channel, address)
        identity.address = f"erased:{identity.id}"
        session().flush()
        if not _other_addresses(customer):
            customer.name, customer.company, customer.note = _("Erased"), "", ""
        audit(
            SYSTEM,
            "cases.customer.erase",
            f"customer:{customer.id}",
            after={"cases": [each.id for each in cases]},
        )
    return customer


def _cases_of(identity: Identity) -> Sequence[Case]:
    """Those in which they are reached by it."""
    kinds = [each for each in ChannelKind if identity_kind(each) == identity.kind]
    statement = select(Case).join(Channel, Channel.id == Case.channel_id).where(Channel.kind.in_(kinds))
    theirs = (Case.customer_id == identity.customer_id, Case.address == identity.address)
    return session().scalars(statement.where(*theirs)).all()


def _erase_case(case: Case) -> None:
    locked(case)
    for message in session().scalars(select(Message).where(Message.case_id == case.id)).all():
        _erase_message(message)
    case.subject, case.excerpt, case.address = _("Erased"), "", f"erased:{case.id}"
    case.thread, case.rating_words, case.copies = f"erased:{case.id}", "", {}
    _erase_unsent(case)
    _erase_copies(case)
    step(SYSTEM, case, "customer_erased")
    record(CaseErased(), SYSTEM, case)


def _erase_message(message: Message) -> None:
    """Ours repeat what a customer wrote, by name: they go, too. That there was one stays."""
    if not message.is_ours and message.external_id:
        take_deletion(message.case.channel, Deleted(message.external_id))
    drop_files(message)
    for sent in files_of_message(message):
        drop_file(sent.file_id)
    message.body = message.quoted = message.permalink = ""
    message.html = safe_render(_("(Erased as its customer asked.)")).html
    marks = {"removed_at": clock.now().isoformat()} if not message.is_ours else {}
    message.extra = {name: kept for name, kept in message.extra.items() if name in STAYS} | marks


def _erase_unsent(case: Case) -> None:
    """Replies that were begun, shared with the desk, or wait for a second person."""
    reply = f"{case.ref}:reply"
    session().execute(delete(Draft).where(or_(Draft.place == reply, Draft.place.startswith(f"{reply}:"))))
    approvals = update(Approval).where(Approval.case_id == case.id)
    session().execute(approvals.values(written="", body="", reasons={}, changes=[], extra={}))
    waiting = approvals.where(Approval.state == ApprovalState.WAITING)
    session().execute(waiting.values(state=ApprovalState.TAKEN_BACK, decided_at=clock.now()))
    session().execute(update(SharedDraft).where(SharedDraft.case_id == case.id).values(body=""))
    case.approval_id = case.shared_draft_id = None


def _erase_copies(case: Case) -> None:
    """Where words of the conversation stand once more: sent on, inserted, warned of, in fields and files."""
    replies = select(Message.id).where(Message.case_id == case.id)
    for statement in (
        update(Forward).where(Forward.case_id == case.id).values(body=""),
        update(Provenance).where(Provenance.case_ref == case.ref).values(text=""),
        update(Override).where(Override.message_id.in_(replies)).values(passage=""),
        update(ReplyFile).where(ReplyFile.case_id == case.id).values(words=""),
        update(BadResult).where(BadResult.case_ref == case.ref).values(words=""),
        delete(CaseValue).where(CaseValue.case_id == case.id),
    ):
        session().execute(statement, execution_options={"synchronize_session": False})
    told = select(Event).where(Event.subject == case.ref, Event.kind.in_(QUOTING))
    for event in session().scalars(told):
        event.data = {**event.data, "words": ""}  # masked, and theirs all the same


def _erase_items(cases: Sequence[Case], channel: Channel, address: str) -> None:
    """What arrived, as it arrived: of these messages, and whatever else names this number."""
    said = select(Message.id).where(Message.case_id.in_([case.id for case in cases]))
    theirs = select(InboxItem).where(InboxItem.channel_id == channel.id, InboxItem.message_id.in_(said))
    for item in session().scalars(theirs):
        item.raw = b""
    others = select(InboxItem).where(InboxItem.channel_id == channel.id, InboxItem.raw != b"")
    for item in session().scalars(others.execution_options(yield_per=200)):
        if f'"{address}"'.encode() in item.raw:
            item.raw = b""


def _other_addresses(customer: Customer) -> bool:
    kept = select(Identity.address).where(Identity.customer_id == customer.id)
    return any(not each.startswith("erased:") for each in session().scalars(kept))
