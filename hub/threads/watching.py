"""Who wants to hear of a thing, and how far they have read its thread (FD16)."""

from collections.abc import Iterable

from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.people.models import Person, Reading, Watch


def watch(person: Person, ref: str, level: str = "watching", *, change: bool = False) -> None:
    """Let `person` hear of `ref`, inside a transaction. A choice once made stays unless `change`."""
    row = session().get(Watch, (person.id, ref))
    if row is None:
        session().add(Watch(person_id=person.id, ref=ref, level=level, at=clock.now()))
    elif change:
        row.level, row.at = level, clock.now()


def unwatch(person: Person, ref: str) -> None:
    """Forget the choice, inside a transaction."""
    row = session().get(Watch, (person.id, ref))
    if row is not None:
        session().delete(row)


def watchers(ref: str) -> list[int]:
    """The ids of the people who watch a thing."""
    statement = select(Watch.person_id).where(Watch.ref == ref, Watch.level == "watching")
    return list(session().scalars(statement))


def muted(ref: str) -> set[int]:
    """The ids of the people who do not want to hear of a thing, whatever else is true."""
    statement = select(Watch.person_id).where(Watch.ref == ref, Watch.level == "muted")
    return set(session().scalars(statement))


def watched(person: Person, refs: Iterable[str]) -> dict[str, str]:
    """ref → level for those of `refs` that the person has chosen a level for."""
    statement = select(Watch).where(Watch.person_id == person.id, Watch.ref.in_(list(refs)))
    return {row.ref: row.level for row in session().scalars(statement)}


def last_read(person: Person, refs: Iterable[str]) -> dict[str, int]:
    """ref → id of the last comment or answer that the person has seen."""
    statement = select(Reading).where(Reading.person_id == person.id, Reading.ref.in_(list(refs)))
    return {row.ref: row.last_id for row in session().scalars(statement)}


def mark_read(person: Person, ref: str, last_id: int = 0) -> None:
    """Remember that `person` has seen everything in a thread until now; it never goes back.

    Ask only when there is something to remember: it writes.
    """
    with transaction() as db:
        row = db.get(Reading, (person.id, ref))
        if row is None:
            db.add(Reading(person_id=person.id, ref=ref, last_id=last_id, at=clock.now()))
        else:
            row.last_id, row.at = max(row.last_id, last_id), clock.now()
