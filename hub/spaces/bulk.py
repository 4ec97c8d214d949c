"""Bringing many people into a space at once, from a list: a preview of each line, then one press."""

import csv
import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO

from sqlalchemy import func, or_, select

from hub.core.audit import audit
from hub.core.db import locked, session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import require
from hub.core.words import gettext as _
from hub.core.words import lazy, ngettext
from hub.people.models import Person
from hub.spaces.actions import settle_in
from hub.spaces.events import MemberJoined, PeopleAdded
from hub.spaces.models import Membership, Space, SpaceRole
from hub.spaces.rules import ENTER_PEOPLE
from hub.web.filters import number

MOST = 250
LONGEST = 320  # characters of a name in a line
HEADINGS = frozenset({"email", "e-mail", "mail", "handle", "name", "person"})
GIVEN = (SpaceRole.GUEST, SpaceRole.MEMBER, SpaceRole.MODERATOR, SpaceRole.ADMIN)


class State(enum.StrEnum):
    """What becomes of a line."""

    FOUND = "found"
    MEMBER = "member"
    UNKNOWN = "unknown"
    DEACTIVATED = "deactivated"
    DUPLICATE = "duplicate"
    ROLE = "role"


WORDS = {
    State.FOUND: lazy("Comes in"),
    State.MEMBER: lazy("Already in"),
    State.UNKNOWN: lazy("Nobody we know"),
    State.DEACTIVATED: lazy("Deactivated"),
    State.DUPLICATE: lazy("Listed twice"),
    State.ROLE: lazy("No such role"),
}


@dataclass(frozen=True)
class Row:
    """A line of the list: what was written, whom it names, as what they come in."""

    line: int
    written: str
    state: State
    person: Person | None = None
    role: SpaceRole = SpaceRole.MEMBER

    @property
    def words(self) -> str:
        """What becomes of it, for people."""
        return str(WORDS[self.state])


@dataclass(frozen=True)
class Preview:
    """What a list would do, line by line."""

    rows: Sequence[Row] = field(default_factory=list)

    @property
    def coming(self) -> list[Row]:
        """Those who would come in."""
        return [row for row in self.rows if row.state == State.FOUND]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """State, words and number, of those that occur."""
        states = [row.state for row in self.rows]
        return [(state.value, str(WORDS[state]), states.count(state)) for state in State if state in states]


def preview(space: Space, text: str) -> Preview:
    """Read a list: an e-mail address or a handle in each line, and a role behind it where one is given.

    Raises Invalid when it has no line, or more than MOST.
    """
    lines = _lines(text)
    if not lines:
        raise Invalid(_("Give at least one line: an e-mail address or a handle."), field="text")
    if len(lines) > MOST:
        raise Invalid(
            _(
                "These are %(count)s lines, and %(most)s at once is the most. Send the first %(most)s, then "
                "the rest.",
                count=number(len(lines)), most=MOST,
            ),
            field="text",
        )  # fmt: skip
    people = _people([name for _line, name, _role in lines])
    inside = set(session().scalars(select(Membership.person_id).where(Membership.space_id == space.id)))
    rows: list[Row] = []
    seen: set[int | str] = set()
    for line, name, role in lines:
        person = people.get(name)
        key = person.id if person is not None else name
        rows.append(_row(line, name, role, person, is_in=key in inside, is_twice=key in seen))
        seen.add(key)
    return Preview(rows)


def add_people(actor: Person, space: Space, text: str) -> Preview:
    """Bring in everybody whom the list names and who is not in yet. Each of them hears of it once."""
    require(actor, ENTER_PEOPLE, space)
    with transaction():
        locked(space)
        found = preview(space, text)
        for row in found.coming:
            if row.person is not None:
                settle_in(space, row.person, row.role)
                record(MemberJoined(row.person.id), actor, space)
        if found.coming:
            added = [f"{row.person.ref} {row.role}" for row in found.coming if row.person is not None]
            audit(actor, "spaces.add_people", space.ref, after={"count": len(added), "people": added})
            ids = [row.person.id for row in found.coming if row.person is not None]
            record(PeopleAdded(ids), actor, space)
    return found


def said(found: Preview, space: Space) -> str:
    """What was done, in one sentence."""
    count = len(found.coming)
    return ngettext(
        "One colleague is in %(name)s now.", "%(count)s colleagues are in %(name)s now.", count,
        count=number(count), name=space.name,
    )  # fmt: skip


def _lines(text: str) -> list[tuple[int, str, str]]:
    """(number of the line, who, role): comma, semicolon or tab between them; a heading is passed over."""
    found: list[tuple[int, str, str]] = []
    for at, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        mark = next((mark for mark in "\t;," if mark in raw), ",")
        cells = [cell.strip() for cell in next(csv.reader(StringIO(raw), delimiter=mark), [])]
        name = cells[0].lstrip("@").lower()[:LONGEST] if cells else ""
        if name and not (not found and name in HEADINGS):
            found.append((at, name, cells[1].lower() if len(cells) > 1 else ""))
    return found


def _people(names: Sequence[str]) -> dict[str, Person]:
    """By handle and by address, whether they are still here or not."""
    wanted = set(names)
    statement = select(Person).where(or_(Person.handle.in_(wanted), func.lower(Person.email).in_(wanted)))
    found: dict[str, Person] = {}
    for person in session().scalars(statement):
        found[person.handle.lower()] = found[person.email.lower()] = person
    return found


def _row(line: int, name: str, role: str, person: Person | None, *, is_in: bool, is_twice: bool) -> Row:
    roles = {each.value: each for each in GIVEN} | {each.label.lower(): each for each in GIVEN}
    if person is None:
        return Row(line, name, State.DUPLICATE if is_twice else State.UNKNOWN)
    if is_twice:
        state = State.DUPLICATE
    elif person.deactivated_at is not None:
        state = State.DEACTIVATED
    elif is_in:
        state = State.MEMBER
    else:
        state = State.FOUND if not role or role in roles else State.ROLE
    return Row(line, name, state, person, roles.get(role, SpaceRole.MEMBER))
