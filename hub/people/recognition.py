"""Whether the hub keeps and shows whom somebody helped (PE07): for a person, a place, or at all.

Off means gone: the fact tells every feature whose numbers it must delete, and none keeps new ones.
What was said, what customers were told and by whom it was written stays: that is the record of the work.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import delete, select

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.errors import Invalid
from hub.core.events import record
from hub.core.permissions import SYSTEM, Actor, require
from hub.core.words import gettext as _
from hub.people.events import RecognitionChanged
from hub.people.models import Person, RecognitionOff
from hub.people.rules import ADMINISTER, EDIT_OWN

SHARED = "shares_recognition"
EVERYWHERE = "*"
MOST_PLACES = 200
PARTS = re.compile(r"[,;/()]+")


@dataclass(frozen=True)
class Rules:
    """What the administration decided. places: as typed, each a town, a country or a site."""

    is_on: bool
    places: list[str]
    by_configuration: bool = False  # switched off where the hub is started; the page cannot change it


def is_recognised(person: Person) -> bool:
    """Whether anything may be kept or shown of whom this person helped."""
    return _configured() and person.is_recognised


def shares_recognition(person: Person) -> bool:
    """Whether colleagues may see on this person's page whom they helped and what they were thanked for."""
    return is_recognised(person) and bool(person.settings.get(SHARED, False))


def unrecognised(ids: Iterable[int]) -> set[int]:
    """Those of these people of whom nothing may be kept."""
    wanted = set(ids)
    if not _configured() or not wanted:
        return wanted
    statement = select(Person.id).where(Person.id.in_(wanted), Person.is_recognised.is_(False))
    return set(session().scalars(statement))


def rules_in_force() -> Rules:
    """What holds now."""
    names = list(session().scalars(select(RecognitionOff.place).order_by(RecognitionOff.place)))
    places = [name for name in names if name != EVERYWHERE]
    return Rules(_configured() and EVERYWHERE not in names, places, by_configuration=not _configured())


def reason_off(person: Person) -> str:
    """Who switched it off, for the person's own settings: hub | place | self, "" while it is on."""
    rules = rules_in_force()
    if not rules.is_on:
        return "hub"
    if _is_listed(person.place, rules.places):
        return "place"
    return "" if person.wants_recognition else "self"


def choose(actor: Actor, person: Person, wants: bool, shares: bool = False) -> None:
    """The person's own choice. Off deletes what was kept; on begins anew. shares: colleagues see it."""
    require(actor, EDIT_OWN, person)
    with transaction():
        person.wants_recognition = wants
        person.settings = {**person.settings, SHARED: wants and shares}
        settle(actor, [person])


def set_rules(actor: Actor, *, is_on: bool, places: Collection[str]) -> None:
    """For the whole hub, and for everybody whose place is one of `places`."""
    require(actor, ADMINISTER)
    cleaned = sorted({" ".join(place.split())[:120] for place in places} - {"", EVERYWHERE}, key=str.lower)
    if len(cleaned) > MOST_PLACES:
        raise Invalid(_("At most %(most)s places, please.", most=MOST_PLACES), field="places")
    before = rules_in_force()
    with transaction() as db:
        db.execute(delete(RecognitionOff))
        now = clock.now()
        off = [*([] if is_on else [EVERYWHERE]), *cleaned]
        db.add_all(RecognitionOff(place=place, at=now) for place in off)
        db.flush()
        audit(actor, "people.recognition", "hub",
              before={"is_on": before.is_on, "places": before.places},
              after={"is_on": is_on, "places": cleaned})  # fmt: skip
        settle(actor)


def settle(actor: Actor, people: Iterable[Person] | None = None) -> None:
    """Bring what holds for each person up to date, inside a transaction; tells of those who changed."""
    rules = rules_in_force()
    found = list(session().scalars(select(Person)) if people is None else people)
    ended: list[int] = []
    begun: list[int] = []
    for person in found:
        holds = rules.is_on and person.wants_recognition and not _is_listed(person.place, rules.places)
        if holds != person.is_recognised:
            person.is_recognised = holds
            (begun if holds else ended).append(person.id)
    if ended or begun:
        about = actor if isinstance(actor, Person) else found[0]
        record(RecognitionChanged(ended, begun), actor, about)


def settle_all() -> None:
    """Again and again: so that a changed configuration reaches what is stored, too."""
    with transaction():
        session().info["checked"] = ADMINISTER.name
        settle(SYSTEM)


def _configured() -> bool:
    return bool(current_app.config["HUB"].recognition)


def _is_listed(place: str, places: Iterable[str]) -> bool:
    """ "Oslo, Norway" is in Norway and in Oslo; "Norwich" is not."""
    parts = {part.strip().casefold() for part in (place, *PARTS.split(place))} - {""}
    return any(listed.casefold() in parts for listed in places)
