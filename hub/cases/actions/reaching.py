"""Where a customer is answered: where they wrote from, until it is known or decided otherwise.

A mail may ask for answers elsewhere (Reply-To), and anybody can write that line. So one
known to be the customer's is followed at once, any other only when an agent says so; each change is kept.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from hub.cases.actions.steps import step
from hub.cases.events import CaseChanged
from hub.cases.models import Case, Identity, Message, Step
from hub.cases.rules import REPLY
from hub.channels.contract import ChannelKind, MessageState, identity_kind
from hub.channels.models import Channel
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import SYSTEM, Actor, require
from hub.core.words import gettext as _
from hub.people.models import Person

WISHED = "answer_to"  # in Message.extra: where this mail asks for answers
READDRESSED = "readdressed"
TO = " → "


def places_to_answer(
    case: Case, messages: Iterable[Message], steps: Iterable[Step]
) -> list[tuple[str, bool]]:
    """Where else a customer may be answered: where their newest mail asks for it (True), or before."""
    theirs = [each for each in messages if each.state == MessageState.RECEIVED and not each.extra.get("from")]
    wished = theirs[-1].extra.get(WISHED, "") if theirs else ""
    before = [each.detail.partition(TO)[0] for each in steps if each.what == READDRESSED]
    here = case.address.lower()
    found = dict.fromkeys([wished, *before])
    return [(each, each == wished) for each in found if each and each.lower() != here]


def answer_at(actor: Person, case: Case, address: str) -> None:
    """Send replies to another address that the customer asked for. Raises Invalid for any other."""
    require(actor, REPLY, case)
    with transaction():
        locked(case)
        if address.lower() == case.address.lower():
            return
        if address not in dict(places_to_answer(case, _said(case), _steps(case))):
            raise Invalid(_("The customer did not ask for answers there. Choose one of the addresses shown."))
        if _owner(case, address) not in (None, case.customer_id):
            raise Invalid(
                _(
                    "%(address)s is known as another customer's. Ask where this one can be reached.",
                    address=address,
                )
            )
        if is_ours(address):
            raise Invalid(
                _("%(address)s is an address of our own. The reply would come back to us.", address=address)
            )
        _readdress(actor, case, address)


def follow_known(message: Message) -> None:
    """Answer where a mail asks for it when that address is already known to be its customer's."""
    case, wished = message.case, message.extra.get(WISHED, "")
    if not wished or message.extra.get("from") or not is_mail(case):
        return
    if wished.lower() != case.address.lower() and _owner(case, wished) == case.customer_id:
        _readdress(SYSTEM, case, wished)


def is_mail(case: Case) -> bool:
    """Whether the customer is reached by mail."""
    return identity_kind(case.channel.kind) == ChannelKind.EMAIL


def _readdress(actor: Actor, case: Case, address: str) -> None:
    before, case.address = case.address, address
    step(actor, case, READDRESSED, detail=f"{before}{TO}{address}")
    record(CaseChanged(case.state, case.state), actor, case)


def _owner(case: Case, address: str) -> int | None:
    """The customer who is known at this address."""
    statement = select(Identity.customer_id).where(
        Identity.kind == identity_kind(case.channel.kind), Identity.address == address.lower()
    )
    return session().scalar(statement)


def is_ours(address: str) -> bool:
    """Whether mail to it would come back to us."""
    settings = session().scalars(select(Channel.settings).where(Channel.kind == ChannelKind.EMAIL))
    name, _at, host = address.lower().rpartition("@")
    plain = f"{name.partition('+')[0]}@{host}"
    return any(str(each.get("address", "")).lower() in (address.lower(), plain) for each in settings)


def _said(case: Case) -> Sequence[Message]:
    newest = select(Message).where(Message.case_id == case.id, Message.state == MessageState.RECEIVED)
    return session().scalars(newest.order_by(Message.id.desc()).limit(20)).all()[::-1]


def _steps(case: Case) -> Sequence[Step]:
    return session().scalars(select(Step).where(Step.case_id == case.id, Step.what == READDRESSED)).all()
