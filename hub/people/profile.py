"""What a profile says in single words: what somebody knows, wants to learn, speaks; kept for finding them."""

from collections.abc import Iterable

from sqlalchemy import delete

from hub.core.db import session
from hub.people.models import Person, ProfileWord

KNOWS, LEARNS, SPEAKS = "knows", "learns", "speaks"
LONGEST, MOST = 60, 30


def words_in(text: str) -> list[str]:
    """ "lifts, Paint" → the words as typed, each once."""
    found = (" ".join(word.split())[:LONGEST] for word in text.split(","))
    return list({folded(word): word for word in found if word}.values())[:MOST]


def folded(word: str) -> str:
    """A word as it is compared."""
    return " ".join(word.split())[:LONGEST].casefold()


def keep_words(person: Person) -> None:
    """Bring the words by which a person is found up to date, inside a transaction."""
    db = session()
    db.flush()
    db.execute(delete(ProfileWord).where(ProfileWord.person_id == person.id))
    said: dict[str, Iterable[str]] = {KNOWS: person.skills, LEARNS: person.learns, SPEAKS: person.languages}
    for kind, words in said.items():
        for word in {folded(word) for word in words or ()} - {""}:
            db.add(ProfileWord(person_id=person.id, kind=kind, word=word))
