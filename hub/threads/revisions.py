"""Keeping the earlier text of whatever people edit (FD12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.core import clock
from hub.core.db import session
from hub.people.models import Person
from hub.threads.diff import Row, compare
from hub.threads.models import Revision

SHOWN = 30  # changes on one page


@dataclass(frozen=True)
class Version:
    """One text of a thing, the present one included: who wrote it, when and why."""

    number: int
    title: str
    body: str
    at: datetime
    author: Person
    note: str = ""


@dataclass(frozen=True)
class Edit:
    """One change: the text after it and the one before."""

    after: Version
    before: Version
    rows: list[Row]


def keep_revision(actor: Person, thing: Any, note: str = "") -> None:
    """Store the text of `thing` as it is now, before `actor` changes it, and count its revision up."""
    session().add(
        Revision(
            about=thing.ref, number=thing.revision, title=getattr(thing, "title", ""),
            body=with_wording(thing), replaced_by_id=actor.id, note=note, space_id=thing.space_id,
            at=thing.edited_at or thing.created_at or clock.now(),
        )
    )  # fmt: skip
    thing.revision += 1


def versions_of(thing: Any) -> list[Version]:
    """Every text a thing has had, newest first; the first one is what stands now."""
    title = getattr(thing, "title", "")
    texts = [(thing.revision, title, with_wording(thing), thing.edited_at or thing.created_at)]
    earlier = _earlier(thing.ref)
    texts += [(row.number, row.title, row.body, row.at) for row in earlier]
    writers = [(row.replaced_by, row.note) for row in earlier] + [(thing.author, "")]
    return [Version(*text, *writer) for text, writer in zip(texts, writers, strict=True)]


def history_of(thing: Any) -> dict[str, Any]:
    """For threads/history.html: every change with both texts, newest first, and the first text."""
    versions = versions_of(thing)
    pairs = list(pairwise(versions))[:SHOWN]
    changes = [Edit(after, before, compare(before.body, after.body)) for after, before in pairs]
    return {"changes": changes, "first": versions[-1]}


def with_wording(thing: Any) -> str:
    """What we know and, behind a line, what customers may be told."""
    wording = getattr(thing, "customer_text", "")
    return f"{thing.body}\n\n:::customer\n{wording}\n:::" if wording else str(thing.body)


def without_wording(kept: str) -> str:
    """What we know alone, of a text that was kept with its wording."""
    known, line, wording = kept.rpartition("\n\n:::customer\n")
    return known if line and wording.endswith("\n:::") else kept


def revision_at(ref: str, number: int) -> Revision | None:
    """An earlier text by its number; None for the present one."""
    return (
        session()
        .scalars(select(Revision).where(Revision.about == ref, Revision.number == number))
        .one_or_none()
    )


def _earlier(ref: str) -> Sequence[Revision]:
    statement = (
        select(Revision)
        .where(Revision.about == ref)
        .options(joinedload(Revision.replaced_by))
        .order_by(Revision.number.desc())
        .limit(200)
    )
    return session().scalars(statement).all()
