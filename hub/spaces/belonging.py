"""Where a person belongs: every membership with what the frame and the rules need, asked once a request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    select,
)

from hub.core.db import session
from hub.people.models import Reading, Watch
from hub.spaces.models import Membership, Space, SpaceKind, SpaceRole


@dataclass(frozen=True)
class Belonging:
    """One space that a person is in. `id`, `slug` and `name` are the space's."""

    id: int
    slug: str
    name: str
    kind: SpaceKind
    role: SpaceRole
    is_archived: bool
    count: int  # how much came since they last looked
    is_seen: bool  # whether they ever looked
    attention: str  # what was chosen for it, "" for nothing
    is_official: bool = False
    is_all_staff: bool = False
    within_id: int | None = None  # of a part: the space around it


def belongings(person_id: int) -> Mapping[int, Belonging]:
    """space id → belonging, in the order of the names: one statement a request."""
    known: dict[int, dict[int, Belonging]] = session().info.setdefault("belongings", {})
    if person_id not in known:
        rows = session().execute(_OWN, {"me": person_id})
        known[person_id] = {row.id: Belonging(*row[1:]) for row in rows}
    return known[person_id]


def know_belongings(person_ids: Iterable[int]) -> None:
    """Ask for those of several people at once, where a rule is about to be asked for each of them."""
    known: dict[int, dict[int, Belonging]] = session().info.setdefault("belongings", {})
    new = {id: dict[int, Belonging]() for id in person_ids if id not in known}
    if new:
        for person_id, *row in session().execute(_OF_PEOPLE, {"people": list(new)}):
            new[person_id][row[0]] = Belonging(*row)
        known.update(new)


def own_parts(person_id: int, space_id: int) -> list[int]:
    """The ids of the parts of a space that somebody is in, who may also enter the space."""
    return [each.id for each in belongings(person_id).values() if each.within_id == space_id]


def forget_belongings() -> None:
    """Something about memberships changed: ask again at the next look."""
    session().info.pop("belongings", None)


def _statement(whose: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    own_read = and_(Reading.person_id == Membership.person_id, Reading.ref == _ref())
    own_watch = and_(Watch.person_id == Membership.person_id, Watch.ref == _ref())
    return (
        select(
            Membership.person_id,
            Space.id,
            Space.slug,
            Space.name,
            Space.kind,
            Membership.role,
            Space.archived_at.is_not(None),
            Space.entry_count - func.coalesce(Reading.last_id, Space.entry_count),
            Reading.last_id.is_not(None),
            func.coalesce(Watch.level, ""),
            Space.is_official,
            Space.is_all_staff,
            Space.within_id,
        )
        .join(Membership, Membership.space_id == Space.id)
        .outerjoin(Reading, own_read)
        .outerjoin(Watch, own_watch)
        .where(whose)
        .order_by(func.lower(Space.name), Space.id)
        .execution_options(keeps_plan=True)
    )


def _ref() -> ColumnElement[str]:
    return literal("space:") + cast(Space.id, String)


_OWN = _statement(Membership.person_id == bindparam("me"))  # built once: it is asked by every request
_OF_PEOPLE = _statement(Membership.person_id.in_(bindparam("people", expanding=True)))
