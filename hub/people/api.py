"""People over the API: the directory, one colleague, oneself and one's drafts."""

from datetime import datetime
from typing import Annotated, Any

from flask import g
from pydantic import BeforeValidator, StringConstraints

from hub.core.limits import LIMITS
from hub.core.permissions import load
from hub.people import queries
from hub.people.hours import days_in
from hub.people.models import Person
from hub.web.api import Out, Paged, api_blueprint, listed, may_be_told, operation

bp = api_blueprint("people")


def days_of(mask: int | list[int]) -> list[int]:
    """The working days as a list; they are kept as one number."""
    return list(days_in(mask)) if isinstance(mask, int) else mask


class PersonName(Out):
    """A colleague as they are named beside what they wrote."""

    id: int
    handle: str
    name: str


class PersonOut(PersonName):
    """A colleague as the directory shows them. Addresses and settings stay inside."""

    ref: str
    title: str
    team: str
    place: str
    about: str
    skills: list[str]
    learns: list[str]
    languages: list[str]
    contact: str
    timezone: str
    work_days: Annotated[list[int], BeforeValidator(days_of)]  # Monday is 0
    work_begins: int
    work_ends: int
    url: str
    is_active: bool


class MeOut(PersonOut):
    """Whom the token acts as, and what it may do."""

    roles: list[str]
    scopes: list[str]


class DraftOut(Out):
    """Text that somebody has begun; only they see it."""

    place: str
    title: str
    body: str
    url: str
    changed_at: datetime


class DirectoryIn(Paged):
    """Narrows the directory by words."""

    q: Annotated[str, StringConstraints(max_length=LIMITS.query)] = ""


@operation(bp, "GET", "/people", verb="list", thing="people", out=listed(PersonOut), query=DirectoryIn)
def list_people(query: DirectoryIn) -> dict[str, Any]:
    """Colleagues by name."""
    page = queries.directory(g.actor, query.q, after=query.after, size=query.limit)
    return {"items": page.items, "next": page.next}


@operation(bp, "GET", "/people/<int:id>", verb="read", thing="person", out=PersonOut)
def read_person(id: int) -> Person:
    """One colleague."""
    return load(g.actor, Person, id)


@operation(bp, "GET", "/me", verb="read", thing="me", out=MeOut)
def read_me() -> dict[str, Any]:
    """Whom this token acts as."""
    person: Person = g.actor
    shown = PersonOut.model_validate(person).model_dump()
    return {**shown, "roles": sorted(person.roles), "scopes": sorted(person.__dict__["token_scopes"])}


@operation(bp, "GET", "/me/drafts", verb="list", thing="drafts", out=listed(DraftOut))
def list_drafts() -> dict[str, Any]:
    """What the person has begun and not sent; replies to customers only with the scope of cases."""
    drafts = [draft for draft in queries.drafts_of(g.actor) if may_be_told(draft.place)]
    return {"items": drafts, "next": None}
