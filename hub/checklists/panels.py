"""The checklist in the inside of a case, and what is still open of it where a case is solved."""

from flask import render_template

from hub.cases.models import Case
from hub.cases.rules import WORK_CASE
from hub.checklists.queries import items_of, open_items
from hub.core.permissions import Actor, can
from hub.people.models import Person


def in_case(actor: Actor, case: Case) -> str:
    """Each item, to be ticked by whoever works on the case."""
    items = items_of(case) if isinstance(actor, Person) else []
    if not items:
        return ""
    return render_template(
        "checklists/_in_case.html", case=case, items=items, may_work=can(actor, WORK_CASE, case)
    )


def before_solving(_actor: Actor, case: Case) -> str:
    """Which items are open, where the case is solved; nothing is in the way."""
    left = [] if case.is_over else open_items(case)
    return render_template("checklists/_open.html", left=left) if left else ""
