"""The people and places that every test knows.

Ada asks. Ben is in her private space. Cleo is a colleague outside it. Dora is the administrator.
Eli has left the company. Finn is an agent on the desk. Gwen is a knowledge manager. Hugo
supervises, Iris audits. Nobody is not signed in.
Spaces: `open` (every colleague reads), `private` (Ada owns it, Ben is in it), `desk` (Finn, Hugo).
"""

from typing import Any

from sqlalchemy import select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.permissions import SYSTEM
from hub.people import passwords
from hub.people.models import Person, Role
from hub.spaces.actions import create_space, let_in, welcome
from hub.spaces.models import Joining, Space, SpaceKind, SpaceRole, Visibility

PASSWORD = "four words in a row"

PEOPLE: dict[str, tuple[str, frozenset[Role]]] = {
    "ada": ("Ada Lovelace", frozenset()),
    "ben": ("Ben Okri", frozenset()),
    "cleo": ("Cleo Ñandú", frozenset()),
    "dora": ("Dora Maar", frozenset({Role.ADMINISTRATOR})),
    "eli": ("Eli Gone", frozenset()),
    "finn": ("Finn Agent", frozenset({Role.AGENT})),
    "gwen": ("Gwen Curator", frozenset({Role.KNOWLEDGE_MANAGER})),
    "hugo": ("Hugo Lead", frozenset({Role.AGENT, Role.SUPERVISOR})),
    "iris": ("Iris Audit", frozenset({Role.AUDITOR})),
}


def populate() -> None:
    """Make the cast and their places in an empty database."""
    with transaction() as db:
        for handle, (name, roles) in PEOPLE.items():
            email = f"{handle}@hub.test"
            welcome(SYSTEM, name, email, handle, roles=roles)
        people = {person.handle: person for person in db.scalars(select(Person))}
        shared_hash = passwords.hashed(PASSWORD)
        for person in people.values():
            person.password_hash = shared_hash
        _place("open", "Open House", people["ada"], {"ben": SpaceRole.MEMBER, "gwen": SpaceRole.ADMIN})
        _place(
            "private", "Private Room", people["ada"], {"ben": SpaceRole.MEMBER},
            visibility=Visibility.HIDDEN, joining=Joining.INVITATION,
        )  # fmt: skip
        _place(
            "desk", "Social Care", people["hugo"], {"finn": SpaceRole.MEMBER},
            kind=SpaceKind.DESK, visibility=Visibility.HIDDEN, joining=Joining.INVITATION,
        )  # fmt: skip
        people["eli"].deactivated_at = clock.now()


def person(handle: str) -> Person:
    """One of the cast, in the present session."""
    return session().scalars(select(Person).where(Person.handle == handle)).one()


def space(slug: str) -> Space:
    """One of their places, in the present session."""
    return session().scalars(select(Space).where(Space.slug == slug)).one()


def _place(slug: str, name: str, owner: Person, members: dict[str, SpaceRole], **values: Any) -> None:
    made = create_space(SYSTEM, name, slug=slug, owner=owner, **values)
    for handle, role in members.items():
        let_in(SYSTEM, made, person(handle), role)
