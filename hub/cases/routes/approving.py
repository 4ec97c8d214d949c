"""Replies that wait for a second person: the list, one of them, what is decided, the rule of a desk."""

from typing import Annotated, Any

from flask import Response, g

from hub.cases import approvals, guard, queries, showing
from hub.cases.actions import approving
from hub.cases.approval_models import Approval, DeskApproval
from hub.cases.composing import Composer
from hub.cases.leaving import letter_before
from hub.cases.models import Case
from hub.cases.replyfiles import files_in_draft
from hub.cases.routes.promises import the_desk
from hub.cases.routes.shown import bp, case_url, the_case
from hub.cases.rules import APPROVE
from hub.cases.ways import way_of
from hub.core.db import session
from hub.core.errors import Conflict, Invalid
from hub.core.limits import LIMITS
from hub.core.permissions import Because, can, require, verdict
from hub.core.words import gettext as _
from hub.files.queries import url_of_file
from hub.people.queries import names_by_id
from hub.people.standing import steps
from hub.spaces.models import Space
from hub.threads.diff import compare
from hub.web.forms import LINES, Form, Note, Read, Short, blank, bounded, read
from hub.web.once import once
from hub.web.pages import done, page


class LookForm(Form):
    """What was before the eyes of whoever decides: which version, and up to which message."""

    version: int
    seen: int = 0


class TextForm(Form):
    """The text as it should leave."""

    body: Annotated[str, bounded(LIMITS.message, 1), LINES]
    version: int


class ReturnForm(Form):
    """Why its writer gets it back."""

    reason: Note = ""
    version: int


class RuleForm(Form):
    """Which replies of a desk wait."""

    channels: tuple[int, ...] = ()
    labels: tuple[Short, ...] = ()
    below: Short = ""
    supervisors: str = ""


@bp.get("/cases/waiting-replies")
def waiting_replies() -> str:
    found = approvals.waiting_replies(g.actor)
    may = {each.id: can(g.actor, APPROVE, each) for each in found}
    return page("cases/waiting_replies.html", found=found, may=may, why=approvals.WHY)


@bp.get("/cases/<int:id>/waiting-reply")
def waiting_reply(id: int) -> Any:
    case = the_case(id)
    return _look(case) if case.approval_id is not None else done(case_url(case))


@bp.post("/cases/<int:id>/waiting-reply/approval")
@once
def approve_reply(id: int) -> Any:
    case, form = the_case(id), read(LookForm)
    approval = _waiting(case)
    if not form.ok:
        require(g.actor, APPROVE, approval)
        return _look(case, error=_("Say which version you have read: open it again.")), 422
    try:
        message = approving.approve(g.actor, approval, version=form.data.version, seen=form.data.seen)
    except guard.Stopped as stopped:
        return _look(case, findings=stopped.findings), 422
    except Conflict as moved:
        return _look(case, error=moved.message), 409
    except Invalid as refused:
        return _look(case, error=refused.message), 422
    queries.forget_counts()
    said = _("Approved. It goes out to %(first)s.", first=case.customer.first_name)
    return done(f"{case_url(case)}#m{message.id}", say=said)


@bp.post("/cases/<int:id>/waiting-reply/text")
def change_reply(id: int) -> Any:
    case, form = the_case(id), read(TextForm)
    approval, typed = _waiting(case), str(form.value("body"))
    if not form.ok:
        require(g.actor, APPROVE, approval)
        return _look(case, typed=typed, error=_("Write what the customer should read.")), 422
    try:
        approving.change_text(g.actor, approval, form.data.body, version=form.data.version)
    except guard.Stopped as stopped:
        return _look(case, typed=typed, findings=stopped.findings), 422
    except Conflict as moved:
        return _look(case, typed=typed, error=moved.message), 409
    said = _("Changed. %(name)s sees what you changed.", name=approval.author.first_name)
    return done(f"/cases/{id}/waiting-reply", say=said)


@bp.post("/cases/<int:id>/waiting-reply/return")
def give_reply_back(id: int) -> Any:
    case, form = the_case(id), read(ReturnForm)
    approval, why = _waiting(case), str(form.value("reason"))
    if not form.ok:
        require(g.actor, APPROVE, approval)
        return _look(case, why=why, error=_("Say why, so that its writer can mend it.")), 422
    try:
        approving.give_back(g.actor, approval, form.data.reason, version=form.data.version)
    except Conflict as moved:
        return _look(case, why=why, error=moved.message), 409
    except Invalid as refused:
        return _look(case, why=why, error=refused.message), 422
    return done(case_url(case), say=_("Given back to %(name)s.", name=approval.author.first_name))


@bp.post("/cases/<int:id>/waiting-reply/withdrawal")
def withdraw_reply(id: int) -> Response:
    case = the_case(id)
    approving.withdraw(g.actor, _waiting(case))
    return done(f"{case_url(case)}#reply", say=_("Taken back. Your text is in the composer again."))


@bp.get("/cases/desks/<slug>/approval")
def desk_approval(slug: str) -> str:
    desk = the_desk(slug)
    row = session().get(DeskApproval, desk.id) or DeskApproval(channels=[], labels=[], below="")
    kept = blank(channels=row.channels, labels=row.labels, below=row.below, supervisors=row.supervisors)
    return _rule_page(desk, kept)


@bp.post("/cases/desks/<slug>/approval")
def keep_approval(slug: str) -> Any:
    desk, form = the_desk(slug), read(RuleForm)
    if form.ok:
        try:
            approving.set_approval(
                g.actor, desk, channels=list(form.data.channels), labels=list(form.data.labels),
                below=form.data.below, supervisors=bool(form.data.supervisors),
            )  # fmt: skip
            return done(f"/cases/desks/{slug}/approval", say=_("That holds from the next reply on."))
        except Invalid as refused:
            form.refuse(refused.field or "channels", refused.message)
    return _rule_page(desk, form), 422


def _waiting(case: Case) -> Approval:
    found = approvals.waiting_in(case)
    if found is None:
        raise Conflict(_("No reply waits in this case any more. Open the case to see what became of it."))
    return found


def _look(case: Case, *, typed: str = "", why: str = "", error: str = "", findings: Any = ()) -> str:
    """One reply as it would leave, with what arrived since and what was changed in it."""
    approval = _waiting(case)
    sources = approvals.sources_of(approval)
    people = names_by_id({id for row in sources for id in (*row.authors, row.vetted_by_id or 0)})
    may = verdict(g.actor, APPROVE, approval)
    return page(
        "cases/waiting_reply.html", case=case, approval=approval, way=way_of(approval),
        composer=Composer(case, body=approval.body, way=way_of(approval)), typed=typed or approval.body,
        letter=letter_before(case, approval.author, approval.body), why=why, error=error,
        findings=findings, arrived=approvals.arrived_since(approval),
        files=files_in_draft(case, approval.author, approval.mark), url_of=url_of_file,
        rows=compare(approval.written, approval.body) if approval.written != approval.body else None,
        sources=showing.made_from(sources, people), seen=queries.newest_message_id(case), may=bool(may),
        because=may.reason if isinstance(may, Because) else "", words=approvals.WHY,
    )  # fmt: skip


def _rule_page(desk: Space, form: Read[Any]) -> str:
    return page(
        "cases/approval_rule.html", desk=desk, form=form, steps=steps(),
        channels=approvals.channels_of_desk(desk), labels=approvals.labels_of_desk(desk),
    )  # fmt: skip
