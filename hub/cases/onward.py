"""Which case comes next in a list, when one is done with this one."""

from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from hub.cases.models import Case
from hub.cases.queries import in_view
from hub.cases.sorting import keys_of, order_by
from hub.core import clock
from hub.core.db import UtcDateTime, session
from hub.core.permissions import readable
from hub.people.models import Person
from hub.people.prepared import prepared


def next_in_list(
    actor: Person, case: Case, view: str, narrowed_to: ColumnElement[bool] | None = None, sort: str = ""
) -> int | None:
    """The number of the first one there that is not `case`, as `list_cases` has them; None when none is."""
    if narrowed_to is None:
        ids = _first(actor, view, sort, now=clock.now()).scalars()
    else:
        ids = session().scalars(_ordered(actor, narrowed_to, view, sort))
    return next((id for id in ids if id != case.id), None)


@prepared
def _first(me: Person, view: str, sort: str) -> Select[Any]:
    wanted = in_view(me, view, bindparam("now", type_=UtcDateTime()))
    return _ordered(me, wanted, view, sort).execution_options(keeps_plan=True)


def _ordered(actor: Person, wanted: ColumnElement[bool], view: str, sort: str) -> Select[Any]:
    chosen = readable(actor, select(Case)).with_only_columns(Case.id).where(wanted)
    return chosen.order_by(*order_by(keys_of(view, sort))).limit(2)
