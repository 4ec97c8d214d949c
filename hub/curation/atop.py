"""The gaps that weigh most, for the home page of a knowledge manager: kept for a minute for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, bindparam, func, select

from hub.core import clock, refs
from hub.core.features import registry
from hub.core.permissions import readable
from hub.curation.gaps import Gap, gaps
from hub.curation.rules import curated_spaces
from hub.people.models import Person
from hub.people.prepared import prepared

COUNTED_FOR = timedelta(minutes=1)


@dataclass(frozen=True)
class Line:
    """A gap in short. `refs` are the things that lend it its words and its address."""

    words: str
    url: str
    is_asked: bool
    waiting: int
    signs: int
    refs: frozenset[str]


def heaviest(actor: Person, most: int) -> Sequence[Line]:
    """The weightiest gaps. They are counted anew each minute, and at once when somebody acts at the desk.

    A title is told only as long as the actor may read what it names: that is asked at every look.
    """
    kept, now = _kept(), clock.now()
    known = kept.get(actor.id)
    if known is None or known[1] <= now or not _are_all_there(actor, known[0]):
        lines = [_line(gap) for gap in gaps(actor, curated_spaces(actor), most)]
        known = kept[actor.id] = (lines, now + COUNTED_FOR)
    return known[0]


def forget_lines() -> None:
    """Something was done at the desk."""
    _kept().clear()


def _line(gap: Gap) -> Line:
    question = gap.question
    names = {gap.ref, question.ref if question is not None else ""} - {""}
    url = f"/q/{question.id}" if question is not None else "/curate/gaps"
    return Line(gap.words, url, question is not None, gap.waiting, gap.signs, frozenset(names))


def _are_all_there(actor: Person, lines: Sequence[Line]) -> bool:
    """Whether the actor may still read everything that the lines name, in one statement for all kinds."""
    named = frozenset().union(*(line.refs for line in lines))
    if not named:
        return True
    ids: dict[str, list[int]] = {}
    for ref in named:
        name, id = refs.parse(ref)
        ids.setdefault(name, []).append(id)
    return bool(_there(actor, *sorted(ids), **ids).scalar() == len(named))


@prepared
def _there(me: Person, *kinds: str) -> Select[Any]:
    return select(sum((_count(me, kind) for kind in kinds[1:]), start=_count(me, kinds[0])))


def _count(me: Person, kind: str) -> Any:
    model = registry.kinds[kind].model
    there = readable(me, select(model)).where(model.id.in_(bindparam(kind, expanding=True)))
    if hasattr(model, "removed_at"):
        there = there.where(model.removed_at.is_(None))
    return there.with_only_columns(func.count(model.id)).scalar_subquery()


def _kept() -> dict[int, tuple[Sequence[Line], datetime]]:
    found: dict[int, tuple[Sequence[Line], datetime]] = current_app.extensions.setdefault("curation.gaps", {})
    return found
