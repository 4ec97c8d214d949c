"""What the pages about people need, already shaped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import identity_key

from hub.core import clock
from hub.core.db import session
from hub.core.errors import Invalid, NotFound
from hub.core.features import card_of, resolve_many
from hub.core.limits import LIMITS
from hub.core.permissions import Actor, readable
from hub.core.words import gettext as _
from hub.core.words import language_name
from hub.people.following import is_followed
from hub.people.hours import Hours, hours_of
from hub.people.models import ApiToken, Draft, Person, ProfileWord
from hub.people.rhythm import Away, away_of
from hub.web.filters import zone_of
from hub.web.paging import Page, cut

ABOUT = re.compile(r"(?<![a-z_])[a-z_]+:\d{1,18}(?!\d)")  # the ref in a place like `case:7:reply`


@dataclass(frozen=True)
class Profile:
    """A colleague's page; the rest of it comes from the features, by slots."""

    person: Person
    is_self: bool
    away: Away | None = None
    substitute: Person | None = None
    is_followed: bool = False
    hours: Hours | None = None
    local_time: datetime | None = None  # the clock on their wall, where they said where that is

    @property
    def spoken(self) -> str:
        """The languages they speak, by their names."""
        return ", ".join(language_name(code) for code in self.person.languages)


@dataclass(frozen=True)
class Begun:
    """A draft as its list shows it. `title`: its own, or that of the thing it is for.

    `title` and `url` are empty when its place is closed to the person.
    """

    id: int
    place: str
    title: str
    body: str
    url: str
    changed_at: datetime


def directory(
    actor: Actor, words: str, *, after: int | None = None, size: int = LIMITS.default_page
) -> Page[Person]:
    """A page of colleagues by name. after: the id of the last one seen."""
    return page_of(colleagues(actor, words), after, size)


def colleagues(actor: Actor, words: str) -> Select[Any]:
    """Everybody who is here; `words` narrows by name, handle, title, team, place, what they say or know."""
    statement: Select[Any] = readable(actor, select(Person)).where(Person.deactivated_at.is_(None))
    for word in words.lower().split()[:6]:
        like = f"%{word.replace('%', '').replace('_', '')}%"
        columns = (Person.name, Person.handle, Person.title, Person.team, Person.place, Person.about)
        known = exists().where(ProfileWord.person_id == Person.id, ProfileWord.word.like(like))
        statement = statement.where(or_(known, *(func.lower(column).like(like) for column in columns)))
    return statement


def page_of(statement: Select[Any], after: int | None, size: int = LIMITS.default_page) -> Page[Person]:
    """A page of such a statement, by name; `after` is the id of the last person of the page before."""
    key = (func.lower(Person.name), Person.id)
    if after is not None:
        last = aliased(Person)
        name = select(func.lower(last.name)).where(last.id == after).scalar_subquery()
        statement = statement.where(tuple_(*key) > tuple_(name, literal(after)))
    return cut(session().scalars(statement.order_by(*key).limit(size + 1)).all(), size)


def profile_at(actor: Actor, handle: str) -> Profile:
    """A colleague's page as `actor` sees it. Raises NotFound."""
    both: Any = select(Person, is_followed(actor, Person.id))
    found = session().execute(readable(actor, both).where(Person.handle == handle)).one_or_none()
    if found is None:
        raise NotFound
    person, followed = found
    away = away_of(person)
    return Profile(
        person,
        is_self=actor.id == person.id,
        away=away,
        substitute=substitute_of(away),
        is_followed=bool(followed),
        hours=hours_of(person),
        local_time=clock.now().astimezone(zone_of(person)) if person.timezone else None,
    )


def find_by_handle(actor: Actor, handle: str) -> Person | None:
    """The colleague who is called by this name and still here."""
    named = readable(actor, select(Person)).where(Person.handle == handle.lstrip("@").lower())
    return session().scalars(named.where(Person.deactivated_at.is_(None))).one_or_none()


def substitute_of(away: Away | None) -> Person | None:
    """Who stands in during an absence, if somebody was named and is still here."""
    found = session().get(Person, away.substitute_id) if away and away.substitute_id else None
    return found if found is not None and found.is_active else None


def tokens_of(person: Person) -> Sequence[ApiToken]:
    """The person's own keys, newest first."""
    statement = select(ApiToken).where(ApiToken.person_id == person.id).order_by(ApiToken.id.desc())
    return session().scalars(statement.limit(100)).all()


def drafts_of(person: Person) -> list[Begun]:
    """What the person has begun and not sent, newest first.

    One's own words stay one's own. What a draft tells of the thing it is for goes when that does.
    """
    statement = select(Draft).where(Draft.person_id == person.id).order_by(Draft.changed_at.desc())
    rows = session().scalars(statement.limit(100)).all()
    about = {row.id: hit[0] for row in rows if (hit := ABOUT.search(row.place))}
    open_to = resolve_many(person, about.values())
    found = []
    for row in rows:
        thing = open_to.get(about.get(row.id, ""))
        if row.id in about and thing is None:
            title, url = "", ""
        else:
            title, url = row.title or (card_of(thing).title if thing else ""), row.url
        found.append(Begun(row.id, row.place, title, row.body, url, row.changed_at))
    return found


def draft_within(person: Person, place: str) -> Draft | None:
    """The newest draft at a place or at one inside it: "page:7" holds "page:7:3"."""
    statement = select(Draft).where(Draft.person_id == person.id, within(place))
    return session().scalars(statement.order_by(Draft.changed_at.desc()).limit(1)).one_or_none()


def within(place: str) -> ColumnElement[bool]:
    """Drafts at a place and at those inside it."""
    return or_(Draft.place == place, Draft.place.startswith(f"{place}:", autoescape=True))


def names_by_id(ids: set[int]) -> dict[int, Person]:
    """id → person; whoever was loaded for this page already is not asked for again."""
    loaded = session().identity_map
    found = {id: each for id in ids if (each := loaded.get(identity_key(Person, id))) is not None}
    if len(found) < len(ids):
        others = select(Person).where(Person.id.in_(ids - set(found)))
        found |= {row.id: row for row in session().scalars(others)}
    return found


def handles_in(typed: str) -> list[str]:
    """The handles of a field, by commas or lines, with an @ or without; each once."""
    names = (name.strip().lstrip("@").lower() for name in typed.replace("\n", ",").split(","))
    return [name for name in dict.fromkeys(names) if name]


def people_called(handles: Sequence[str], field: str) -> list[Person]:
    """The active colleagues with these handles. Raises Invalid at `field` for one that nobody has."""
    statement = select(Person).where(Person.handle.in_(handles), Person.deactivated_at.is_(None))
    found = {person.handle: person for person in session().scalars(statement)}
    missing = next((handle for handle in handles if handle not in found), None)
    if missing is not None:
        raise Invalid(_("Nobody here is called @%(handle)s.", handle=missing), field=field)
    return [found[handle] for handle in handles]
