"""Preparing the accepted answer in every case that waits for it, and sending them after a look at some.

Each reply goes the ordinary way: sources remembered, guard asked, held for its channel's undo time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from hub.cases import guard
from hub.cases.actions import replies
from hub.cases.drafts import forget_draft, keep_draft, reply_draft
from hub.cases.models import Case, Message
from hub.cases.rules import REPLY
from hub.core.db import locked, session, transaction
from hub.core.errors import HubError, Invalid
from hub.core.events import record
from hub.core.permissions import can, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.together.events import AnsweredTogether
from hub.together.queries import sample_of, text_for, waiting_for, wording_for

AT_ONCE = 50


@dataclass(frozen=True)
class Sent:
    """What left, and what the guard or somebody else held back: case → in whose words."""

    messages: Sequence[Message]
    held: dict[int, str]


def prepare(case: Case, question: Any) -> None:
    """The accepted answer becomes the draft of whoever works on the case, if they have begun nothing."""
    writer = case.assignee
    answer, wording = wording_for(question)
    if writer is None or wording is None or not can(writer, REPLY, case) or reply_draft(writer, case).strip():
        return
    with transaction():
        replies.insert_source(writer, case, answer.ref)
        keep_draft(writer, case, text_for(writer, case, wording))


def send_together(actor: Person, question: Any, looked: Collection[int], *, confirmed: bool) -> Sent:
    """Send the answer to everybody who is ready. Raises Invalid until the sample was read."""
    found = waiting_for(actor, question)
    ready = [each for each in found if each.is_ready][:AT_ONCE]
    if not ready:
        raise Invalid(_("Nobody is ready to be written to any more. Look at each of them."))
    unread = [each for each in sample_of(found) if each.case.id not in looked]
    if unread:
        raise Invalid(_("Read the texts of the sample first, and tick each of them."), field="looked")
    answer, _wording = wording_for(question)
    messages, held = [], {}
    for each in ready:
        try:
            messages.append(_send(actor, each.case, each.text, answer.ref, confirmed=confirmed))
        except guard.Stopped as stopped:
            held[each.case.id] = stopped.findings[0].message
        except HubError as refused:
            held[each.case.id] = refused.message
    if messages:
        require(actor, REPLY, messages[0].case)
        with transaction():
            record(AnsweredTogether(len(messages), [each.case_id for each in messages]), actor, question)
    return Sent(messages, held)


def _send(actor: Person, case: Case, text: str, source: str, *, confirmed: bool) -> Message:
    """One of them, by itself: what is refused in one case stops no other."""
    require(actor, REPLY, case)
    with transaction():
        locked(case)
        session().flush()
        _clear_prepared(actor, case, text, source)
        replies.settle_sources(actor, case, [source])
        return replies.send_reply(actor, case, text, confirmed=confirmed)


def _clear_prepared(actor: Person, case: Case, text: str, source: str) -> None:
    """What lay ready for whoever works on the case is sent by another: it is no draft any more."""
    writer = case.assignee
    if writer is not None and writer.id != actor.id and reply_draft(writer, case).strip() == text:
        replies.remove_source(writer, case, source)
        forget_draft(writer, case)
