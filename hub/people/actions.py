"""Every verb that changes accounts: adding, profile, roles, deactivation, passwords."""

from typing import Any

from sqlalchemy import delete, select, update

from hub.core import clock
from hub.core.audit import audit
from hub.core.db import session, transaction
from hub.core.errors import Conflict, Invalid
from hub.core.events import record
from hub.core.markup import safe_render
from hub.core.permissions import Actor, require
from hub.core.words import gettext as _
from hub.people import passwords, recognition
from hub.people.events import (
    PasswordChanged,
    PersonAdded,
    PersonDeactivated,
    PersonEdited,
    RolesChanged,
)
from hub.people.models import ApiToken, Draft, Person, PersonToken, Role
from hub.people.profile import keep_words
from hub.people.queries import within
from hub.people.rules import ADMINISTER_PEOPLE, EDIT_OWN
from hub.people.sessions import end_sessions

PROFILE = frozenset(
    {"name", "title", "team", "place", "about", "skills", "languages", "timezone", "learns",
     "contact", "work_days", "work_begins", "work_ends", "most_asked", "language", "single_keys",
     "settings"}
)  # fmt: skip
LEAST_PASSWORD = 12


def add_person(
    actor: Actor,
    name: str,
    email: str,
    handle: str,
    *,
    roles: frozenset[Role] = frozenset(),
    password: str | None = None,
    **profile: Any,
) -> Person:
    """Give a colleague an account. Raises Conflict when handle or address is taken."""
    require(actor, ADMINISTER_PEOPLE)
    _check_profile(profile)
    with transaction() as db:
        taken = select(Person).where((Person.handle == handle) | (Person.email == email.lower()))
        if db.scalars(taken).first():
            raise Conflict(
                _("There is already an account with @%(handle)s or %(email)s.", handle=handle, email=email)
            )
        person = Person(
            name=name, email=email.lower(), handle=handle, roles=roles | {Role.MEMBER},
            created_at=clock.now(), **profile,
        )  # fmt: skip
        person.about_html = safe_render(person.about or "").html
        if password is not None:
            _set_password(person, password)
        db.add(person)
        db.flush()
        keep_words(person)
        recognition.settle(actor, [person])
        audit(actor, "people.add", person.ref, after={"handle": handle, "roles": sorted(roles)})
        record(PersonAdded(), actor, person)
    return person


def edit_profile(actor: Person, person: Person, **profile: Any) -> None:
    """Change one's own profile; `profile` may only name PROFILE fields."""
    require(actor, EDIT_OWN, person)
    _check_profile(profile)
    with transaction():
        for name, value in profile.items():
            setattr(person, name, value)
        person.about_html = safe_render(person.about or "").html
        keep_words(person)
        if "place" in profile:
            recognition.settle(actor, [person])
        record(PersonEdited(), actor, person)


def give_roles(actor: Actor, person: Person, roles: frozenset[Role]) -> None:
    """Set the roles of an account. Nobody takes the last administrator away."""
    require(actor, ADMINISTER_PEOPLE)
    with transaction():
        if Role.ADMINISTRATOR in person.roles - roles:
            _keep_an_administrator(person)
        before = sorted(person.roles)
        person.roles = roles | {Role.MEMBER}
        audit(actor, "people.roles", person.ref, before={"roles": before},
              after={"roles": sorted(person.roles)})  # fmt: skip
        record(RolesChanged(person.id), actor, person)


def deactivate(actor: Actor, person: Person) -> None:
    """Close an account at once: sessions, tokens and links end in the same transaction."""
    require(actor, ADMINISTER_PEOPLE)
    if actor.id == person.id:
        raise Invalid(_("You cannot close your own account. Ask another administrator."))
    with transaction() as db:
        if person.has(Role.ADMINISTRATOR):
            _keep_an_administrator(person)
        person.deactivated_at = clock.now()
        end_sessions(person)
        _end_tokens(person)
        db.execute(
            update(ApiToken)
            .where(ApiToken.person_id == person.id, ApiToken.revoked_at.is_(None))
            .values(revoked_at=clock.now())
        )
        audit(actor, "people.deactivate", person.ref)
        record(PersonDeactivated(person.id), actor, person)


def reactivate(actor: Actor, person: Person) -> None:
    """Open a closed account again; sessions and tokens stay ended."""
    require(actor, ADMINISTER_PEOPLE)
    with transaction():
        person.deactivated_at = None
        audit(actor, "people.reactivate", person.ref)
        record(PersonDeactivated(person.id, active=True), actor, person)


def change_password(
    actor: Actor, person: Person, password: str, *, keep_session: bytes | None = None
) -> None:
    """Set a password and end every other session and open link of the account."""
    require(actor, EDIT_OWN, person)
    with transaction():
        _set_password(person, password)
        end_sessions(person, but=keep_session)
        _end_tokens(person)
        audit(actor, "people.password", person.ref)
        record(PasswordChanged(person.id), actor, person)


def _set_password(person: Person, password: str) -> None:
    if len(password) < LEAST_PASSWORD:
        raise Invalid(
            _(
                "Please use at least %(least_password)s characters; four words in a row are good.",
                least_password=LEAST_PASSWORD,
            ),
            field="password",
        )
    person.password_hash = passwords.hashed(password)
    person.password_changed_at = clock.now()


def _end_tokens(person: Person) -> None:
    session().execute(
        update(PersonToken)
        .where(PersonToken.person_id == person.id, PersonToken.used_at.is_(None))
        .values(used_at=clock.now())
    )


def _check_profile(profile: dict[str, Any]) -> None:
    if not PROFILE.issuperset(profile):
        raise Invalid(_("This part of a profile cannot be changed."))


def _keep_an_administrator(leaving: Person) -> None:
    others = session().scalars(select(Person).where(Person.deactivated_at.is_(None), Person.id != leaving.id))
    if not any(person.has(Role.ADMINISTRATOR) for person in others):
        raise Invalid(_("This is the last administrator. Make somebody else one first."))


def forget_drafts(actor: Person, place: str) -> None:
    """What was begun at a place, and at those inside it, was sent or is not wanted any more."""
    require(actor, EDIT_OWN, actor)
    with transaction() as db:
        db.execute(delete(Draft).where(Draft.person_id == actor.id, within(place)))
