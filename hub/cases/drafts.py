"""The reply that somebody has begun: one text per person and case, under the place the browser uses."""

from functools import lru_cache

from sqlalchemy import String, cast, delete, literal, select
from sqlalchemy.orm import with_expression
from sqlalchemy.orm.interfaces import ORMOption

from hub.cases.models import Case
from hub.channels.ways import PRIVATE
from hub.core import clock
from hub.core.db import session
from hub.core.limits import LIMITS
from hub.people.models import Draft, Person


def place_of(case: Case, way: str = "") -> str:
    """The name under which the browser saves it. What is begun in private never stands in a public reply."""
    return f"case:{case.id}:reply" + (f":{PRIVATE}" if way == PRIVATE else "")


def reply_draft(person: Person, case: Case, way: str = "") -> str:
    """What the person has begun to write to this customer."""
    statement = select(Draft.body).where(Draft.person_id == person.id, Draft.place == place_of(case, way))
    return session().scalar(statement) or ""


def begun_by(person: Person) -> ORMOption:
    """A loading option: the case comes with the reply that this person has begun, in one statement."""
    return _begun_by(person.id)


@lru_cache(maxsize=2_000)
def _begun_by(person_id: int) -> ORMOption:
    """Built once for each person: it stands in every load of a case."""
    place = literal("case:") + cast(Case.id, String) + literal(":reply")
    body = select(Draft.body).where(Draft.person_id == person_id, Draft.place == place)
    return with_expression(Case.begun, body.scalar_subquery())


def keep_draft(person: Person, case: Case, body: str, way: str = "") -> None:
    """Remember a reply that is not sent yet, inside a transaction; also one that was refused for a NUL."""
    place = place_of(case, way)
    statement = select(Draft).where(Draft.person_id == person.id, Draft.place == place)
    row = session().scalars(statement).one_or_none()
    if row is None:
        row = Draft(
            person_id=person.id,
            place=place,
            url=f"/cases/{case.id}" + (f"?way={way}" if way == PRIVATE else ""),
        )
        session().add(row)
    row.title, row.changed_at = case.subject, clock.now()
    row.body = body.replace("\x00", "")[: LIMITS.draft]  # PostgreSQL keeps no NUL


def forget_draft(person: Person, case: Case, way: str = "") -> None:
    """It has left, or nothing of it is left, inside a transaction."""
    session().execute(delete(Draft).where(Draft.person_id == person.id, Draft.place == place_of(case, way)))
