"""Which topics a text is about, proposed while it is written: words that name one, and what is alike.

A topic that the text names, under any of its names, is chosen at once; what similar questions are filed
under is offered. Nothing is filed that was not in front of whoever wrote it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select

from hub.core.db import session
from hub.core.features import resolve_many
from hub.core.permissions import Actor, readable
from hub.spaces.audiences import audiences_of
from hub.spaces.models import Space, Topic
from hub.spaces.topics import meant, slug_of, topics_of
from hub.suggest.likeness import likeness

WORD = re.compile(r"[^\W_]+")
LOOKED_AT = 1_000  # characters of a text
LONGEST = 3  # words in the name of a topic
FEWEST_LETTERS = 3
NAMED, ALIKE = 3, 3  # so many are proposed at most
LOOKED_AMONG = 6  # similar questions
ENDINGS = ("s", "es", "n", "en", "e")  # one and many, in English and in German


@dataclass(frozen=True)
class Proposal:
    """A topic for a text. is_named: the text says it in words. is_chosen: it will be filed there."""

    topic: Topic
    is_named: bool
    is_chosen: bool


@dataclass(frozen=True)
class Written:
    """A text as far as it is written, where it will stand, and what was said to earlier proposals.

    typed, ticked: names of topics. named: those that were proposed before because the text named them.
    """

    text: str
    place: str = ""
    typed: Sequence[str] = ()
    ticked: Sequence[str] = ()
    named: Sequence[str] = ()


class Run(NamedTuple):
    """Words of a text from start to before end, and the slugs that they may stand for."""

    start: int
    end: int
    slugs: Sequence[str]


def written_in(value: Callable[[str], Any]) -> Written:
    """A text from the fields of its form."""
    text = f"{value('title')}\n{value('body')}"
    typed = str(value("topics")).split(",")
    place = str(value("community") or value("space"))  # as the form of a page calls it
    return Written(text, place, typed, value("topic") or (), value("named") or ())


def proposals(actor: Actor, written: Written) -> list[Proposal]:
    """What to offer now. Who took the tick from a topic does not get it back while they go on writing."""
    space = _place(actor, written.place)
    typed = {slug_of(name) for name in written.typed}
    named = named_in(written.text, space)
    alike = alike_in(actor, written.text, space) if written.text.strip() else []
    pressed = [name for name in written.ticked if name not in written.named]
    kept = meant([slug_of(name) for name in pressed if slug_of(name)], space).values()
    found: dict[int, Proposal] = {}
    for topic in [*named[:NAMED], *kept, *alike]:
        if topic.word in typed or len(found) >= NAMED + ALIKE:
            continue
        is_named = topic in named
        is_chosen = topic.name in written.ticked or (is_named and topic.name not in written.named)
        found.setdefault(topic.id, Proposal(topic, is_named, is_chosen))
    return list(found.values())


def named_in(text: str, space: Space | None) -> list[Topic]:
    """The topics whose name or synonym stands in the text, in its order; a longer name without its parts.

    Those of everybody, and of the space that it is written for: no other community's words are told.
    """
    runs = list(_runs(text))
    rows = meant({slug for run in runs for slug in run.slugs}, space)
    found: dict[Topic, None] = {}
    read_to = 0
    for run in runs:
        topic = next((rows[slug] for slug in run.slugs if slug in rows), None)
        if topic is not None and run.start >= read_to:
            found[topic] = None
            read_to = run.end
    return list(found)


def alike_in(actor: Actor, text: str, space: Space | None) -> list[Topic]:
    """What similar questions that the actor may read are filed under, the most frequent first."""
    hits = likeness.alike(text[:LOOKED_AT], audiences_of(actor), ("question",), LOOKED_AMONG, ())
    filed = topics_of(resolve_many(actor, [hit.key for hit in hits]))
    allowed = {None, space.id if space is not None else None}
    counts = Counter(topic for topics in filed.values() for topic in topics if topic.space_id in allowed)
    return [topic for topic, _number in counts.most_common(ALIKE)]


def _runs(text: str) -> Iterator[Run]:
    """Runs of words in the order of the text, the longest first at every word."""
    words = [slug_of(word) for word in WORD.findall(text[:LOOKED_AT])]
    for start in range(len(words)):
        for end in range(min(start + LONGEST, len(words)), start, -1):
            slug = "-".join(filter(None, words[start:end]))
            if len(slug) >= FEWEST_LETTERS:
                yield Run(start, end, _forms(slug))


def _forms(slug: str) -> list[str]:
    """Itself, then as one and as many."""
    less = [slug.removesuffix(end) for end in ENDINGS if slug.endswith(end)]
    forms = [slug, *less, *(slug + end for end in ENDINGS)]
    return [form for form in dict.fromkeys(forms) if len(form) >= FEWEST_LETTERS]


def _place(actor: Actor, place: str) -> Space | None:
    """By its slug or its number; None where it is not chosen, or not theirs."""
    if not place:
        return None
    is_it = Space.id == int(place) if place.isdecimal() and len(place) < 19 else Space.slug == place
    return session().scalars(readable(actor, select(Space)).where(is_it)).one_or_none()
