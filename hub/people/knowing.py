"""Who says that they know something: what people confirmed on their profiles, for finding whom to ask."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, exists, select

from hub.core.db import session
from hub.core.permissions import Actor, readable
from hub.people.models import Person, ProfileWord
from hub.people.profile import KNOWS, folded
from hub.people.rhythm import away_of


def who_say_they_know(actor: Actor, words: Iterable[str], most: int) -> list[tuple[Person, str]]:
    """Colleagues who are here and say that they know one of these words, each once with the word.

    Nobody is ranked: who signed up last stands first, so that the new ones are asked, too.
    """
    wanted = {folded(word): word for word in words}
    if not wanted:
        return []
    statement = (
        readable(actor, select(Person))
        .where(Person.deactivated_at.is_(None), Person.id != actor.id, _knows(wanted))
        .order_by(Person.id.desc())
        .limit(most * 3)
    )
    found = [person for person in session().scalars(statement) if away_of(person) is None][:most]
    return [(person, _first_of(person, wanted)) for person in found]


def _knows(words: Iterable[str]) -> ColumnElement[bool]:
    return exists().where(
        ProfileWord.person_id == Person.id, ProfileWord.kind == KNOWS, ProfileWord.word.in_(list(words))
    )


def _first_of(person: Person, wanted: dict[str, str]) -> str:
    return next(wanted[folded(word)] for word in person.skills if folded(word) in wanted)
