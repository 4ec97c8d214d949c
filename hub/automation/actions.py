"""Keeping macros, running one on a case wholly or not at all, and taking a run back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from hub.automation.acts import PARTS, do, standing
from hub.automation.deeds import Bench, Deed, checked, deeds_of, stored
from hub.automation.events import MacroKept, MacroUsed
from hub.automation.models import Macro, MacroRun
from hub.automation.order import put
from hub.automation.rules import KEEP_MACRO, KEEP_OWN_MACRO, TAKE_BACK_RUN
from hub.cases.actions import replies
from hub.cases.actions.steps import step
from hub.cases.models import Case, Message
from hub.cases.rules import RUN_DESK, WORK_CASE
from hub.channels.contract import MessageState
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces.models import Space

REPLYING = ("draft", "state", "assign", "snooze")  # what sending a reply, and taking it back, change
MOST = 100  # macros of a desk, and of one person on it


@dataclass(frozen=True)
class Wanted:
    """A macro as it is written."""

    name: str
    deeds: Sequence[Deed]
    folder: str = ""
    shared: bool = False


def keep_macro(actor: Person, desk: Space, wanted: Wanted, macro: Macro | None = None) -> Macro:
    """Make a macro, or change one. Raises Invalid naming the field that cannot be kept."""
    if macro is not None:
        require(actor, KEEP_MACRO, macro)
    require(actor, RUN_DESK if wanted.shared else KEEP_OWN_MACRO, desk)
    if macro is not None and macro.is_shared and not wanted.shared:
        raise Invalid(_("A macro of the desk stays with it. Make one of your own instead."), field="shared")
    deeds = checked(Bench(actor, desk, wanted.shared), wanted.deeds)
    owner_id = None if wanted.shared else actor.id
    with transaction() as db:
        _refuse_a_second(desk, owner_id, wanted.name, macro)
        if macro is None:
            macro = Macro(space_id=desk.id, space=desk, position=_last(desk, owner_id) + 1, uses=0)
        before = len(macro.deeds or [])
        macro.owner_id, macro.name, macro.folder = owner_id, wanted.name, wanted.folder
        macro.deeds, macro.changed_by_id, macro.changed_at = stored(deeds), actor.id, clock.now()
        db.add(macro)
        db.flush()
        if wanted.shared:
            audit(actor, "automation.keep_macro", f"{desk.ref} macro:{macro.id}", before={"deeds": before},
                  after={"deeds": len(macro.deeds)})  # fmt: skip
        record(MacroKept(macro.id), actor, desk)
    return macro


def drop_macro(actor: Person, macro: Macro) -> None:
    """Take it away. What was done with it stays done."""
    require(actor, KEEP_MACRO, macro)
    with transaction():
        macro.removed_at = clock.now()
        if macro.is_shared:
            about = f"{macro.space.ref} macro:{macro.id}"
            audit(actor, "automation.drop_macro", about)
        record(MacroKept(macro.id, removed=True), actor, macro.space)


def move_macro(actor: Person, macro: Macro, up: bool) -> None:
    """One place up or down among those of the same owner."""
    require(actor, KEEP_MACRO, macro)
    with transaction() as db:
        owned = select(Macro).where(
            Macro.space_id == macro.space_id, Macro.owner_id.is_not_distinct_from(macro.owner_id),
            Macro.removed_at.is_(None),
        )  # fmt: skip
        put(db.scalars(owned.order_by(Macro.position, Macro.id)).all(), macro, up=up)
        record(MacroKept(macro.id), actor, macro.space)


def run_macro(actor: Person, macro: Macro, case: Case) -> MacroRun:
    """Do all of it in one transaction; when one deed is refused nothing is done.

    A reply that it sends goes through the guard, which raises Stopped. Raises Conflict for another desk's.
    """
    require(actor, WORK_CASE, case)
    if macro.space_id != case.space_id:
        raise Conflict(_("This macro belongs to another desk than the case."))
    bench = Bench(actor, case.space)
    with transaction() as db:
        locked(case)
        before, message = standing(actor, case), None
        for deed in deeds_of(macro.deeds):
            message = do(bench, case, deed) or message
        db.flush()
        after = standing(actor, case)
        run = MacroRun(
            macro_id=macro.id, case_id=case.id, case=case, by_id=actor.id, at=clock.now(),
            before={name: value for name, value in before.items() if value != after[name]},
            after={name: value for name, value in after.items() if value != before[name]},
            message_id=message.id if message is not None else None,
        )  # fmt: skip
        db.add(run)
        macro.uses, macro.used_at = Macro.uses + 1, run.at
        step(actor, case, "macro", detail=macro.name if macro.is_shared else "")
        db.flush()
        record(MacroUsed(run.id), actor, case)
    return run


def take_back(actor: Person, run: MacroRun) -> list[str]:
    """Put back what the run changed and nobody has changed since. Returns the names of the parts that stay.

    A reply that it sent is taken back while it is held; raises Conflict when it has left.
    """
    require(actor, TAKE_BACK_RUN, run)
    case = run.case
    require(actor, WORK_CASE, case)
    with transaction() as db:
        locked(run)
        if run.undone_at is not None:
            raise Conflict(_("This was taken back already."))
        run.undone_at = clock.now()
        now, stay = standing(actor, case), []
        if run.message_id is not None:
            replies.take_back(actor, db.get_one(Message, run.message_id))
            # That has opened the case and made a draft of the reply: no change of somebody else's.
            now |= {name: run.after[name] for name in REPLYING if name in run.after}
        for name, part in PARTS.items():
            if name not in run.before:
                continue
            if now[name] != run.after[name]:
                stay.append(name)
                continue
            part.put_back(actor, case, run.before[name])
        step(actor, case, "macro_undone", detail=run.macro.name if run.macro.is_shared else "")
        record(MacroUsed(run.id, undone=True), actor, case)
    return stay


def can_take_back(run: MacroRun) -> bool:
    """Whether something of it can still be undone."""
    if run.undone_at is not None or not (run.before or run.message_id):
        return False
    return run.message_id is None or session().get_one(Message, run.message_id).state == MessageState.HELD


def _refuse_a_second(desk: Space, owner_id: int | None, name: str, macro: Macro | None) -> None:
    there = select(Macro.id, Macro.name).where(
        Macro.space_id == desk.id, Macro.owner_id.is_not_distinct_from(owner_id), Macro.removed_at.is_(None)
    )
    others = [row for row in session().execute(there) if macro is None or row.id != macro.id]
    if any(row.name.lower() == name.lower() for row in others):
        raise Invalid(_("There is a macro of this name already. Choose another one."), field="name")
    if len(others) >= MOST:
        raise Invalid(_("At most %(most)s of these, please.", most=MOST), field="name")


def _last(desk: Space, owner_id: int | None) -> int:
    owned = select(func.max(Macro.position)).where(
        Macro.space_id == desk.id, Macro.owner_id.is_not_distinct_from(owner_id)
    )
    found: Any = session().scalar(owned)
    return found or 0
