"""What is offered while somebody types @, #, ! or : (FD08). Only what exists for the person typing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.features import kind_of, registry, resolve_many
from hub.core.permissions import readable
from hub.core.words import gettext as _
from hub.people.models import Person
from hub.spaces.models import Membership, Space, Topic
from hub.spaces.rules import topic_names
from hub.threads.emoji import emoji_for

MOST = 8
SHORTEST = 1


@dataclass(frozen=True)
class Option:
    """One line of the list. `off`: it exists, but not for those who read here."""

    value: str
    label: str
    meta: str = ""
    icon: str = ""
    who: Any = None
    off: bool = False


def options(actor: Person, key: str, text: str, space: Space | None) -> list[Option]:
    """What to offer for `key` and the letters typed after it, for a text written in `space`."""
    typed = text.strip()[:60]
    match key:
        case "@":
            return [*_people(typed, space), *_communities(actor, typed)][:MOST]
        case "#":
            return _topics(actor, typed, space)
        case "!":
            return _cases(actor, typed)
        case ":":
            return [Option(sign, f"{sign} {name}") for sign, name in emoji_for(typed, MOST)]
        case _:
            return []


def _people(typed: str, space: Space | None) -> list[Option]:
    """Colleagues by the beginning of a name; those who cannot read here last, and marked."""
    start = _like(typed)
    statement = (
        select(Person)
        .where(
            Person.deactivated_at.is_(None),
            or_(
                func.lower(Person.handle).like(start, escape="\\"),
                func.lower(Person.name).like(start, escape="\\"),
                func.lower(Person.name).like(f"% {start}", escape="\\"),
            ),
        )
        .order_by(func.lower(Person.name))
        .limit(MOST)
    )
    people = session().scalars(statement).all()
    readers = _readers(people, space)
    found = [
        Option(
            f"@{person.handle}", person.name, who=person, off=person.id not in readers,
            meta=person.team or person.title if person.id in readers else _("no access here"),
        )
        for person in people
    ]  # fmt: skip
    return sorted(found, key=lambda option: option.off)


def _readers(people: Sequence[Person], space: Space | None) -> set[int]:
    ids = {person.id for person in people}
    if space is None or space.is_open:
        return ids
    statement = select(Membership.person_id).where(
        Membership.space_id == space.id, Membership.person_id.in_(ids)
    )
    return set(session().scalars(statement))


def _communities(actor: Person, typed: str) -> list[Option]:
    start = _like(typed)
    statement = readable(actor, select(Space)).where(
        Space.archived_at.is_(None),
        or_(func.lower(Space.name).like(start, escape="\\"), func.lower(Space.slug).like(start, escape="\\")),
    )
    spaces = session().scalars(statement.order_by(Space.name).limit(MOST))
    return [
        Option(f"@{space.slug}", space.name, _("official community"), "seal")
        if space.is_official
        else Option(f"@{space.slug}", space.name, "community", "people")
        for space in spaces
    ]


def _topics(actor: Person, typed: str, space: Space | None) -> list[Option]:
    """Everybody's topics and those of the place that is written in, under any of their names."""
    start = _like(typed)
    here = Topic.space_id.is_(None) if space is None else func.coalesce(Topic.space_id, space.id) == space.id
    statement = select(Topic).where(
        topic_names(actor), here,
        or_(
            Topic.slug.like(start, escape="\\"),
            Topic.slug.like(f"{space.slug}.{start}" if space else start, escape="\\"),
            func.lower(Topic.name).like(start, escape="\\"),
        ),
    )  # fmt: skip
    found = session().scalars(statement.options(joinedload(Topic.same_as)).order_by(Topic.name).limit(MOST))
    meant = {(row.same_as or row).slug: (row, row.same_as or row) for row in found}
    return [
        Option(f"#{topic.word}", topic.name, icon="hash", meta=row.name if row is not topic else "")
        for row, topic in meant.values()
    ]


def _cases(actor: Person, typed: str) -> list[Option]:
    """The case with this number, for those who may open it."""
    if "case" not in registry.kinds or not typed.isdecimal() or len(typed) > 15:
        return []
    found = resolve_many(actor, [f"case:{int(typed)}"])
    return [Option(f"!{thing.id}", kind_of(ref).title(thing), "case", "tray") for ref, thing in found.items()]


def _like(typed: str) -> str:
    escaped = typed.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%"
