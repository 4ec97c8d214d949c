"""Macros as their pages and the case need them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from hub.automation.deeds import deeds_of
from hub.automation.models import Macro
from hub.automation.wording import names_of, said
from hub.cases.models import Case
from hub.core.db import session
from hub.core.permissions import readable
from hub.people.models import Person
from hub.spaces.models import Space

MOST = 200


@dataclass(frozen=True)
class Shown:
    """A macro and what it does, in words."""

    macro: Macro
    does: Sequence[str]

    @property
    def sends(self) -> bool:
        """Whether running it sends a reply."""
        return any(each["do"] == "send" for each in self.macro.deeds)


@dataclass(frozen=True)
class Folder:
    """Macros that lie together, in their order; the nameless folder comes first."""

    name: str
    macros: Sequence[Shown]


def macros_for(actor: Person, case: Case) -> list[Folder]:
    """Those that may be run on a case: the desk's and one's own."""
    found = session().scalars(_ordered(readable(actor, select(Macro)), case.space)).all()
    return _folders(actor, case.space, found)


def macros_of(actor: Person, desk: Space) -> tuple[list[Folder], list[Folder]]:
    """The desk's, and one's own on it. Whoever asks checks that the actor works there, or runs it."""
    there = select(Macro).where(
        Macro.removed_at.is_(None), or_(Macro.owner_id.is_(None), Macro.owner_id == actor.id)
    )
    found = session().scalars(_ordered(there, desk)).all()
    shared, own = [each for each in found if each.is_shared], [each for each in found if not each.is_shared]
    return _folders(actor, desk, shared), _folders(actor, desk, own)


def macro_of(actor: Person, desk: Space, id: int) -> Macro | None:
    """One of them."""
    statement = select(Macro).where(
        Macro.id == id, Macro.space_id == desk.id, Macro.removed_at.is_(None),
        or_(Macro.owner_id.is_(None), Macro.owner_id == actor.id),
    )  # fmt: skip
    return session().scalars(statement.options(joinedload(Macro.space))).one_or_none()


def _ordered(statement: Select[Any], desk: Space) -> Select[Any]:
    mine = statement.where(Macro.space_id == desk.id).options(joinedload(Macro.space))
    return mine.order_by(Macro.owner_id.is_not(None), Macro.folder, Macro.position, Macro.id).limit(MOST)


def _folders(actor: Person, desk: Space, macros: Sequence[Macro]) -> list[Folder]:
    names = names_of(actor, desk.id, [deed for macro in macros for deed in deeds_of(macro.deeds)])
    found: dict[str, list[Shown]] = {}
    for macro in macros:
        does = [said(deed, names) for deed in deeds_of(macro.deeds)]
        found.setdefault(macro.folder, []).append(Shown(macro, does))
    return [Folder(name, found[name]) for name in sorted(found)]
