"""Which items a case has, and who has ticked them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import joinedload

from hub.cases.list_models import Label, Labelled
from hub.cases.models import Case
from hub.checklists.models import Checklist, ChecklistItem, Ticked
from hub.core.db import session
from hub.people.models import Person


@dataclass(frozen=True)
class Item:
    """An item in a case; `ticked` and `by` once it is done."""

    item: ChecklistItem
    ticked: Ticked | None
    by: Person | None


def items_of(case: Case) -> list[Item]:
    """What is to be done in a case, in the order of its lists; one statement."""
    carried = exists().where(Labelled.case_id == case.id, Labelled.label_id == Checklist.label_id)
    statement = (
        select(ChecklistItem, Ticked, Person)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .outerjoin(Ticked, and_(Ticked.item_id == ChecklistItem.id, Ticked.case_id == case.id))
        .outerjoin(Person, Person.id == Ticked.by_id)
        .where(Checklist.space_id == case.space_id, ChecklistItem.removed_at.is_(None))
        .where(or_(Checklist.label_id.is_(None), carried))
        .order_by(Checklist.label_id.is_not(None), Checklist.id, ChecklistItem.position)
    )
    return [Item(item, ticked, by) for item, ticked, by in session().execute(statement)]


def open_items(case: Case) -> list[str]:
    """The words of what nobody has ticked yet."""
    return [each.item.words for each in items_of(case) if each.ticked is None]


def checklists_of(space_id: int) -> Sequence[Checklist]:
    """The lists of a desk: the one for all of its cases first, then by label."""
    statement = select(Checklist).where(Checklist.space_id == space_id).outerjoin(Label)
    options = joinedload(Checklist.label), joinedload(Checklist.items)
    rows = session().scalars(statement.options(*options).order_by(Label.name.is_not(None), Label.name))
    return rows.unique().all()
