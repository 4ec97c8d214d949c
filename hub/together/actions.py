"""Preparing the accepted answer in every case that waits for it, and sending them after a look at some.

Each reply goes the ordinary way: sources remembered, guard asked, held for its channel's undo time.
"""

from collections.abc import Collection, Mapping
from typing import Any

from hub.cases.actions import replies
from hub.cases.actions.telling import Sent, Telling, send_all
from hub.cases.drafts import keep_draft, reply_draft
from hub.cases.models import Case
from hub.cases.rules import REPLY
from hub.cases.telling import sample_of, text_for
from hub.core.db import transaction
from hub.core.errors import Conflict
from hub.core.events import record
from hub.core.permissions import can, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.together.events import AnsweredTogether
from hub.together.queries import waiting_for, wording_for


def prepare(case: Case, question: Any) -> None:
    """The accepted answer becomes the draft of whoever works on the case, if they have begun nothing."""
    writer = case.assignee
    answer, wording = wording_for(question)
    if writer is None or wording is None or not can(writer, REPLY, case) or reply_draft(writer, case).strip():
        return
    with transaction():
        replies.insert_source(writer, case, answer.ref)
        keep_draft(writer, case, text_for(writer, case, wording))


def send_together(
    actor: Person,
    question: Any,
    looked: Collection[int],
    *,
    confirmed: bool,
    reasons: Mapping[str, str] | None = None,
) -> Sent:
    """Send the answer to everybody who is ready. Raises Invalid until the sample was read.

    `reasons`: language → why its customers are told in another one.
    """
    answer, _wording, found = waiting_for(actor, question, reasons)
    how = Telling(answer.ref if answer is not None else "", confirmed=confirmed, still=_still_waits)
    sent = send_all(actor, found, sample_of(found), looked, how)
    if sent.messages:
        require(actor, REPLY, sent.messages[0].case)
        with transaction():
            cases = [each.case_id for each in sent.messages]
            record(AnsweredTogether(len(cases), cases), actor, question)
    return sent


def _still_waits(case: Case) -> None:
    """Somebody may have been faster, in another window or elsewhere."""
    if case.is_over or case.waiting_since is None:
        raise Conflict(_("The customer does not wait any more."))
