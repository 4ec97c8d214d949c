"""Setting the checklists of a desk, and ticking their items in a case."""

from collections.abc import Sequence

from sqlalchemy import select

from hub.cases.actions.steps import step
from hub.cases.list_models import Label
from hub.cases.models import Case
from hub.cases.rules import RUN_DESK, WORK_CASE
from hub.checklists.events import ItemTicked
from hub.checklists.models import Checklist, ChecklistItem, Ticked
from hub.checklists.queries import items_of
from hub.core import clock
from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces.models import Space

MOST = 30  # items
LONGEST = 200  # characters of one


def set_checklist(actor: Person, desk: Space, label: Label | None, lines: Sequence[str]) -> None:
    """The items for cases with a label, or for all without one; none takes the list away.

    An item whose words stay keeps what was ticked, wherever it stands now.
    """
    require(actor, RUN_DESK, desk)
    wanted = list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))
    if len(wanted) > MOST:
        raise Invalid(_("A checklist has at most %(most)s items.", most=MOST), field="items")
    long = next((line for line in wanted if len(line) > LONGEST), "")
    if long:
        raise Invalid(_("“%(words)s…” is too long for an item.", words=long[:40]), field="items")
    with transaction() as db:
        found = _checklist(actor, desk, label)
        statement = select(ChecklistItem).where(ChecklistItem.checklist_id == found.id)
        known = {each.words: each for each in session().scalars(statement)}
        for each in known.values():
            if each.words not in wanted:
                each.removed_at = each.removed_at or clock.now()
        for position, words in enumerate(wanted):
            item = known.get(words)
            if item is None:
                db.add(ChecklistItem(checklist_id=found.id, words=words, position=position))
            else:
                item.position, item.removed_at = position, None
        named = {"label": label.name if label is not None else "", "items": wanted}
        audit(actor, "checklists.set", desk.ref, after=named)


def tick(actor: Person, case: Case, item_id: int, *, on: bool) -> None:
    """It is done in this case, or not after all. Twice is once."""
    require(actor, WORK_CASE, case)
    with transaction() as db:
        locked(case)
        found = next((each for each in items_of(case) if each.item.id == item_id), None)
        if found is None:
            raise Invalid(_("This is not on the checklist of the case any more."))
        if on == (found.ticked is not None):
            return
        if found.ticked is not None:
            db.delete(found.ticked)
        else:
            db.add(Ticked(case_id=case.id, item_id=item_id, by_id=actor.id, at=clock.now()))
        db.flush()
        step(actor, case, "ticked" if on else "unticked", detail=found.item.words)
        record(ItemTicked(item_id, on), actor, case)


def _checklist(actor: Person, desk: Space, label: Label | None) -> Checklist:
    id = label.id if label is not None else None
    known = Checklist.label_id == id if id is not None else Checklist.label_id.is_(None)
    found = session().scalars(select(Checklist).where(Checklist.space_id == desk.id, known)).one_or_none()
    if found is None:
        found = Checklist(space_id=desk.id, label_id=id, changed_by_id=actor.id, at=clock.now())
        session().add(found)
    found.changed_by_id, found.at = actor.id, clock.now()
    session().flush()
    return found
