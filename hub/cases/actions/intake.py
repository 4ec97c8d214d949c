"""What customers do: write, and write again. Called by the intake worker and by channels."""

import hashlib
import re
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from hub.cases import clocks
from hub.cases.actions.credits import helped_with
from hub.cases.actions.merging import end_of
from hub.cases.actions.reaching import WISHED, follow_known
from hub.cases.actions.steps import set_state, step, tell_questions
from hub.cases.events import CaseOpened, CustomerWrote, WroteQuietly
from hub.cases.identities import names_of
from hub.cases.models import OVER, Case, CaseState, Customer, Identity, Message, Step
from hub.cases.rules import OPEN_CASE
from hub.cases.target_models import FOLLOW_UP_DAYS, DeskHours
from hub.channels.contract import Author, ChannelKind, Incoming, MessageState, identity_kind, traits_of
from hub.channels.models import Channel
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.limits import LIMITS
from hub.core.markup import safe_render
from hub.core.permissions import SYSTEM, Actor, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person
from hub.reuse.events import CustomerCameBack
from hub.reuse.masking import mask
from hub.spaces.models import Space

SAID = 600  # characters of what they say now, for whoever helped
SHARED = (ChannelKind.EMAIL,)  # where one message may reach several of our accounts
MAIL_ADDRESS = re.compile(r"[^\s@<>,;]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")


class Doubtful(Invalid):
    """A message claims a case that is not its sender's: a person has to decide (I02)."""


def receive(channel: Channel, incoming: Incoming) -> Message:
    """Take in a message of a customer: into its case, or as a new one. The same one only once.

    Raises Doubtful when it names a case of somebody else.
    """
    if incoming.doubt:
        raise Doubtful(incoming.doubt)
    with transaction():
        there = _same(channel, incoming)
        if there is not None and _is_theirs(there, incoming):
            return _also_through(there, channel)
        if there is not None:  # the id is somebody else's: keep both messages, and apart
            mark = hashlib.sha256(incoming.author.address.casefold().encode()).hexdigest()[:12]
            incoming = replace(incoming, external_id=f"{incoming.external_id[:380]}#{mark}", thread="")
            if (again := _same(channel, incoming)) is not None:
                return again
        customer = _customer(channel, incoming.author)
        found = _case_of(channel, incoming, customer)
        case = _last_in_line(end_of(found) if found is not None else None)
        if case is None or _is_long_ago(case):
            before = case or _before(incoming, customer)
            made = open_case(SYSTEM, channel, customer, incoming, follows=before)
            return add_message(made, incoming, first=True)
        return add_message(case, incoming)


def take_into(case: Case, incoming: Incoming) -> Message:
    """Put a message into the case that a person chose for it, whoever wrote it.

    The writer is named with it and gains nothing: replies go on going to the case's customer.
    """
    with transaction():
        there = _same(case.channel, incoming)
        if there is not None:
            return there
        locked(case)
        who = incoming.author
        writer = (
            {}
            if who.address.lower() == case.address.lower()
            else {"from": f"{who.name} {who.address}".strip()}
        )
        return add_message(case, replace(incoming, extra={**incoming.extra, **writer}))


def open_by_hand(
    actor: Person, channel: Channel, author: Author, subject: str, text: str, *, language: str = ""
) -> Case:
    """Open a case for a customer who called or stood at the counter (CS04).

    `text` is what they said; "" when nobody has their words: the case then begins without a message.
    """
    require(actor, OPEN_CASE, channel.space)
    _refuse_unreachable(channel, author)
    moment = clock.now()
    with transaction():
        incoming = Incoming(
            f"manual:{actor.id}:{moment.timestamp()}",
            author,
            text,
            moment,
            subject=subject,
            language=language,
        )
        case = open_case(actor, channel, _customer(channel, author), incoming)
        if text.strip():
            add_message(case, incoming, first=True)
        case.assignee_id, case.state = actor.id, CaseState.OPEN
    return case


def _refuse_unreachable(channel: Channel, author: Author) -> None:
    """A channel that carries replies needs to know where to; the telephone does not."""
    traits = traits_of(channel)
    if traits is None or not traits.can_send:
        return
    by_mail = identity_kind(channel.kind) == ChannelKind.EMAIL
    if not author.address or (by_mail and not MAIL_ADDRESS.fullmatch(author.address)):
        what = _("an e-mail address") if by_mail else _("their address there")
        raise Invalid(
            _("Replies go out through %(name)s: give %(what)s.", name=channel.name, what=what),
            field="address",
        )


def open_case(
    actor: Actor,
    channel: Channel,
    customer: Customer,
    incoming: Incoming,
    *,
    follows: Case | None = None,
    number: int | None = None,
) -> Case:
    """A new case, inside a transaction, without its first message yet. `number`: one it has already."""
    require(actor, OPEN_CASE, channel.space)
    named = incoming.subject or (follows.subject if follows else "") or incoming.text
    subject = " ".join(named.split())[: LIMITS.title] or _("No subject")
    case = Case(
        id=number, space_id=channel.space_id, space=session().get_one(Space, channel.space_id),
        customer_id=customer.id, customer=customer, channel_id=channel.id, channel=channel,
        address=incoming.author.address, thread=incoming.thread or incoming.external_id[:320],
        subject=subject, language=incoming.language or customer.language, created_at=incoming.at,
        wrote_at=incoming.at, active_at=incoming.at, waiting_since=incoming.at,
        follows_id=follows.id if follows else None, message_count=0, state=CaseState.NEW,
        assignee_id=follows.assignee_id if follows else None,
    )  # fmt: skip
    session().add(case)
    session().flush()
    clocks.customer_waits(case, incoming.at)
    step(actor, case, "opened", detail=channel.name, about=follows.ref if follows else "")
    if follows is not None:  # what is over stays where it is in the lists
        on = Step(case_id=follows.id, actor_id=actor.id, what="goes_on", about=case.ref, at=clock.now())
        session().add(on)
    record(CaseOpened(follows.id if follows else None), actor, case)
    return case


def add_message(case: Case, incoming: Incoming, *, first: bool = False) -> Message:
    """Put a message of the customer into its case, inside a transaction."""
    message = Message(
        case_id=case.id, case=case, space_id=case.space_id, channel_id=case.channel_id,
        body=incoming.text[: LIMITS.message], html=safe_render(incoming.text[: LIMITS.body]).html,
        quoted=incoming.quoted[: LIMITS.message], language=incoming.language,
        state=MessageState.RECEIVED, external_id=incoming.external_id[:400], at=incoming.at,
        permalink=incoming.permalink[:400], extra=incoming.extra | _wish(incoming),
    )  # fmt: skip
    session().add(message)
    case.message_count = Case.message_count + 1
    if first or incoming.at >= case.wrote_at:  # what comes late says nothing of how it stands
        case.excerpt = " ".join(incoming.text.split())[:240]
    case.wrote_at = max(case.wrote_at, incoming.at)
    case.active_at = max(case.active_at, incoming.at)
    case.snoozed_until = None
    session().flush()
    follow_known(message)
    if case.is_quiet:
        _keep_quiet(case, message, first=first)
    elif not first:
        _wake(case, message)
    return message


def _keep_quiet(case: Case, message: Message, *, first: bool) -> None:
    """Nothing is dropped, and nobody is called: not even the clock runs."""
    if first:
        set_state(case, CaseState.CLOSED)
        step(SYSTEM, case, "kept_quiet")
    record(WroteQuietly(message.id), SYSTEM, case)


def _wish(incoming: Incoming) -> dict[str, str]:
    return {WISHED: incoming.answer_to} if MAIL_ADDRESS.fullmatch(incoming.answer_to) else {}


def _wake(case: Case, message: Message) -> None:
    """The customer wrote again: an over case reopens, a waiting one is ours again."""
    reopened, first = case.is_over, case.waiting_since is None
    if reopened or case.state == CaseState.WAITING_CUSTOMER:
        set_state(case, CaseState.OPEN)
    clocks.customer_waits(case, message.at)
    if reopened:
        step(SYSTEM, case, "reopened")
    tell_questions(case)
    if first:
        _tell_helpers(case, message, reopened=reopened)
    record(CustomerWrote(message.id, reopened), SYSTEM, case)


def _tell_helpers(case: Case, message: Message, *, reopened: bool) -> None:
    """Whoever's words the customer was answered with hears that they wrote again (LK14)."""
    statement = select(Message).where(
        Message.case_id == case.id, Message.author_id.is_not(None), Message.id < message.id,
        Message.state.in_((MessageState.SENT, MessageState.DELIVERED, MessageState.READ)),
    )  # fmt: skip
    reply = session().scalars(statement.order_by(Message.id.desc()).limit(1)).one_or_none()
    helped = helped_with(reply) if reply is not None else None
    if helped is not None:
        words = mask(message.body[:SAID], names_of(case)).text if reopened else ""
        record(CustomerCameBack(helped.reply, reopened, helped.sources, helped.helpers, words), SYSTEM, case)


def _same(channel: Channel, incoming: Incoming) -> Message | None:
    """The same message, also when it came through another of our accounts."""
    kinds = [kind for kind in ChannelKind if identity_kind(kind) == identity_kind(channel.kind)]
    alike = select(Channel.id).where(Channel.kind.in_(kinds)) if channel.kind in SHARED else [channel.id]
    statement = select(Message).where(
        Message.external_id == incoming.external_id[:400], Message.channel_id.in_(alike)
    )
    return session().scalars(statement.order_by(Message.id).limit(1)).one_or_none()


def _is_theirs(message: Message, incoming: Incoming) -> bool:
    address = incoming.author.address.strip().lower()
    known = select(Identity.address).where(Identity.customer_id == message.case.customer_id)
    return message.author_id is None and address in (message.case.address.lower(), *session().scalars(known))


def _also_through(message: Message, channel: Channel) -> Message:
    """One mail sent to two of our mailboxes is one message; both are noted."""
    if message.channel_id != channel.id:
        also = [*message.extra.get("also_through", ()), channel.name]
        message.extra = {**message.extra, "also_through": list(dict.fromkeys(also))}
    return message


def _customer(channel: Channel, author: Author) -> Customer:
    """Who wrote: known by the address on this kind of channel, or somebody new."""
    address = author.address.strip().lower()[: LIMITS.address] or f"unknown:{clock.now().timestamp()}"
    kind = identity_kind(channel.kind)
    found = session().scalars(select(Identity).where(Identity.kind == kind, Identity.address == address))
    identity = found.one_or_none()
    if identity is not None:
        return identity.customer
    name = " ".join(author.name.split())[:200] or author.handle or address.split("@")[0]
    customer = Customer(name=name, created_at=clock.now())
    session().add(customer)
    session().flush()
    session().add(Identity(customer_id=customer.id, kind=kind, address=address))
    session().flush()
    return customer


def _case_of(channel: Channel, incoming: Incoming, customer: Customer) -> Case | None:
    """The case this message belongs to: only with proof, and only of the same customer."""
    if incoming.case_id is not None:
        case = session().get(Case, incoming.case_id)
        if case is None or identity_kind(case.channel.kind) != identity_kind(channel.kind):
            return None
        if case.customer_id != customer.id:
            raise Doubtful(lazy("It names a case, but was not sent by that case's customer."))
        return case
    if not incoming.thread:
        return None
    statement = (
        select(Case)
        .where(
            Case.channel_id == channel.id,
            Case.thread == incoming.thread[:320],
            Case.customer_id == customer.id,
        )
        .order_by(Case.id.desc())
        .limit(1)
    )
    return session().scalars(statement).one_or_none()


def _before(incoming: Incoming, customer: Customer) -> Case | None:
    """The case that its channel says this one comes from: only of the same customer."""
    case = session().get(Case, incoming.extra.get("after", 0))
    return case if case is not None and case.customer_id == customer.id else None


def _last_in_line(case: Case | None) -> Case | None:
    """Where a matter stands now: the case, or the newest that follows it once it is long over."""
    while case is not None and _is_long_ago(case):
        follower = select(Case).where(Case.follows_id == case.id, Case.customer_id == case.customer_id)
        later = session().scalars(follower.order_by(Case.id.desc()).limit(1)).one_or_none()
        if later is None:
            return case
        case = later
    return case


def _is_long_ago(case: Case) -> bool:
    if case.state not in OVER:
        return False
    kept = session().get(DeskHours, case.space_id)
    days = kept.follow_up_days if kept is not None else FOLLOW_UP_DAYS
    return clock.now() - (case.solved_at or case.closed_at or case.active_at) > timedelta(days=days)
