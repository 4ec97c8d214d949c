"""The log of searches: written when the answer has left, settled half an hour later, then nameless.

Keys that follow each other within half a minute are one search, and so is whoever types the same again.
What identifies a customer is masked before it is kept.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from flask import Response
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.events import Event
from hub.core.features import refs_at, registry, resolve_many
from hub.core.permissions import SYSTEM
from hub.indexing.models import WORDS, End, Search
from hub.people.models import Person
from hub.reuse.masking import mask
from hub.reuse.models import Provenance
from hub.web.afterwards import afterwards, when_left
from search.analysis import STOP_WORDS, fold, tokens

ONE_SEARCH = timedelta(seconds=30)
SETTLED_AFTER = timedelta(minutes=30)
SETTLE_EVERY = 60.0
KEPT = timedelta(days=400)  # a year and a month: every period can be compared with the one before
MOST_REFS = 20
FEWEST = 3  # letters
AT_ONCE = 500
ASKED = "qa.question_asked"  # the log knows facts by their kinds, and no feature


def note(person: Person, place: str, words: str, hits: int, refs: Sequence[str]) -> None:
    """Keep that `person` searched, once the answer is on its way. `refs`: what they were shown."""
    if len(words.strip()) >= FEWEST and isinstance(person, Person):
        afterwards(partial(keep_search, person.id, place, words, hits, list(refs)[:MOST_REFS], clock.now()))


def note_opened(person: object, path: str, response: Response) -> None:
    """Keep that `person` went on from a search to what stands at `path`, when `response` has left."""
    if isinstance(person, Person):
        when_left(response, partial(keep_opened, person.id, path, clock.now()))


def keep_search(person_id: int, place: str, words: str, hits: int, refs: list[str], moment: datetime) -> None:
    """Write it: as the same search when it goes on from the one before."""
    told = mask(words.strip()).text[:WORDS]
    key = fold(told)[:WORDS]
    with transaction() as db:
        last = _last(db, person_id, moment)
        if last is None or not _goes_on(last, place, key, moment):
            last = Search(person_id=person_id, begun_at=moment)
            db.add(last)
        last.words, last.key, last.place, last.hits = told, key, place, hits
        last.refs, last.at = refs, moment


def keep_opened(person_id: int, path: str, moment: datetime) -> None:
    """Write which of the things that were shown was opened; what was not among them is not."""
    address = path.partition("#")[0]
    refs = refs_at([address])
    with transaction() as db:
        last = _last(db, person_id, moment)
        if last is None:
            return
        shown = resolve_many(SYSTEM, last.refs)
        urls = {registry.kinds[thing.ref_kind].url(thing).partition("#")[0]: ref
                for ref, thing in shown.items()}  # fmt: skip
        opened = urls.get(address) or next((ref for ref in refs.values() if ref in last.refs), "")
        if opened:
            last.opened, last.at = opened, moment


def settle_searches() -> int:
    """Say how each search ended that is half an hour old, and forget who it was. Returns how many."""
    moment = clock.now()
    waiting = select(Search).where(Search.came_to.is_(None), Search.at < moment - SETTLED_AFTER)
    with transaction() as db:
        found = db.scalars(waiting.order_by(Search.id).limit(AT_ONCE)).all()
        for each in found:
            each.came_to, last = _end_of(each)
            each.seconds = max(0, round(((last or each.at) - each.begun_at).total_seconds()))
            each.person_id, each.refs = None, []
        db.execute(delete(Search).where(Search.at < moment - KEPT))
    return len(found)


def _goes_on(last: Search, place: str, key: str, moment: datetime) -> bool:
    if last.key == key:
        return True
    return last.place == place and moment - last.at <= ONE_SEARCH and not last.opened


def _end_of(search: Search) -> tuple[End, datetime | None]:
    span = (search.begun_at, search.at + SETTLED_AFTER)
    used = select(Provenance.inserted_at).where(
        Provenance.person_id == search.person_id, Provenance.source.in_(search.refs),
        Provenance.inserted_at.between(*span),
    )  # fmt: skip
    at = session().scalar(used.order_by(Provenance.inserted_at).limit(1))
    if at is not None:
        return End.USE, at
    asked = select(Event).where(
        Event.actor_id == search.person_id, Event.kind == ASKED, Event.at.between(*span)
    )
    for event in session().scalars(asked.order_by(Event.id)):
        if _are_alike(search.words, _title(event.subject)):
            return End.ASK, event.at
    return (End.OPEN, None) if search.opened else (End.NOTHING, None)


def _are_alike(words: str, title: str) -> bool:
    """Whether a telling word of one is in the other."""
    return bool(_telling(words) & _telling(title))


def _telling(text: str) -> set[str]:
    return {token.stem for token in tokens(text) if token.word not in STOP_WORDS}


def _title(ref: str) -> str:
    thing = resolve_many(SYSTEM, [ref]).get(ref)
    return registry.kinds[thing.ref_kind].title(thing) if thing is not None else ""


def _last(db: Session, person_id: int, moment: datetime) -> Search | None:
    own = select(Search).where(
        Search.person_id == person_id, Search.came_to.is_(None), Search.at > moment - SETTLED_AFTER
    )
    return db.scalars(own.order_by(Search.at.desc(), Search.id.desc()).limit(1)).first()
