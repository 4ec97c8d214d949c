"""Texts of a draft that were changed since they were put in (LK13): what is new, in one press."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hub.cases.fitting import Version, versions_for
from hub.cases.models import Case
from hub.core.features import CustomerText, registry, resolve_many
from hub.people.models import Person
from hub.reuse.models import Provenance
from hub.reuse.recalls import recalled, recalled_among, recalled_revisions
from hub.reuse.variables import known_of
from hub.threads.diff import Row, compare


@dataclass(frozen=True)
class Changed:
    """A source that reads differently now. `text` is "" when there is nothing to be told any more."""

    source: Provenance
    text: str
    rows: Sequence[Row]
    is_recalled: bool  # what stands in the draft must not leave


@dataclass(frozen=True)
class Looked:
    """The sources of a draft: those that can be said in several ways, with these, and what was changed."""

    ways: Sequence[tuple[Provenance, list[Version]]] = ()
    changed: Sequence[Changed] = ()
    things: Collection[Any] = ()  # kept: so those who wrote them are not asked for again


def look_at(actor: Person, case: Case, sources: Sequence[Provenance]) -> Looked:
    """Everything about them at once; nothing is asked without sources."""
    if not sources:
        return Looked()
    things = resolve_many(actor, [source.source for source in sources])
    until = _taken_back(sources)
    gone, stopped = recalled(things, until), recalled_among(sources, until)
    known = cache(lambda: known_of(case, actor))  # reads the conversation: only where it is needed
    ways, changed = [], []
    for source in sources:
        wording = wording_of(things.get(source.source))
        if wording is not None and len(versions_for(case, wording, {})) > 1:
            ways.append((source, versions_for(case, wording, known())))
        wording = None if source.source in gone else wording
        is_newer, is_stopped = _is_newer(wording, source), source in stopped
        if is_newer or is_stopped:
            told = versions_for(case, wording, known()) if wording is not None else []
            text = told[0].text if told else ""
            if is_stopped or source.text not in {each.text for each in told}:
                rows = compare(source.text, text) if text else []
                changed.append(Changed(source, text, rows, is_stopped))
    return Looked(ways, changed, things.values())


def _taken_back(sources: Sequence[Provenance]) -> dict[str, int]:
    """Up to which revision each was: as it came with them, else asked for."""
    known = {source.source: source.taken_back for source in sources}
    if None in known.values():
        return recalled_revisions(known)
    return {ref: revision for ref, revision in known.items() if revision}


def _is_newer(wording: CustomerText | None, source: Provenance) -> bool:
    return wording is not None and wording.revision != source.source_revision


def wording_of(thing: Any) -> CustomerText | None:
    """What customers may be told of a thing; None when there is none, or no thing any more."""
    kind = registry.kinds[thing.ref_kind] if thing is not None else None
    return kind.customer_text(thing) if kind is not None and kind.customer_text is not None else None
