"""What is asked together with things because their cards need it, and is one row for all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select

from hub.core.db import session


@dataclass(frozen=True)
class Along:
    """The one row of `model` for which `on` holds; `know` remembers it, or that there is none."""

    model: type[Any]
    on: ColumnElement[bool]
    know: Callable[[Any], None]


def rows_with(along: Along | None, statement: Select[Any]) -> Sequence[Any]:
    """The things of a statement, each once; what goes along with them is known afterwards."""
    if along is None:
        return session().scalars(statement).unique().all()
    both = statement.add_columns(along.model).outerjoin(along.model, along.on)
    rows = session().execute(both).unique().all()
    if rows:
        along.know(rows[0][1])
    return [row[0] for row in rows]
