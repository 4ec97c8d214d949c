"""Who was called by name and hears nothing, because they cannot read there: said to whoever wrote it."""

from sqlalchemy import exists, select

from hub.core.db import session
from hub.core.permissions import Actor
from hub.core.words import ngettext
from hub.people.models import Person
from hub.spaces.models import Membership, Space
from hub.threads.writing import write

MOST = 5  # names in the sentence


def unheard(actor: Actor, source: str, space: Space) -> str:
    """One sentence for the writer of a text in a space; "" where everybody who was called can read it."""
    if space.is_open or "@" not in source:
        return ""
    called = write(actor, source, space_id=space.id).people
    inside = exists().where(Membership.space_id == space.id, Membership.person_id == Person.id)
    wanted = select(Person.name).where(Person.id.in_(called), ~inside).order_by(Person.name)
    names = session().scalars(wanted.limit(MOST)).all() if called else []
    if not names:
        return ""
    return ngettext(
        "%(names)s cannot read here and hears nothing of it.",
        "%(names)s cannot read here and hear nothing of it.",
        len(names),
        names=", ".join(names),
    )
