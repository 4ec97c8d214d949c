"""Who could fill a gap: those who say they know it, else those whose answers come nearest to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from hub.core.db import session
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


def proposals(actor: Person, found: Sequence[Gap], spaces: Sequence[Space]) -> dict[str, Proposal]:
    """Key of a gap → where and whom to ask: a few statements for all of them."""
    words = {gap.key: _words(gap) for gap in found}
    every = dict.fromkeys(word for own in words.values() for word in own)
    known = (
        {folded(word): person for person, word in who_say_they_know(actor, every, KNOWING)} if every else {}
    )
    unknown = [gap for gap in found if not any(folded(word) in known for word in words[gap.key])]
    near = _near(actor, unknown, spaces)
    made = {}
    for gap in found:
        space = gap.question.space if gap.question else best_fit(spaces, " ".join([gap.words, *gap.also]))
        word = next((word for word in words[gap.key] if folded(word) in known), None)
        if word is not None:
            made[gap.key] = Proposal(space, known[folded(word)], _("knows about %(topic)s", topic=word))
        elif gap.key in near:
            made[gap.key] = Proposal(space, near[gap.key], _("answered something close to it"))
        else:
            made[gap.key] = Proposal(space, None)
    return made


def _words(gap: Gap) -> list[str]:
    single = WORD.findall(" ".join([gap.words, *gap.also]))
    return [*(f"{one} {two}" for one, two in pairwise(single)), *single]


def _near(actor: Person, found: Sequence[Gap], spaces: Sequence[Space]) -> Mapping[str, Person]:
    """Key → who wrote what is closest to it."""
    hits: dict[str, list[str]] = {}
    audiences = keys_of(actor, spaces)  # of what the desk is about
    try:
        for gap in found[:LOOKED_AT]:
            alike = index().engine.similar(
                gap.words, audiences, kinds=("answer", "page"), limit=NEAR, seconds=0.1
            )
            hits[gap.key] = [hit.key for hit in alike]
    except IndexUnusable:
        index().doubt()
        return {}
    things = resolve_many(actor, {ref for refs in hits.values() for ref in refs})
    authors = {ref: _author(thing) for ref, thing in things.items()}
    ids = {id for id in authors.values() if id}
    people = {each.id: each for each in session().scalars(select(Person).where(Person.id.in_(ids)))}
    made = {}
    for key, refs in hits.items():
        who = (people.get(authors.get(ref) or 0) for ref in refs)
        person = next((each for each in who if each and each.is_active and each.id != actor.id), None)
        if person is not None:
            made[key] = person
    return made


def written_about(actor: Person, found: Sequence[Gap], spaces: Sequence[Space]) -> Mapping[str, Any]:
    """Key of a gap → the page that may be about it in other words, as far as the index knows one."""
    hits: dict[str, str] = {}
    audiences = keys_of(actor, spaces)
    try:
        for gap in [each for each in found if each.is_unknown][:LOOKED_AT]:
            alike = index().engine.similar(gap.words, audiences, kinds=("page",), limit=1, seconds=0.1)
            if alike:
                hits[gap.key] = alike[0].key
    except IndexUnusable:
        index().doubt()
        return {}
    things = resolve_many(actor, set(hits.values()))
    return {key: things[ref] for key, ref in hits.items() if ref in things}


def _author(thing: object) -> int | None:
    return getattr(thing, "owner_id", None) or getattr(thing, "author_id", None)
