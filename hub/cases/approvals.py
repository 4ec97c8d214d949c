"""Which replies wait for a second person: by the rule of the desk, and those that wait now."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from hub.cases.approval_models import Approval, ApprovalState, DeskApproval
from hub.cases.asked import labels_of
from hub.cases.list_models import Label
from hub.cases.models import Case, Message
from hub.cases.rules import APPROVE
from hub.channels.contract import MessageState, traits_of
from hub.channels.models import Channel
from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.permissions import can, readable
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person
from hub.people.standing import stands_below
from hub.reuse.models import Provenance
from hub.spaces.models import Space

MOST = 100
WHY = {
    "channel": lazy("replies on this channel wait for a second person"),
    "label": lazy("replies to cases with this label wait for a second person"),
    "licence": lazy("replies of those with this licence wait for a second person"),
}


class NeedsSecond(Invalid):
    """On this desk a second person looks at such a reply before it leaves."""

    code = "needs_second"

    def __init__(self) -> None:
        super().__init__(_("This reply waits for a second person. Send it from its case to ask for that."))


def waits_because(writer: Person, case: Case) -> list[str]:
    """Why a reply of theirs in this case needs a second person: channel, label, licence; or nothing."""
    rule = session().get(DeskApproval, case.space_id)
    if rule is None:
        return []
    labels = set(labels_of([case.id]).get(case.id, ())) if rule.labels else set()
    found = {
        "channel": case.channel_id in rule.channels,
        "label": not labels.isdisjoint(rule.labels),
        "licence": stands_below(writer, rule.below),
    }
    return [name for name, holds in found.items() if holds]


def waiting_in(case: Case) -> Approval | None:
    """The reply that waits in a case."""
    return session().get(Approval, case.approval_id) if case.approval_id else None


def channels_of_desk(desk: Space) -> Sequence[Channel]:
    """Those through which replies leave, by name."""
    wanted = select(Channel).where(Channel.space_id == desk.id).order_by(Channel.name)
    found = session().scalars(wanted.limit(MOST)).all()
    return [each for each in found if (traits := traits_of(each)) is None or traits.can_send]


def labels_of_desk(desk: Space) -> Sequence[str]:
    """By name."""
    wanted = select(Label.name).where(Label.space_id == desk.id).order_by(Label.name)
    return session().scalars(wanted).all()


def approval_of(message: Message) -> Approval | None:
    """Who approved a reply that left, where somebody had to."""
    wanted = select(Approval).where(Approval.message_id == message.id)
    wanted = wanted.options(joinedload(Approval.decided_by), joinedload(Approval.changed_by))
    return session().scalars(wanted.order_by(Approval.id.desc()).limit(1)).first()


def waiting_replies(actor: Person) -> Sequence[Approval]:
    """Those of the actor's desks, what was promised first on top: the clock of each case goes on."""
    both: Any = select(Case, Approval)
    wanted = (
        readable(actor, both)
        .join(Approval, Case.approval_id == Approval.id)
        .where(Approval.state == ApprovalState.WAITING)
        .options(joinedload(Case.customer), joinedload(Case.channel), joinedload(Case.space))
        .options(joinedload(Approval.author))
        .order_by(Case.due_at.is_(None), Case.due_at, Approval.id)
    )
    found = []
    for case, approval in session().execute(wanted.limit(MOST)):
        set_committed_value(approval, "case", case)
        found.append(approval)
    return found


def arrived_since(approval: Approval) -> Sequence[Message]:
    """What the customer wrote, and colleagues sent, after the writer had looked."""
    gone = Message.state.not_in((MessageState.TAKEN_BACK, MessageState.FAILED))
    wanted = select(Message).where(
        Message.case_id == approval.case_id, Message.id > approval.seen, Message.automatic.is_(False), gone
    )
    return session().scalars(wanted.options(joinedload(Message.author)).order_by(Message.id)).all()


def sources_of(approval: Approval) -> Sequence[Provenance]:
    """What its writer had put in."""
    wanted = select(Provenance).where(Provenance.waits == approval.mark)
    return session().scalars(wanted.order_by(Provenance.id)).all()


def approvers_of(approval: Approval, people: Sequence[Person]) -> list[Person]:
    """Those of `people` who may let it go."""
    return [each for each in people if can(each, APPROVE, approval)]
