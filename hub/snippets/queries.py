"""Saved replies as their page and the list under the composer need them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from hub.core.db import session
from hub.core.permissions import Actor, can, readable
from hub.people.models import Person
from hub.reuse.models import Provenance
from hub.snippets.models import Snippet
from hub.spaces.models import Space, SpaceKind
from hub.spaces.rules import WORK_CASES_IN, case_space_ids
from hub.web.paging import Page, cut

OFFERED = 8
WORDS = 6
PAGE = 30


@dataclass(frozen=True)
class Use:
    """How often a saved reply left, and when last."""

    times: int
    last: datetime | None


@dataclass(frozen=True)
class Choice:
    """What the list is narrowed to."""

    reach: str = ""
    folder: str = ""
    words: str = ""


def snippets(actor: Actor, chosen: Choice, after: int | None = None) -> Page[Snippet]:
    """The saved replies somebody may take, the newest first."""
    statement = _matching(actor, chosen.words).options(joinedload(Snippet.owner), joinedload(Snippet.space))
    if chosen.reach:
        statement = statement.where(Snippet.reach == chosen.reach)
    if chosen.folder:
        statement = statement.where(Snippet.folder == chosen.folder)
    if after is not None:
        statement = statement.where(Snippet.id < after)
    rows = session().scalars(statement.order_by(Snippet.id.desc()).limit(PAGE + 1)).all()
    return cut(rows, PAGE)


def offered(actor: Actor, words: str) -> Sequence[Snippet]:
    """What fits some words, for the list under the text: by shortcut, then by how often it was sent."""
    first = words.partition(" ")[0]
    statement = _matching(actor, words).options(joinedload(Snippet.owner))
    rows = session().scalars(statement.order_by(Snippet.changed_at.desc()).limit(200)).all()
    uses = uses_of(rows)
    return sorted(
        rows,
        key=lambda each: (not (first and each.shortcut.startswith(first)), -uses[each.ref].times, each.title),
    )[:OFFERED]


def uses_of(found: Iterable[Snippet]) -> dict[str, Use]:
    """ref → how often each was sent, for all of them in one statement."""
    refs = [each.ref for each in found]
    counts = {ref: Use(0, None) for ref in refs}
    if not refs:
        return counts
    statement = (
        select(Provenance.source, func.count(Provenance.id), func.max(Provenance.sent_at))
        .where(Provenance.source.in_(refs), Provenance.sent_at.is_not(None))
        .group_by(Provenance.source)
    )
    return counts | {ref: Use(times, last) for ref, times, last in session().execute(statement)}


def folders(actor: Actor) -> list[tuple[str, int]]:
    """Every folder that one may look into, with how much is in it."""
    statement = (
        readable(actor, select(Snippet))
        .with_only_columns(Snippet.folder, func.count())
        .where(Snippet.folder != "")
        .group_by(Snippet.folder)
        .order_by(Snippet.folder)
        .limit(200)
    )
    return [(folder, number) for folder, number in session().execute(statement)]


def desks_of(actor: Person) -> Sequence[Space]:
    """The desks on which somebody answers customers."""
    statement = select(Space).where(
        Space.id.in_(case_space_ids(actor)), Space.kind == SpaceKind.DESK, Space.archived_at.is_(None)
    )
    found = session().scalars(statement.order_by(Space.name)).all()
    return [desk for desk in found if can(actor, WORK_CASES_IN, desk)]


def _matching(actor: Actor, words: str) -> Select[Snippet]:
    statement = readable(actor, select(Snippet))
    for word in words.split()[:WORDS]:
        fields = (Snippet.title, Snippet.shortcut, Snippet.folder, Snippet.body)
        statement = statement.where(or_(*(field.icontains(word, autoescape=True) for field in fields)))
    return statement
