"""Which list stands there: a view, or a filter; in which order. The address holds all of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from hub.cases.filtering import parse, text_of
from hub.cases.list_models import KeptList, Label, Labelled
from hub.cases.models import Case
from hub.cases.narrowing import Reader, narrowed
from hub.cases.sorting import SORTS
from hub.core import clock
from hub.core.db import session
from hub.core.errors import Invalid
from hub.core.permissions import readable
from hub.people.models import Person

COUNTED = 100  # more than that is "99+"
SHOWN = 12  # kept lists beside the usual ones


@dataclass(frozen=True)
class Asked:
    """What the address asks for. `trouble`: why the filter cannot be read; nothing is listed then."""

    view: str = "mine"
    filter: str = ""
    sort: str = ""
    trouble: str = ""
    test: ColumnElement[bool] | None = field(default=None, compare=False)

    def url(self, path: str = "/cases", **more: object) -> str:
        """An address that keeps the list."""
        said: dict[str, object] = {"view": self.view} if self.view != "mine" and not self.filter else {}
        said |= {"filter": self.filter} if self.filter else {}
        said |= {"sort": self.sort} if self.sort else {}
        said |= {name: value for name, value in more.items() if value not in (None, "")}
        return path + (f"?{urlencode(said)}" if said else "")


@dataclass(frozen=True)
class Shelf:
    """A kept list as it is offered: how many cases are in it now, and whether it is the open one."""

    kept: KeptList
    url: str
    count: str
    current: bool


def asked_for(actor: Person, view: str, text: str, sort: str) -> Asked:
    """Read what the address says."""
    sort = sort if sort in SORTS else ""
    if not text.strip():
        return Asked(view, "", sort)
    try:
        node = parse(text)
        return Asked("team", text_of(node), sort, test=narrowed(Reader(actor, clock.now()), node))
    except Invalid as error:
        return Asked("team", text, sort, trouble=error.message)


def shelves(actor: Person, asked: Asked) -> list[Shelf]:
    """The lists that the actor keeps or a desk of theirs shares, counted: two statements."""
    statement = (
        readable(actor, select(KeptList))
        .options(joinedload(KeptList.space))
        .order_by(KeptList.space_id.is_not(None), KeptList.name, KeptList.id)
    )
    kept = session().scalars(statement.limit(SHOWN)).all()
    counts = _count(actor, kept) if kept else {}
    return [
        Shelf(
            each,
            Asked(filter=each.filter, sort=each.sort).url(),
            counts.get(each.id, ""),
            (each.filter, each.sort) == (asked.filter, asked.sort),
        )
        for each in kept
    ]


def labels_of(ids: Sequence[int]) -> dict[int, list[str]]:
    """Case → its labels, by name; one statement."""
    statement = (
        select(Labelled.case_id, Label.name)
        .join(Label, Label.id == Labelled.label_id)
        .where(Labelled.case_id.in_(ids))
        .order_by(Label.name)
    )
    found: dict[int, list[str]] = {}
    for case_id, name in session().execute(statement) if ids else ():
        found.setdefault(case_id, []).append(name)
    return found


def _count(actor: Person, kept: Sequence[KeptList]) -> dict[int, str]:
    reader = Reader(actor, clock.now())
    columns = []
    for each in kept:
        try:
            test = narrowed(reader, parse(each.filter))
        except Invalid:  # a name that no longer means anything
            continue
        some = readable(actor, select(Case)).with_only_columns(Case.id).where(test).limit(COUNTED).subquery()
        columns.append(select(func.count()).select_from(some).scalar_subquery().label(str(each.id)))
    if not columns:
        return {}
    row = session().execute(select(*columns)).one()
    return {
        int(name): f"{COUNTED - 1}+" if count >= COUNTED else str(count)
        for name, count in row._mapping.items()
    }
