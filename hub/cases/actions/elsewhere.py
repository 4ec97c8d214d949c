"""What our account said at the site itself, or through another program: it stands in its case as an answer.

Nothing of it went through the guard or the desk, so nobody's promise is kept by it and nobody is credited.
But the customer has been answered: their waiting ends.
"""

from sqlalchemy import select

from hub.cases import clocks
from hub.cases.actions.replies import reply_moved
from hub.cases.actions.steps import set_state, step, tell_questions
from hub.cases.events import CaseChanged
from hub.cases.models import Case, CaseState, Message
from hub.channels.contract import Elsewhere, MessageState, Report
from hub.channels.models import Channel
from hub.core.db import locked, session, transaction
from hub.core.events import record
from hub.core.limits import LIMITS
from hub.core.markup import safe_render
from hub.core.permissions import SYSTEM

LOST = (MessageState.UNKNOWN, MessageState.QUEUED, MessageState.FAILED)


def take_elsewhere(channel: Channel, report: Report) -> Message | None:
    """Put it into the case that it answers. None when there is none."""
    said = report.said
    if said is None:
        return None
    with transaction():
        known = select(Message).where(
            Message.channel_id == channel.id, Message.external_id == report.external_id[:400]
        )
        if (there := session().scalars(known).one_or_none()) is not None:
            return there
        if (lost := _lost_reply(channel, said)) is not None:
            reply_moved(lost, MessageState.DELIVERED, external_id=report.external_id)
            return lost
        case = _answered_case(channel, said)
        return _add(case, channel, report.external_id, said) if case is not None else None


def _lost_reply(channel: Channel, said: Elsewhere) -> Message | None:
    """A reply of ours in these words of which we do not know that it arrived."""
    statement = select(Message).join(Case, Case.id == Message.case_id).where(
        Message.channel_id == channel.id, Message.state.in_(LOST), Message.external_id.is_(None),
        Case.thread == said.thread[:320],
    )  # fmt: skip
    words = said.text.split()
    return next((each for each in session().scalars(statement) if each.body.split() == words), None)


def _answered_case(channel: Channel, said: Elsewhere) -> Case | None:
    """In a thread of several customers, that of whoever spoke last before."""
    statement = (
        select(Case)
        .join(Message, Message.case_id == Case.id)
        .where(
            Case.channel_id == channel.id,
            Case.thread == said.thread[:320],
            Message.state == MessageState.RECEIVED,
            Message.at <= said.at,
        )
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(1)
    )
    return session().scalars(statement).one_or_none()


def _add(case: Case, channel: Channel, external_id: str, said: Elsewhere) -> Message:
    locked(case)
    message = Message(
        case_id=case.id, case=case, space_id=case.space_id, channel_id=channel.id, automatic=True,
        body=said.text[: LIMITS.message], html=safe_render(said.text[: LIMITS.body]).html,
        state=MessageState.SENT, external_id=external_id[:400], permalink=said.permalink[:400], at=said.at,
        extra={"by": channel.name, "elsewhere": True},
    )  # fmt: skip
    session().add(message)
    case.message_count = Case.message_count + 1
    session().flush()
    step(SYSTEM, case, "answered_elsewhere", about=message.ref)
    case.first_replied_at = case.first_replied_at or said.at
    case.replied_at = max(case.replied_at or said.at, said.at)
    if case.wrote_at <= said.at:
        before = case.state
        case.waiting_since = None
        clocks.answered(case)
        if not case.is_over:
            set_state(case, CaseState.WAITING_CUSTOMER)
            record(CaseChanged(case.state, before), SYSTEM, case)
        tell_questions(case)
    return message
