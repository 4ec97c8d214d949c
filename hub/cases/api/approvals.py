"""Replies that wait for a second person, over the API: list, read, approve, change, give back, take back."""

from typing import Annotated, Any

from flask import Response, g
from pydantic import Field

from hub.cases import approvals, guard
from hub.cases.actions import approving
from hub.cases.api.replies import stopped_answer
from hub.cases.api.shown import READ, WRITE, ApprovalOut, MessageOut, bp, the_case
from hub.cases.approval_models import Approval
from hub.cases.models import Message
from hub.core.errors import Conflict
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.web.api import NothingOut, listed, operation
from hub.web.forms import LINES, Form, bounded

Version = Annotated[int, Field(ge=1)]
WAITING = "/cases/<int:id>/waiting-reply"


class LookIn(Form):
    """What was read: which version of the text, and up to which message of the conversation."""

    version: Version
    seen: Annotated[int, Field(ge=0)] = 0


class AlteredIn(Form):
    """The text as it should leave."""

    body: Annotated[str, bounded(LIMITS.message, 1), LINES]
    version: Version


class ReturnIn(Form):
    """Why its writer gets it back."""

    reason: Annotated[str, bounded(LIMITS.note, 1), LINES]
    version: Version


@operation(
    bp, "GET", "/waiting-replies", verb="list", thing="waiting_replies", out=listed(ApprovalOut), scopes=READ
)
def list_waiting_replies() -> dict[str, Any]:
    """Replies of one's desks that wait for a second person, what was promised first on top."""
    return {"items": approvals.waiting_replies(g.actor), "next": None}


@operation(
    bp, "GET", "/cases/<int:id>/waiting-replies", verb="read", thing="waiting_reply",
    out=listed(ApprovalOut), scopes=READ,
)  # fmt: skip
def read_waiting_reply(id: int) -> dict[str, Any]:
    """The reply that waits in a case, if one does."""
    found = approvals.waiting_in(the_case(id))
    return {"items": [found] if found else [], "next": None}


@operation(
    bp,
    "POST",
    f"{WAITING}/approval",
    verb="approve",
    thing="reply",
    out=MessageOut,
    body=LookIn,
    scopes=WRITE,
)
def approve_reply(id: int, body: LookIn) -> Message | Response:
    """Let it go exactly as it was read; 409 when it went on meanwhile, 422 with the finds."""
    try:
        return approving.approve(g.actor, _waiting(id), version=body.version, seen=body.seen)
    except guard.Stopped as stopped:
        return stopped_answer(stopped)


@operation(
    bp, "POST", f"{WAITING}/text", verb="change", thing="waiting_reply", out=ApprovalOut, body=AlteredIn,
    scopes=WRITE,
)  # fmt: skip
def change_reply(id: int, body: AlteredIn) -> Approval | Response:
    """Change a reply of somebody else that waits; its writer is told."""
    approval = _waiting(id)
    try:
        approving.change_text(g.actor, approval, body.body, version=body.version)
    except guard.Stopped as stopped:
        return stopped_answer(stopped)
    return approval


@operation(
    bp, "POST", f"{WAITING}/return", verb="give_back", thing="waiting_reply", out=NothingOut, body=ReturnIn,
    scopes=WRITE,
)  # fmt: skip
def give_reply_back(id: int, body: ReturnIn) -> dict[str, bool]:
    """Give it back to its writer, with a reason."""
    approving.give_back(g.actor, _waiting(id), body.reason, version=body.version)
    return {"done": True}


@operation(
    bp, "POST", f"{WAITING}/withdrawal", verb="withdraw", thing="waiting_reply", out=NothingOut, scopes=WRITE
)
def withdraw_reply(id: int) -> dict[str, bool]:
    """Take back one's own reply that waits."""
    approving.withdraw(g.actor, _waiting(id))
    return {"done": True}


def _waiting(id: int) -> Approval:
    found = approvals.waiting_in(the_case(id))
    if found is None:
        raise Conflict(_("No reply waits in this case any more. Open the case to see what became of it."))
    return found
