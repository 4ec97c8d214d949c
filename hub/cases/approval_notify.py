"""Who hears of replies that wait for a second person: those who may let them go, and their writers."""

from collections.abc import Iterable

from hub.cases.approval_events import ReplyAltered, ReplyApproved, ReplyAwaits, ReplyReturned
from hub.cases.approval_models import Approval, ApprovalState
from hub.cases.approvals import approvers_of
from hub.cases.desks import assignees_of
from hub.cases.forward_events import ForwardFailed
from hub.core.db import session
from hub.core.events import Event
from hub.core.features import Recipient
from hub.core.words import lazy


def reply_awaits(event: Event, fact: ReplyAwaits) -> Iterable[Recipient]:
    """Everybody of the desk who may approve it, while it still waits."""
    approval = session().get(Approval, fact.approval_id)
    if approval is None or approval.state != ApprovalState.WAITING:
        return
    for person in approvers_of(approval, assignees_of(approval.case)):
        yield Recipient(person.id, lazy("you may approve replies here"), "decide", event.subject)


def reply_altered(event: Event, fact: ReplyAltered) -> Iterable[Recipient]:
    """Its writer sees the change."""
    yield Recipient(fact.author_id, lazy("it is your reply"), "review", event.subject)


def reply_approved(event: Event, fact: ReplyApproved) -> Iterable[Recipient]:
    """Its writer."""
    yield Recipient(fact.author_id, lazy("it is your reply"), "read", event.subject)


def reply_returned(event: Event, fact: ReplyReturned) -> Iterable[Recipient]:
    """Its writer, who goes on with it."""
    yield Recipient(fact.author_id, lazy("it is your reply"), "answer", event.subject)


def forward_failed(event: Event, fact: ForwardFailed) -> Iterable[Recipient]:
    """Whoever sent it on."""
    yield Recipient(fact.person_id, lazy("you sent it on"), "answer", event.subject)
