"""A whole page of results: hits, tabs with their numbers, what to narrow by, who knows."""

from dataclasses import dataclass, field, replace

from hub.core.index import index
from hub.core.permissions import Actor
from hub.core.words import lazy
from hub.indexing.asking import Asked
from hub.indexing.narrowing import CLICKED, Choice, Group, choices, groups, values_of, with_topics_meant
from hub.indexing.results import (
    Best,
    Knows,
    Shown,
    best_of,
    in_own_language,
    readable_hits,
    shown_hits,
    who_knows,
)
from hub.indexing.tabs import EVERYTHING, Tab, counted, tab_called, tabs
from hub.spaces.audiences import Places, keys_of, places_of
from search.analysis import facet_value
from search.engine import DEFAULT_SECONDS, IndexUnusable, Results

PAGE = 20
SECONDS = DEFAULT_SECONDS
FACETS = ("kind", "trust", "community", *(facet for facet, _label in CLICKED.values()))
TRUST = {
    "vetted": lazy("Customer-ready"), "verified": lazy("Verified"), "validated": lazy("Verified"),
    "proven": lazy("Proven with customers"), "check_me": lazy("Check me"),
}  # fmt: skip
MOST_COMMUNITIES = 8


@dataclass(frozen=True)
class Found:
    """What a search came to."""

    asked: Asked
    tab: Tab
    shown: list[Shown] = field(default_factory=list)
    total: int = 0
    total_is_exact: bool = True
    tabs: list[Choice] = field(default_factory=list)
    trust: list[Choice] = field(default_factory=list)
    communities: list[Choice] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    typed: list[Choice] = field(default_factory=list)  # operators as typed; the address is without them
    best: Best | None = None
    knowing: list[Knows] = field(default_factory=list)
    is_relaxed: bool = False
    instead: str = ""  # the words put right, when nothing was found as they were typed
    next_offset: int | None = None
    is_ready: bool = True  # False while the index is being built anew

    @property
    def short_tabs(self) -> list[dict[str, object]]:
        """The tabs for narrow screens, as the macro takes them."""
        return [
            {
                "label": tab.label,
                "url": tab.url,
                "current": tab.is_chosen,
                "count": tab.count if tab.value else 0,
            }
            for tab in self.tabs
        ]


def search(actor: Actor, asked: Asked) -> Found:
    """One page for `actor`. A search never fails: without an index it says so."""
    tab = tab_called(asked.tab)
    if asked.typed.is_empty and not asked.is_narrowed:
        return Found(asked, tab, is_ready=index().is_ready)
    try:
        return _found(actor, asked, tab)
    except IndexUnusable:
        index().doubt()
        return Found(asked, tab, is_ready=False)


def _found(actor: Actor, asked: Asked, tab: Tab) -> Found:
    places = places_of(actor) if actor.is_active else Places({}, {})
    spaces = places.enterable
    keys = keys_of(actor, spaces.values()) if actor.is_active else frozenset()
    engine = index().engine
    query = with_topics_meant(actor, asked.query(tab))
    results = engine.find(
        query, keys, limit=PAGE, offset=asked.offset, facets=FACETS, sort=asked.sort, seconds=SECONDS
    )
    chosen = {name: getattr(asked, name) for name in CLICKED}
    handles, slugs = (values_of(name, chosen, results.facets) for name in ("by", "topic"))
    readable = readable_hits(actor, results.hits, places, handles, slugs)
    shown = shown_hits(readable, in_own_language(readable, results.hits), asked.typed.marks, spaces)
    corrected = engine.did_you_mean(asked.typed, keys) if not results.total or results.is_relaxed else None
    is_first = asked.offset == 0 and not results.is_relaxed
    best = best_of(readable, shown) if is_first and tab.name in (EVERYTHING, "answers") else None
    names = {facet_value(space.slug): space.name for space in spaces.values()}
    by_community = results.facets.get("community", {})
    return Found(
        asked, tab, [each for each in shown if best is None or each is not best.shown], results.total,
        results.total_is_exact, _tabs(asked, tab, results),
        choices(asked.trust, results.facets.get("trust", {}), TRUST),
        choices(asked.community, by_community, names)[:MOST_COMMUNITIES],
        groups(chosen, results.facets, readable.people.values(), readable.topics), _typed(asked), best,
        who_knows(shown), results.is_relaxed, str(corrected) if corrected else "", results.next_offset,
    )  # fmt: skip


def _tabs(asked: Asked, current: Tab, results: Results) -> list[Choice]:
    by_kind = results.facets.get("kind", {})
    counts = [(tab, counted(tab, by_kind)) for tab in tabs()]
    return [
        Choice(tab.name, tab.label, count, tab.name == current.name, asked.url(tab=tab.name))
        for tab, count in counts
        if count or tab.name in (EVERYTHING, current.name)
    ]


def _typed(asked: Asked) -> list[Choice]:
    """What was typed as an operator, each with the address of the search without it."""
    typed = asked.typed
    left = [
        (part, replace(typed, filters=tuple(p for p in typed.filters if p != part))) for part in typed.filters
    ]
    return [Choice(str(part), str(part), 0, True, asked.url(words=str(rest))) for part, rest in left]
