"""Who wants to hear of a thing, and how far they have read its thread (FD16)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select

from hub.core import clock
from hub.core.db import UtcDateTime, session, transaction
from hub.core.events import Event
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.people.models import Attention, Person, Reading, Watch
from hub.spaces.topics import topics_of
from hub.threads.models import Comment

NEWS = ("threads.comment_posted", "qa.answer_posted")
BEGINNING = literal(datetime(1970, 1, 1, tzinfo=UTC), UtcDateTime())
_WHY = {"space": lazy("you watch this community"), "topic": lazy("you watch this topic")}


def watch(person: Person, ref: str, level: str = "watching", *, change: bool = False) -> None:
    """Let `person` hear of `ref`, inside a transaction. A choice once made stays unless `change`."""
    row = session().get(Watch, (person.id, ref))
    if row is None:
        session().add(Watch(person_id=person.id, ref=ref, level=level, at=clock.now()))
    elif change:
        row.level, row.at = level, clock.now()


def unwatch(person: Person, ref: str) -> None:
    """Forget the choice, inside a transaction."""
    row = session().get(Watch, (person.id, ref))
    if row is not None:
        session().delete(row)


def hearers(thread: str, space_id: int | None, *, is_first: bool = False) -> dict[int, str]:
    """Who hears of something new in a thread because they chose to: person id → why.

    What was chosen for the thread itself decides; else a topic of it, the most attentive one; else
    its community. is_first: the thread is new; so who wants first posts only hears of it too.
    """
    topics = [f"topic:{topic.id}" for topic in topics_of([thread]).get(thread, ())]
    wide = [*topics, f"space:{space_id}"]
    rows = session().scalars(select(Watch).where(Watch.ref.in_([thread, *wide]))).all()
    chosen: dict[int, dict[str, str]] = {}
    for row in rows:
        chosen.setdefault(row.person_id, {})[row.ref] = row.level
    wanted = (Attention.WATCHING, Attention.FIRST) if is_first else (Attention.WATCHING,)
    found = {}
    for person_id, levels in chosen.items():
        if is_first and thread in levels:
            continue  # they have seen it already
        ref = next(iter(_deciding(levels, thread, topics)), wide[-1])
        if levels.get(ref) in wanted:
            found[person_id] = _WHY.get(ref.partition(":")[0], _("you follow this"))
    return found


def _deciding(levels: Mapping[str, str], thread: str, topics: Sequence[str]) -> Iterator[str]:
    """The choices that come before the community's, the one that counts first."""
    if thread in levels:
        yield thread
    ranked = list(Attention)
    yield from sorted(
        (ref for ref in topics if ref in levels), key=lambda ref: ranked.index(Attention(levels[ref])),
        reverse=True,
    )  # fmt: skip


def news_count(person: Person, ref: Any) -> ColumnElement[int]:
    """How many comments and answers others wrote in the thread `ref` (a column) since `person` opened it."""
    opened = select(Reading.at).where(Reading.person_id == person.id, Reading.ref == Event.subject)
    news = select(func.count()).select_from(Event).where(
        Event.subject == ref, Event.kind.in_(NEWS), Event.actor_id != person.id,
        Event.at > func.coalesce(opened.correlate(Event).scalar_subquery(), BEGINNING),
    )  # fmt: skip
    return news.scalar_subquery()


def watchers(ref: str) -> list[int]:
    """The ids of the people who watch a thing."""
    statement = select(Watch.person_id).where(Watch.ref == ref, Watch.level == "watching")
    return list(session().scalars(statement))


def muted(ref: str) -> set[int]:
    """The ids of the people who do not want to hear of a thing, whatever else is true."""
    statement = select(Watch.person_id).where(Watch.ref == ref, Watch.level == "muted")
    return set(session().scalars(statement))


def watched(person: Person, refs: Iterable[str]) -> dict[str, str]:
    """ref → level for those of `refs` that the person has chosen a level for."""
    statement = select(Watch).where(Watch.person_id == person.id, Watch.ref.in_(list(refs)))
    return {row.ref: row.level for row in session().scalars(statement)}


def last_read(person: Person, refs: Iterable[str]) -> dict[str, int]:
    """ref → id of the last comment or answer that the person has seen."""
    statement = select(Reading).where(Reading.person_id == person.id, Reading.ref.in_(list(refs)))
    return {row.ref: row.last_id for row in session().scalars(statement)}


def see(person: Person, ref: str, newest: Comment) -> None:
    """`person` has the newest of a thread before them: it counts as read, and no mail tells of it."""
    known = session().get(Reading, (person.id, ref))
    if known is None or known.at < newest.created_at:
        mark_read(person, ref, newest.id)


def mark_read(person: Person, ref: str, last_id: int = 0) -> None:
    """Remember that `person` has seen everything in a thread until now; it never goes back.

    Ask only when there is something to remember: it writes.
    """
    with transaction() as db:
        row = db.get(Reading, (person.id, ref))
        if row is None:
            db.add(Reading(person_id=person.id, ref=ref, last_id=last_id, at=clock.now()))
        else:
            row.last_id, row.at = max(row.last_id, last_id), clock.now()
