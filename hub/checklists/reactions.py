"""A case was solved with items that nobody has ticked: its log says which."""

from hub.cases.actions.steps import step
from hub.cases.events import CaseChanged, ReplyQueued
from hub.cases.models import OVER, Case, Message
from hub.checklists.queries import open_items
from hub.core import refs
from hub.core.db import session
from hub.core.events import Event
from hub.core.permissions import SYSTEM

SOLVING = ("solve", "close")


def case_changed(event: Event, fact: CaseChanged) -> None:
    """Solved by itself."""
    if fact.state in OVER and fact.before not in OVER:
        _say_what_is_open(refs.parse(event.subject).id)


def reply_queued(event: Event, fact: ReplyQueued) -> None:
    """Solved with a reply."""
    message = session().get(Message, fact.message_id)
    if message is not None and message.extra.get("then") in SOLVING:
        _say_what_is_open(refs.parse(event.subject).id)


def _say_what_is_open(case_id: int) -> None:
    case = session().get(Case, case_id)
    if case is None or not case.is_over or case.spam_at is not None or case.merged_into_id is not None:
        return
    left = open_items(case)
    if left:
        step(SYSTEM, case, "left_open", detail=", ".join(left))
