"""Two cases that are one matter become one; one that is two matters becomes two (I02, I03).

Only cases of the same customer on the same desk are put together, so nobody reads what they could not read
before, outside and inside. Messages stay messages and notes stay notes: each moves within its own table.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from hub.cases import clocks
from hub.cases.actions.owing import unanswered_since
from hub.cases.actions.steps import ASKED, set_state, step, tell_questions
from hub.cases.events import CaseOpened, CasesMerged, CasesParted, CaseSplit
from hub.cases.merge_models import CaseMerge
from hub.cases.models import Case, CaseState, Message, Note
from hub.cases.rules import WORK_CASE
from hub.channels.contract import MessageState
from hub.core import clock
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.limits import LIMITS
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.links.actions import link, unlink
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.people.models import Person
from hub.reuse.models import Provenance

UNDER_WAY = (MessageState.HELD, MessageState.QUEUED, MessageState.SENDING, MessageState.BY_HAND)


def merge(actor: Person, source: Case, target: Case) -> CaseMerge:
    """Put everything of `source` into `target`; the customer sees nothing of it. `unmerge` takes it back."""
    require(actor, WORK_CASE, source)
    require(actor, WORK_CASE, target)
    refuse_merge(source, target)
    with transaction() as db:
        for case in sorted((source, target), key=lambda each: each.id):
            locked(case)
        refuse_merge(source, target)  # somebody may have been faster
        before = {"state": source.state, "waiting": source.waiting_since is not None}
        moved = _move(source, target)
        moved["questions"] = _wait_too(actor, source, target)
        row = CaseMerge(
            source_id=source.id,
            target_id=target.id,
            by_id=actor.id,
            at=clock.now(),
            moved=moved,
            before=before,
        )
        db.add(row)
        waited, clock_of = source.waiting_since, (source.reply_from, source.reply_used)
        source.merged_into_id = target.id
        set_state(source, CaseState.CLOSED)
        if waited is not None:
            if target.is_over or target.state == CaseState.WAITING_CUSTOMER:
                set_state(target, CaseState.OPEN)
            clocks.waits_longer(target, waited, *clock_of)
        _recount(source)
        _recount(target)
        db.flush()
        step(actor, source, "merged_into", about=target.ref)
        step(actor, target, "merged_from", about=source.ref)
        tell_questions(target)
        record(CasesMerged(target.ref, row.id), actor, source)
    return row


def unmerge(actor: Person, row: CaseMerge) -> None:
    """Take a merge back: what came along goes back, what came later stays."""
    source, target = row.source, row.target
    require(actor, WORK_CASE, source)
    require(actor, WORK_CASE, target)
    with transaction():
        for case in sorted((source, target), key=lambda each: each.id):
            locked(case)
        locked(row)
        if row.undone_at is not None:
            raise Conflict(_("This merge was taken back already."))
        row.undone_at = clock.now()
        _put_back(row)
        for question in row.moved["questions"]:
            unlink(actor, target.ref, question, LinkKind.JOINED, lazy("the merge was taken back"))
        source.merged_into_id = None
        set_state(source, CaseState(row.before["state"]))
        _recount(source)
        _recount(target)
        if row.before["waiting"]:
            clocks.owed_since(source, unanswered_since(source))
            _wait_no_longer(target)
        step(actor, source, "parted", about=target.ref)
        step(actor, target, "parted", about=source.ref)
        tell_questions(source)
        tell_questions(target)
        record(CasesParted(target.ref), actor, source)


def split(actor: Person, message: Message) -> Case:
    """Make a case of its own of one message of the customer; both are linked."""
    case = message.case
    require(actor, WORK_CASE, case)
    with transaction() as db:
        locked(case)
        if message.is_ours or message.state != MessageState.RECEIVED:
            raise Invalid(_("Only what the customer wrote can become a case of its own."))
        others = select(func.count()).where(
            Message.case_id == case.id, Message.id != message.id, Message.state == MessageState.RECEIVED
        )
        if not db.scalar(others):
            raise Invalid(_("Nothing would be left in this case. Change its subject instead."))
        subject = " ".join(message.body.split())[: LIMITS.title] or case.subject
        made = Case(
            space_id=case.space_id, customer_id=case.customer_id, channel_id=case.channel_id,
            address=case.address, thread=f"split:{message.id}", subject=subject, language=case.language,
            priority=case.priority, created_at=message.at, wrote_at=message.at, active_at=clock.now(),
            state=CaseState.NEW, message_count=0,
        )  # fmt: skip
        made.channel, made.customer, made.space = case.channel, case.customer, case.space
        db.add(made)
        db.flush()
        message.case_id, message.case = made.id, made
        db.flush()
        link(actor, made.ref, case.ref, LinkKind.LINKED)
        _recount(made)
        _recount(case)
        clocks.customer_waits(made, message.at)
        _wait_no_longer(case)
        step(actor, case, "split_off", about=made.ref)
        step(actor, made, "split_from", about=case.ref)
        record(CaseOpened(None), actor, made)
        record(CaseSplit(made.ref, message.id), actor, case)
    return made


def refuse_merge(source: Case, target: Case) -> None:
    """Raises Invalid or Conflict with the reason why these two do not become one."""
    if source.id == target.id:
        raise Invalid(_("A case cannot be merged with itself."))
    if source.customer_id != target.customer_id:
        raise Invalid(
            _("These cases are of two customers. One would read what the other wrote: they stay apart.")
        )
    if source.space_id != target.space_id:
        raise Invalid(_("These cases are on two desks. Move one of them first."))
    if source.merged_into_id is not None or target.merged_into_id is not None:
        raise Conflict(_("One of these cases was merged already."))
    going = select(Message.id).where(Message.case_id == source.id, Message.state.in_(UNDER_WAY)).limit(1)
    if session().scalar(going) is not None:
        raise Conflict(_("A reply is on its way from this case. Merge it when the reply has left."))


def candidates(case: Case, words: str = "", most: int = 10) -> Sequence[Case]:
    """Other cases of the same customer on the same desk, the latest first; narrowed by number or words."""
    statement = select(Case).where(
        Case.customer_id == case.customer_id, Case.space_id == case.space_id, Case.id != case.id,
        Case.merged_into_id.is_(None),
    )  # fmt: skip
    if words.strip():
        number = words.strip().lstrip("#!")
        statement = statement.where(
            Case.id == int(number)
            if number.isdecimal() and int(number) <= LIMITS.highest_id
            else Case.subject.icontains(words.strip(), autoescape=True)
        )
    options = joinedload(Case.channel), joinedload(Case.customer), joinedload(Case.assignee)
    return session().scalars(statement.options(*options).order_by(Case.active_at.desc()).limit(most)).all()


def merges_of(case: Case) -> Sequence[CaseMerge]:
    """What went into this case and was not taken back, and where it went itself."""
    mine = (CaseMerge.target_id == case.id) | (CaseMerge.source_id == case.id)
    return session().scalars(select(CaseMerge).where(mine, CaseMerge.undone_at.is_(None))).all()


def end_of(case: Case) -> Case:
    """Where a merged case went to in the end."""
    seen = {case.id}
    while case.merged_into_id is not None and case.merged_into_id not in seen:
        seen.add(case.merged_into_id)
        case = session().get_one(Case, case.merged_into_id)
    return case


def _move(source: Case, target: Case) -> dict[str, Any]:
    """Messages, notes and where texts came from; each stays what it is."""
    db = session()
    db.flush()
    moved: dict[str, Any] = {}
    for name, model in (("messages", Message), ("notes", Note)):
        ids = list(db.scalars(select(model.id).where(model.case_id == source.id)))
        db.execute(update(model).where(model.id.in_(ids)).values(case_id=target.id))
        moved[name] = ids
    used = select(Provenance.id).where(Provenance.case_ref == source.ref, Provenance.reply.is_not(None))
    moved["sources"] = list(db.scalars(used))
    db.execute(update(Provenance).where(Provenance.id.in_(moved["sources"])).values(case_ref=target.ref))
    db.expire_all()
    return moved


def _put_back(row: CaseMerge) -> None:
    db = session()
    db.flush()
    for name, model in (("messages", Message), ("notes", Note)):
        there = (model.id.in_(row.moved[name]), model.case_id == row.target_id)
        db.execute(update(model).where(*there).values(case_id=row.source_id))
    ids = Provenance.id.in_(row.moved["sources"])
    db.execute(update(Provenance).where(ids).values(case_ref=f"case:{row.source_id}"))
    db.expire_all()


def _wait_too(actor: Person, source: Case, target: Case) -> list[str]:
    """The questions that the source waited for are the target's as well."""
    known = set(targets_of(target.ref, ASKED))
    questions = [question for question in targets_of(source.ref, ASKED) if question not in known]
    for question in questions:
        link(actor, target.ref, question, LinkKind.JOINED)
    if questions:
        target.asked_at = target.asked_at or source.asked_at
    return questions


def _recount(case: Case) -> None:
    """What a case says of its messages, from those that are in it."""
    db = session()
    db.flush()
    mine = Message.case_id == case.id
    case.message_count = (
        db.scalar(select(func.count()).where(mine, Message.state != MessageState.TAKEN_BACK)) or 0
    )
    last = db.scalars(
        select(Message)
        .where(mine, Message.state == MessageState.RECEIVED)
        .order_by(Message.at.desc())
        .limit(1)
    ).first()
    if last is not None:
        case.wrote_at, case.excerpt = last.at, " ".join(last.body.split())[:240]
    replied = select(func.min(Message.at), func.max(Message.at)).where(
        mine, Message.author_id.is_not(None),
        Message.state.not_in((MessageState.TAKEN_BACK, MessageState.FAILED)),
    )  # fmt: skip
    case.first_replied_at, case.replied_at = db.execute(replied).one()


def _wait_no_longer(case: Case) -> None:
    """What was owed went away with the message that asked for it, or is owed since a later one only."""
    if case.replied_at is not None and case.replied_at >= case.wrote_at:
        case.waiting_since = None
        clocks.answered(case)
        return
    oldest = unanswered_since(case)
    if case.waiting_since is not None and oldest > case.waiting_since:
        clocks.owed_since(case, oldest)
