"""Who sees cases and what they may do with them. A case lives on a desk: its team sees it."""

from sqlalchemy import ColumnElement, Select, and_, or_, select

from hub.cases.approval_models import Approval, DeskApproval
from hub.cases.bulk_models import BulkAct
from hub.cases.deskhand import DeskHand
from hub.cases.list_models import KeptList
from hub.cases.models import Case, Message, Note
from hub.channels.owner import owner_of
from hub.core.db import session
from hub.core.permissions import Actor, Because, Verdict, permission, rule, verdict, visible
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Person, Role
from hub.people.standing import stands_below
from hub.spaces.models import Space, SpaceKind
from hub.spaces.rules import EDIT_SPACE, WORK_CASES_IN, case_space_ids, role_in, sees_cases

OPEN_CASE = permission("cases.case.open", lazy("Open a case by hand"))
WORK_CASE = permission("cases.case.work", lazy("Take, snooze, solve and close a case"))
REPLY = permission("cases.case.reply", lazy("Write to the customer"))
APPROVE = permission("cases.reply.approve", lazy("Let a colleague’s reply go that waits for a second person"))
ASK_INSIDE = permission("cases.case.ask", lazy("Ask inside about a case"))
THANK = permission("cases.case.thank", lazy("Thank those whose words were in a reply"))
RUN_DESK = permission("cases.desk.run", lazy("Set hours, promises and rules of a desk"))
TUNE_CHECKS = permission("cases.check.tune", lazy("Look at overrides of the send check and set its rules"))
READ_CHECKS = permission(
    "cases.check.read", lazy("Look at what left against the send check and where replies came from")
)
UNDO_BULK = permission("cases.bulk.undo", lazy("Take back what one did with many cases"))
DROP_LIST = permission("cases.list.drop", lazy("Drop a kept list of cases"))
ADD_NOTE = permission("cases.case.note", lazy("Write inside a case"))


@visible(Case)
def readable_cases(actor: Actor) -> ColumnElement[bool]:
    """Those of the desks one belongs to and whose grid shows them to one's role."""
    return Case.space_id.in_(case_space_ids(actor))


@visible(Message)
def readable_messages(actor: Actor) -> ColumnElement[bool]:
    """Those of the desks one belongs to."""
    return Message.space_id.in_(case_space_ids(actor))


@visible(Note)
def readable_notes(actor: Actor) -> ColumnElement[bool]:
    """Those of the desks one belongs to."""
    return Note.space_id.in_(case_space_ids(actor))


@visible(KeptList)
def readable_lists(actor: Actor) -> ColumnElement[bool]:
    """One's own, and those that are shared with a desk; nothing for who sees no cases (any more)."""
    desks = case_space_ids(actor)
    own = and_(KeptList.owner_id == actor.id, desks.exists())
    return or_(own, KeptList.space_id.in_(desks))


@visible(BulkAct)
def own_acts(actor: Actor) -> ColumnElement[bool]:
    """What one did oneself."""
    return BulkAct.by_id == actor.id


@rule(UNDO_BULK)
def may_undo_bulk(actor: Person, act: BulkAct) -> Verdict:
    return act.by_id == actor.id


@rule(DROP_LIST)
def may_drop_list(actor: Person, kept: KeptList) -> Verdict:
    if kept.owner_id == actor.id:
        return True
    return kept.space is not None and verdict(actor, RUN_DESK, kept.space)


@rule(OPEN_CASE)
def may_open_case(actor: Person, desk: Space) -> Verdict:
    return verdict(actor, WORK_CASES_IN, desk)


@rule(ASK_INSIDE)
def may_work(actor: Person | DeskHand, case: Case) -> Verdict:
    if isinstance(actor, DeskHand):
        return actor.space_id == case.space_id and not case.space.is_archived
    return verdict(actor, WORK_CASES_IN, case.space)


@rule(WORK_CASE, REPLY)
def may_change(actor: Person | DeskHand, case: Case) -> Verdict:
    """Whoever works on its desk, unless the case is only mirrored here: then nobody, and it says why."""
    works = may_work(actor, case)
    owner = owner_of(case.channel)
    if works is True and owner:
        return Because(
            lambda: _(
                "%(owner)s owns this case: answer it, assign it and close it there. "
                "What changes there is read again within minutes.",
                owner=owner,
            )
        )
    return works


@rule(APPROVE)
def may_approve(actor: Person, approval: Approval) -> Verdict:
    if actor.id == approval.author_id:
        return Because(_("A second person has to look at it, not its writer."))
    works = verdict(actor, WORK_CASES_IN, approval.case.space)
    if works is not True or actor.has(Role.SUPERVISOR):
        return works
    asked = session().get(DeskApproval, approval.case.space_id)
    if asked is not None and asked.supervisors:
        return Because(_("On this desk supervisors approve replies."))
    if asked is not None and stands_below(actor, asked.below):
        return Because(
            _("Your own replies wait for a second person. Somebody with a higher licence approves.")
        )
    return True


@rule(THANK)
def may_thank(actor: Person, case: Case) -> Verdict:
    if case.assignee_id not in (None, actor.id):
        return False  # thanks come from whoever worked with what the helpers wrote
    return verdict(actor, WORK_CASES_IN, case.space)


@rule(TUNE_CHECKS)
def may_tune(actor: Person, _nothing: object) -> Verdict:
    return actor.has(Role.SUPERVISOR) or Because(_("The rules of the send check are the supervisors’."))


@rule(READ_CHECKS)
def may_read_checks(actor: Person, _nothing: object) -> Verdict:
    if actor.has(Role.SUPERVISOR, Role.AUDITOR):
        return True
    return Because(_("What left against the check is shown to supervisors and auditors."))


def audited_space_ids(actor: Person) -> Select[int]:
    """The desks of whose sent replies this reader may see the record: an auditor all, others their own.

    What an auditor has no case rights for is shown without the customer (`hub.cases.auditing`).
    """
    if actor.is_active and actor.has(Role.AUDITOR):
        return select(Space.id).where(Space.kind == SpaceKind.DESK)
    return case_space_ids(actor)


@rule(ADD_NOTE)
def may_note(actor: Person, case: Case) -> Verdict:
    if case.space.is_archived:
        return False
    return role_in(actor, case.space) is not None  # a colleague called in helps without a seat


@rule(RUN_DESK)
def may_run_desk(actor: Person, desk: Space) -> Verdict:
    if desk.kind != SpaceKind.DESK or desk.is_archived:
        return False
    if actor.has(Role.SUPERVISOR) and sees_cases(actor, desk):
        return True
    return verdict(actor, EDIT_SPACE, desk)


def has_case_place(actor: Person) -> bool:
    """Whether Cases belongs in this person's navigation."""
    return actor.has(Role.AGENT, Role.SUPERVISOR)
