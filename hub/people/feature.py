"""What people add to the hub."""

from hub.core.features import Card, Feature, Kind, NavItem, Periodic
from hub.core.paths import named
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people import recognition, sessions, sign_in
from hub.people.api import bp as api
from hub.people.models import Person
from hub.people.routes import blueprints
from search.document import Document

EVERYONE = "everyone"  # an audience that every active colleague holds


def person_document(person: Person) -> Document | None:
    """Found by name, title, place and what they say they know; not after they have left."""
    if not person.is_active:
        return None
    words = [person.title, person.team, person.place, person.about, *person.skills, *person.learns]
    return Document(
        key=person.ref,
        kind="person",
        title=person.name,
        body="\n".join(word for word in (person.handle, *words) if word),
        audience=EVERYONE,
        at=person.created_at,
    )


def person_card(person: Person) -> Card:
    """A colleague in one line."""
    return Card(
        ref=person.ref, title=person.name, url=person.url, kind=_("Person"), excerpt=person.title, icon="user"
    )


feature = Feature(
    "people",
    title=lazy("People"),
    blueprints=(*blueprints, api),
    kinds=(
        Kind(
            "person",
            Person,
            lazy("Person"),
            lambda person: person.url,
            lambda person: person.name,
            card=person_card,
            document=person_document,
            paths=named("people", Person, Person.handle, "person"),
        ),
    ),
    nav=(NavItem("people", lazy("People"), "spaces.colleagues", "people", order=50),),
    periodic={
        "recognition": Periodic(600, recognition.settle_all),
        "sessions": Periodic(3_600, sessions.forget_expired),
        "sign-in tries": Periodic(3_600, sign_in.forget_old_tries),
    },
)
