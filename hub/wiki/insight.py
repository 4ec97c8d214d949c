"""What became of a page: how many read it, what was said, what went into replies (WK25). Sums only."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Select, delete, func, select

from hub.core import clock
from hub.core.db import session, transaction
from hub.core.keys import derived_key
from hub.core.permissions import Actor
from hub.people.models import Person
from hub.reuse.models import Provenance
from hub.threads.models import Comment
from hub.web.afterwards import afterwards
from hub.wiki.insight_models import PageRead, PageSeen
from hub.wiki.models import Page, PageOpinion

WEEKS = 12  # so long is counted, and kept
SEEN = timedelta(days=400)  # so long is known what somebody read last


@dataclass(frozen=True)
class Insight:
    """Sums for everybody who may read the page. `weeks`: Monday → readers, the oldest first."""

    readers: int
    weeks: Sequence[tuple[date, int]]
    comments: int
    commented: int
    copies: int
    copied_lately: int
    last_copied: datetime | None
    right: int
    doubted: int


def note_read(actor: Actor, page: Page) -> None:
    """Count that somebody reads a page, and keep which version it was; written when the answer has left."""
    if isinstance(actor, Person):
        seen = PageSeen(page_id=page.id, person_id=actor.id, revision=page.revision, at=clock.now())
        afterwards(partial(keep_read, seen, reader_of(actor, page)))


def reader_of(person: Person, page: Page) -> str:
    """Stands for a person on one page. Only the hub's own key leads from one to the other."""
    said = f"{page.id}:{person.id}".encode()
    made = hmac.new(derived_key(b"page readers"), said, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:16]).decode().rstrip("=")


def keep_read(seen: PageSeen, reader: str) -> None:
    """Write it, unless both are known: a page that is read twice a day is written once."""
    if _is_counted(seen, reader) and _is_known(seen):
        return
    with transaction() as db:
        if not _is_counted(seen, reader):
            db.add(PageRead(page_id=seen.page_id, day=seen.at.date(), reader=reader))
        if not _is_known(seen):
            db.merge(seen)


def _is_counted(seen: PageSeen, reader: str) -> bool:
    return session().get(PageRead, (seen.page_id, seen.at.date(), reader)) is not None


def _is_known(seen: PageSeen) -> bool:
    known = session().get(PageSeen, (seen.page_id, seen.person_id))
    return known is not None and known.revision >= seen.revision


def forget_reads() -> int:
    """Delete what is older than it is counted. Returns how many rows."""
    with transaction() as db:
        gone = db.execute(delete(PageRead).where(PageRead.day < _first_day()))
        db.execute(delete(PageSeen).where(PageSeen.at < clock.now() - SEEN))
    return int(getattr(gone, "rowcount", 0))


def insight_of(page: Page) -> Insight:
    """All figures of a page that the caller has loaded: two queries."""
    since = clock.now() - timedelta(weeks=WEEKS)
    said = (Comment.about == page.ref, Comment.removed_at.is_(None))
    sent = (Provenance.source == page.ref, Provenance.sent_at.is_not(None))
    words = select(func.count()).select_from(PageOpinion).where(PageOpinion.page_id == page.id)
    sums: list[Select[Any]] = [
        select(func.count(Comment.id)).where(*said),
        select(func.count(func.distinct(Comment.author_id))).where(*said),
        select(func.count(Provenance.id)).where(*sent),
        select(func.count(Provenance.id)).where(*sent, Provenance.sent_at > since),
        select(func.max(Provenance.sent_at)).where(*sent),
        words.where(PageOpinion.is_right),
        words.where(~PageOpinion.is_right),
    ]
    found = session().execute(select(*(each.scalar_subquery() for each in sums))).one()
    readers, weeks = _readers(page)
    return Insight(readers, weeks, *found)


def _readers(page: Page) -> tuple[int, list[tuple[date, int]]]:
    """All different readers, and those of each week."""
    first = _first_day()
    read = select(PageRead.day, PageRead.reader)
    rows = session().execute(read.where(PageRead.page_id == page.id, PageRead.day >= first)).all()
    weeks: list[set[str]] = [set() for _number in range(WEEKS)]
    for day, reader in rows:
        weeks[min((day - first).days // 7, WEEKS - 1)].add(reader)
    counted = [(first + timedelta(weeks=number), len(each)) for number, each in enumerate(weeks)]
    return len(set().union(*weeks)), counted


def _first_day() -> date:
    """The Monday from which on is counted: this week is the last of them."""
    today = clock.now().date()
    return today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
