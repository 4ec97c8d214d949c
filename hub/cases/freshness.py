"""Texts of a draft that were changed since they were put in (LK13): what is new, in one press."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hub.cases.fitting import Version, versions_for
from hub.cases.models import Case
from hub.core.features import CustomerText, registry, resolve_many
from hub.people.models import Person
from hub.reuse.models import Provenance
from hub.reuse.recalls import recalled, recalled_among
from hub.reuse.variables import known_of
from hub.threads.diff import Row, compare


@dataclass(frozen=True)
class Changed:
    """A source that reads differently now. `text` is "" when there is nothing to be told any more."""

    source: Provenance
    text: str
    rows: Sequence[Row]
    is_recalled: bool  # what stands in the draft must not leave


def changed_since(actor: Person, case: Case, sources: Sequence[Provenance]) -> list[Changed]:
    """Those of a draft's sources that were changed or recalled since; nothing is asked without sources."""
    if not sources:
        return []
    things = resolve_many(actor, [source.source for source in sources])
    gone = recalled(things)
    stopped = {source.id for source in recalled_among(sources)}
    found = []
    for source in sources:
        wording = wording_of(things.get(source.source)) if source.source not in gone else None
        versions = versions_for(case, wording, known_of(case, actor)) if wording is not None else []
        text = versions[0].text if versions else ""
        told = {each.text for each in versions}
        is_newer = wording is not None and wording.revision != source.source_revision
        if (is_newer and source.text not in told) or source.id in stopped:
            rows = compare(source.text, text) if text else []
            found.append(Changed(source, text, rows, source.id in stopped))
    return found


def ways_to_say(
    actor: Person, case: Case, sources: Sequence[Provenance]
) -> list[tuple[Provenance, list[Version]]]:
    """The sources of a draft that can be said in several ways, with these."""
    things = resolve_many(actor, [source.source for source in sources]) if sources else {}
    known, found = known_of(case, actor) if sources else {}, []
    for source in sources:
        wording = wording_of(things.get(source.source))
        versions = versions_for(case, wording, known) if wording is not None else []
        if len(versions) > 1:
            found.append((source, versions))
    return found


def wording_of(thing: Any) -> CustomerText | None:
    """What customers may be told of a thing; None when there is none, or no thing any more."""
    kind = registry.kinds[thing.ref_kind] if thing is not None else None
    return kind.customer_text(thing) if kind is not None and kind.customer_text is not None else None
