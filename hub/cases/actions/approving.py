"""A second pair of eyes: a reply waits, is changed, approved, given back or taken back (RC11).

What leaves is exactly the text that was approved, by the same way out as every other reply: the guard
looks at it again. Its writer never approves it. The clocks of the case go on until it has left.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from hub.cases import guard
from hub.cases.actions.attaching import move_files
from hub.cases.actions.replies import let_go, look_through, refuse_unsendable, send_reply
from hub.cases.actions.sharing import end_sharing
from hub.cases.actions.steps import step
from hub.cases.approval_events import (
    ReplyAltered,
    ReplyApproved,
    ReplyAwaits,
    ReplyReturned,
    ReplyWithdrawn,
)
from hub.cases.approval_models import Approval, ApprovalState, DeskApproval
from hub.cases.approvals import arrived_since, waits_because
from hub.cases.drafts import forget_draft, keep_draft, reply_draft
from hub.cases.events import DeskChanged
from hub.cases.list_models import Label
from hub.cases.models import Case, Message
from hub.cases.replyfiles import files_in_draft
from hub.cases.rules import APPROVE, REPLY, RUN_DESK
from hub.cases.ways import WAY
from hub.channels.models import Channel
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import can, require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.people.standing import steps
from hub.reuse.models import Provenance
from hub.spaces.models import Space

LEAST_REASON = 3
MOST_CHANGES = 50


def set_approval(
    actor: Person, desk: Space, *, channels: list[int], labels: list[str], below: str, supervisors: bool
) -> None:
    """Say which replies of a desk wait for a second person, and whether supervisors alone approve."""
    require(actor, RUN_DESK, desk)
    known = set(session().scalars(select(Channel.id).where(Channel.space_id == desk.id)))
    if not known.issuperset(channels):
        raise Invalid(_("Choose channels of this desk."), field="channels")
    names = set(session().scalars(select(Label.name).where(Label.space_id == desk.id)))
    if not names.issuperset(labels):
        raise Invalid(_("Choose labels of this desk."), field="labels")
    if below and below not in dict(steps()):
        raise Invalid(_("Choose one of the licences."), field="below")
    with transaction() as db:
        row = db.get(DeskApproval, desk.id) or DeskApproval(space_id=desk.id)
        before = _rule_of(row)
        row.channels, row.labels, row.below = sorted(set(channels)), sorted(set(labels)), below
        row.supervisors, row.changed_by_id, row.changed_at = supervisors, actor.id, clock.now()
        db.add(row)
        audit(actor, "cases.approval.rule", desk.ref, before=before, after=_rule_of(row))
        record(DeskChanged(), actor, desk)


def send_or_ask(
    actor: Person, case: Case, body: str, *, then: str = "wait", overrides: Mapping[str, str] | None = None,
    confirmed: bool = False, seen: int = 0, way: str = "",
) -> Message | Approval:  # fmt: skip
    """Send a reply, or let it wait for a second person where the desk wants that.

    The guard looks at it now and again when it is approved. Raises guard.Stopped with the findings, and
    Conflict while another reply waits in the case.
    """
    require(actor, REPLY, case)
    why = waits_because(actor, case)
    if not why:
        return send_reply(actor, case, body, then=then, overrides=overrides, confirmed=confirmed, way=way)
    refuse_unsendable(case, then)
    sources, _reply, kept = look_through(
        actor, case, body, overrides=overrides or {}, confirmed=confirmed, way=way
    )
    with transaction() as db:
        locked(case)
        if case.approval_id is not None:
            raise Conflict(_("A reply waits for a second person here already. Look at that one first."))
        row = Approval(
            case_id=case.id, case=case, author_id=actor.id, author=actor, written=body, body=body, then=then,
            reasons={finding.key: reason for finding, reason in kept}, because=why, seen=seen, version=1,
            state=ApprovalState.WAITING, asked_at=clock.now(), changes=[], extra={WAY: way} if way else {},
        )  # fmt: skip
        db.add(row)
        db.flush()
        case.approval_id = row.id
        for source in sources:
            source.waits, source.confirmed = row.mark, True
        move_files(files_in_draft(case, actor), waits=row.mark)
        forget_draft(actor, case, way)
        end_sharing(case, body)
        step(actor, case, "reply_awaits")
        record(ReplyAwaits(row.id), actor, case)
    return row


def approve(actor: Person, approval: Approval, *, version: int, seen: int) -> Message:
    """Let it go, as it was read. Raises Conflict when text or conversation went on, guard.Stopped."""
    require(actor, APPROVE, approval)
    case, writer = approval.case, approval.author
    if not can(writer, REPLY, case):
        raise Invalid(
            _("%(name)s does not write to customers here any more. Give it back.", name=writer.name)
        )
    refuse_unsendable(case, approval.then)
    with transaction():
        _still(approval, version)
        newer = [each for each in arrived_since(approval) if each.id > seen]
        if newer:
            raise Conflict(_("The conversation went on. Read what arrived; then decide."))
        message = let_go(
            writer, case, approval.body, then=approval.then, overrides=approval.reasons, confirmed=True,
            waits=approval.mark, way=approval.extra.get(WAY, ""),
        )  # fmt: skip
        message.extra = {**message.extra, "approval": approval.id}
        approval.message_id = message.id
        _decide(actor, approval, ApprovalState.APPROVED)
        step(actor, case, "reply_approved", detail=writer.name, about=message.ref)
        record(ReplyApproved(approval.id, writer.id, message.id), actor, case)
    return message


def change_text(
    actor: Person, approval: Approval, body: str, *, version: int, reasons: Mapping[str, str] | None = None
) -> None:
    """Change a reply that waits. Its writer sees what; the text before is kept. Raises guard.Stopped."""
    require(actor, APPROVE, approval)
    case = approval.case
    files = files_in_draft(case, approval.author, approval.mark)
    guard.clear(
        case, body, approval.author, {**approval.reasons, **(reasons or {})}, approval.mark, files,
        approval.extra.get(WAY, ""),
    )  # fmt: skip
    with transaction():
        _still(approval, version)
        if body == approval.body:
            return
        moment = clock.now()
        before = {"by": actor.id, "at": moment.isoformat(), "before": approval.body}
        approval.changes = [*approval.changes, before][-MOST_CHANGES:]
        approval.reasons = {**approval.reasons, **(reasons or {})}
        approval.body, approval.version, approval.changed_by_id = body, approval.version + 1, actor.id
        step(actor, case, "reply_altered", detail=approval.author.name)
        record(ReplyAltered(approval.id, approval.author_id), actor, case)


def give_back(actor: Person, approval: Approval, reason: str, *, version: int) -> None:
    """Return it to its writer, who reads why and finds the text as a draft again."""
    require(actor, APPROVE, approval)
    if len(reason.strip()) < LEAST_REASON:
        raise Invalid(_("Say why, so that its writer can mend it."), field="reason")
    with transaction():
        _still(approval, version)
        approval.reason = reason.strip()[:500]
        _decide(actor, approval, ApprovalState.RETURNED)
        _is_draft_again(approval)
        step(actor, approval.case, "reply_returned", detail=approval.reason)
        record(ReplyReturned(approval.id, approval.author_id), actor, approval.case)


def withdraw(actor: Person, approval: Approval) -> None:
    """Its writer takes it back while it waits: text and sources are a draft again."""
    require(actor, REPLY, approval.case)
    if actor.id != approval.author_id:
        raise Invalid(_("Its writer takes a reply back; you can give it back with a reason."))
    with transaction():
        _still(approval, approval.version)
        _decide(actor, approval, ApprovalState.TAKEN_BACK)
        _is_draft_again(approval)
        step(actor, approval.case, "reply_withdrawn")
        record(ReplyWithdrawn(approval.id), actor, approval.case)


def _still(approval: Approval, version: int) -> None:
    locked(approval.case)
    locked(approval)
    if approval.state != ApprovalState.WAITING:
        raise Conflict(_("Somebody has decided about this reply already. Reload to see what became of it."))
    if version != approval.version:
        raise Conflict(_("The text was changed after you had read it. Read it as it is now; then decide."))


def _decide(actor: Person, approval: Approval, state: ApprovalState) -> None:
    approval.state, approval.decided_by_id, approval.decided_at = state, actor.id, clock.now()
    approval.case.approval_id = None


def _is_draft_again(approval: Approval) -> None:
    """What was begun meanwhile stays below it."""
    writer, case = approval.author, approval.case
    way = approval.extra.get(WAY, "")
    begun = reply_draft(writer, case, way).strip()
    text = approval.body if not begun or begun in approval.body else f"{approval.body}\n\n{begun}"
    keep_draft(writer, case, text, way)
    move_files(files_in_draft(case, writer, approval.mark))
    sources = update(Provenance).where(Provenance.waits == approval.mark)
    session().execute(sources.values(waits=None))


def _rule_of(row: DeskApproval) -> dict[str, Any]:
    return {
        "channels": row.channels or [], "labels": row.labels or [], "below": row.below or "",
        "supervisors": bool(row.supervisors),
    }  # fmt: skip
