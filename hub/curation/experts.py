"""Who could fill a gap: those who say they know it, else those whose answers come nearest to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hub.core.features import resolve_many
from hub.core.index import index
from hub.core.words import gettext as _
from hub.curation.gaps import Gap
from hub.people.knowing import who_say_they_know
from hub.people.models import Person
from hub.people.profile import folded
from hub.spaces.audiences import keys_of
from hub.spaces.fitting import WORD, best_fit
from hub.spaces.models import Space
from search.engine import IndexUnusable

KNOWING = 40
NEAR = 3
LOOKED_AT = 30  # gaps for which the index is asked


@dataclass(frozen=True)
class Proposal:
    """Where to ask about a gap, and whom; nobody when nobody seems to know."""

    space: Space | None
    person: Person | None
    why: str = ""


@dataclass(frozen=True)
class Known:
    """What the hub knows about gaps, by their keys.

    proposals: where and whom to ask; pages: what may be about it in other words, where the index knows one.
    """

    proposals: Mapping[str, Proposal]
    pages: Mapping[str, Any]


def known_about(actor: Person, found: Sequence[Gap], spaces: Sequence[Space]) -> Known:
    """A few statements for all of them."""
    words = {gap.key: _words(gap) for gap in found}
    every = dict.fromkeys(word for own in words.values() for word in own)
    known = (
        {folded(word): person for person, word in who_say_they_know(actor, every, KNOWING)} if every else {}
    )
    unknown = [gap for gap in found if not any(folded(word) in known for word in words[gap.key])]
    near = _alike(actor, unknown, spaces, ("answer", "page"), NEAR)
    pages = _alike(actor, [gap for gap in found if gap.is_unknown], spaces, ("page",), 1)
    things = resolve_many(actor, {ref for refs in (*near.values(), *pages.values()) for ref in refs})
    authors = {key: _author(actor, refs, things) for key, refs in near.items()}
    made = {}
    for gap in found:
        space = gap.question.space if gap.question else best_fit(spaces, " ".join([gap.words, *gap.also]))
        word = next((word for word in words[gap.key] if folded(word) in known), None)
        if word is not None:
            made[gap.key] = Proposal(space, known[folded(word)], _("knows about %(topic)s", topic=word))
        elif (author := authors.get(gap.key)) is not None:
            made[gap.key] = Proposal(space, author, _("answered something close to it"))
        else:
            made[gap.key] = Proposal(space, None)
    return Known(made, {key: things[ref] for key, refs in pages.items() for ref in refs if ref in things})


def _words(gap: Gap) -> list[str]:
    single = WORD.findall(" ".join([gap.words, *gap.also]))
    return [*(f"{one} {two}" for one, two in pairwise(single)), *single]


def _alike(
    actor: Person, found: Sequence[Gap], spaces: Sequence[Space], kinds: tuple[str, ...], most: int
) -> Mapping[str, list[str]]:
    """Key → refs of what is closest to it, as the index knows it; who may read it is not asked here."""
    hits: dict[str, list[str]] = {}
    audiences = keys_of(actor, spaces)  # of what the desk is about
    try:
        for gap in found[:LOOKED_AT]:
            alike = index().engine.similar(gap.words, audiences, kinds=kinds, limit=most, seconds=0.1)
            hits[gap.key] = [hit.key for hit in alike]
    except IndexUnusable:
        index().doubt()
        return {}
    return hits


def _author(actor: Person, refs: Iterable[str], things: Mapping[str, Any]) -> Person | None:
    """Who wrote the closest of these, or looks after it; each came with these people."""
    for thing in (things[ref] for ref in refs if ref in things):
        who: Person | None = getattr(thing, "owner", None) or getattr(thing, "author", None)
        if who is not None and who.is_active and who.id != actor.id:
            return who
    return None
