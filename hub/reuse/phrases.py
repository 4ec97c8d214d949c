"""Keeping the words in which people search and ask beside what answers them, so that it is found by them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.errors import NotFound
from hub.core.events import record
from hub.core.permissions import require
from hub.people.models import Person
from hub.reuse.events import PhrasesChanged
from hub.reuse.masking import mask
from hub.reuse.phrase_models import Phrase
from hub.reuse.rules import ADD_PHRASE, REMOVE_PHRASE

MOST = 50  # of one thing
LETTERS = 200
FEWEST = 3  # words that say less name nothing


def add_phrase(actor: Person, thing: Any, words: str) -> Phrase | None:
    """Keep how `actor` put it, masked; None when it is there already, was removed, or says nothing."""
    require(actor, ADD_PHRASE, thing)
    said = " ".join(mask(words[: 4 * LETTERS]).text.split())[:LETTERS].strip()
    key = said.casefold().rstrip("?!. ")
    if len(key) < FEWEST or key == str(getattr(thing, "title", "")).casefold().rstrip("?!. "):
        return None
    with transaction() as db:
        count = func.count(Phrase.id)
        same = select(Phrase.id).where(Phrase.ref == thing.ref, Phrase.key == key)
        many = select(count).where(Phrase.ref == thing.ref, Phrase.removed_at.is_(None))
        if db.scalar(same) is not None or (db.scalar(many) or 0) >= MOST:
            return None
        made = Phrase(ref=thing.ref, words=said, key=key, person_id=actor.id, at=clock.now())
        db.add(made)
        record(PhrasesChanged(thing.ref), actor, getattr(thing, "thread_root", thing))
    return made


def remove_phrase(actor: Person, thing: Any, id: int) -> None:
    """Take a phrase away; the same words do not come back by themselves."""
    require(actor, REMOVE_PHRASE, thing)
    with transaction() as db:
        phrase = db.get(Phrase, id)
        if phrase is None or phrase.ref != thing.ref:
            raise NotFound
        phrase.removed_at, phrase.removed_by_id = clock.now(), actor.id
        record(PhrasesChanged(thing.ref), actor, getattr(thing, "thread_root", thing))


def phrases_of(ref: str) -> Sequence[Phrase]:
    """Those of a thing that the caller has loaded, the oldest first."""
    kept = select(Phrase).where(Phrase.ref == ref, Phrase.removed_at.is_(None))
    return session().scalars(kept.order_by(Phrase.id)).all()


def with_phrases(ref: str, text: str) -> str:
    """A text with its phrases below it: so it is found by either."""
    return "\n\n".join([text, *(phrase.words for phrase in phrases_of(ref))])
