"""A whole page of results: hits, tabs with their numbers, what to narrow by, who knows."""

from dataclasses import dataclass, field

from hub.core.index import index
from hub.core.permissions import Actor
from hub.core.words import lazy
from hub.indexing.asking import Asked
from hub.indexing.results import Best, Knows, Shown, best_of, readable_hits, shown_hits, who_knows
from hub.indexing.tabs import EVERYTHING, Tab, counted, tab_called, tabs
from hub.spaces.audiences import enterable_spaces, keys_of
from search.analysis import facet_value
from search.engine import IndexUnusable, Results

PAGE = 20
FACETS = ("kind", "trust", "community")
TRUST = {"vetted": lazy("Customer-ready"), "verified": lazy("Verified"), "validated": lazy("Verified")}
MOST_COMMUNITIES = 8


@dataclass(frozen=True)
class Choice:
    """Something to narrow by, with its number of results."""

    value: str
    label: str
    count: int
    is_chosen: bool
    url: str = ""


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
    spaces = {space.id: space for space in enterable_spaces(actor)} if actor.is_active else {}
    keys = keys_of(actor, spaces.values()) if actor.is_active else frozenset()
    engine = index().engine
    results = engine.find(
        asked.query(tab), keys, limit=PAGE, offset=asked.offset, facets=FACETS, sort=asked.sort
    )
    tab, results = _somewhere(asked, tab, keys, results)
    readable = readable_hits(actor, results.hits)
    shown = shown_hits(readable, results.hits, asked.typed.marks, spaces)
    corrected = engine.did_you_mean(asked.typed, keys) if not results.total or results.is_relaxed else None
    is_first = asked.offset == 0 and not results.is_relaxed
    best = best_of(readable, shown) if is_first and tab.name in (EVERYTHING, "answers") else None
    names = {facet_value(space.slug): space.name for space in spaces.values()}
    by_community = results.facets.get("community", {})
    return Found(
        asked, tab, [each for each in shown if best is None or each is not best.shown], results.total,
        results.total_is_exact, _tabs(asked, tab, results),
        _choices(asked.trust, results.facets.get("trust", {}), TRUST),
        _choices(asked.community, by_community, names)[:MOST_COMMUNITIES], best, who_knows(shown),
        results.is_relaxed, str(corrected) if corrected else "", results.next_offset,
    )  # fmt: skip


def _somewhere(asked: Asked, tab: Tab, keys: frozenset[str], results: Results) -> tuple[Tab, Results]:
    """Nothing under Everything, but a colleague or a community of that name: show those."""
    if results.total or tab.name != EVERYTHING or asked.offset:
        return tab, results
    by_kind = results.facets.get("kind", {})
    other = max(tabs(), key=lambda each: counted(each, by_kind))
    if not counted(other, by_kind):
        return tab, results
    found = index().engine.find(asked.query(other), keys, limit=PAGE, facets=FACETS, sort=asked.sort)
    return other, found


def _tabs(asked: Asked, current: Tab, results: Results) -> list[Choice]:
    by_kind = results.facets.get("kind", {})
    counts = [(tab, counted(tab, by_kind)) for tab in tabs()]
    return [
        Choice(tab.name, tab.label, count, tab.name == current.name, asked.url(tab=tab.name))
        for tab, count in counts
        if count or tab.name in (EVERYTHING, current.name)
    ]


def _choices(chosen: tuple[str, ...], counts: dict[str, int] | object, names: dict[str, str]) -> list[Choice]:
    found = dict(counts) if isinstance(counts, dict) else {}
    found.update({value: 0 for value in chosen if value not in found})
    made = [
        Choice(value, names[value], count, value in chosen)
        for value, count in found.items()
        if value in names
    ]
    return sorted(made, key=lambda choice: (-choice.count, choice.label))
