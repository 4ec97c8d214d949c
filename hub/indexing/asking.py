"""What somebody looks for: the words, and the narrowing that was clicked instead of typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from hub.core.limits import LIMITS
from hub.indexing.tabs import EVERYTHING, Tab, tab_called
from search.analysis import facet_value
from search.engine import Sort
from search.query import DateBound, Filter, Query, parse

WHEN: Mapping[str, str] = {"day": "1d", "week": "1w", "month": "1m", "year": "1y"}
DEEPEST = 1_000  # nobody reads so far; narrowing finds it sooner
MOST_VALUES = 20
SEVERAL = ("trust", "community", "state", "topic", "channel", "by", "has")  # of which one may choose many


@dataclass(frozen=True)
class Asked:
    """A search as its address holds it."""

    words: str = ""
    tab: str = EVERYTHING
    trust: tuple[str, ...] = ()
    community: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    when: str = ""
    sort: Sort = Sort.BEST
    offset: int = 0
    typed: Query = field(default_factory=Query, compare=False)

    def query(self, tab: Tab) -> Query:
        """Everything together, as the engine takes it."""
        clicked = [Filter("kind", tuple(sorted(tab.kinds)))]
        clicked += [Filter(name, values) for name, values in self._narrowed() if values]
        dates = (DateBound("<", WHEN[self.when]),) if self.when in WHEN else ()
        return replace(self.typed, filters=(*self.typed.filters, *clicked), dates=(*self.typed.dates, *dates))

    def url(self, **changed: object) -> str:
        """The address of this search with something changed; a change goes back to the first results."""
        now = replace(self, **{"offset": 0, **changed})  # type: ignore[arg-type]
        values = [
            ("q", now.words), ("kind", now.tab),
            *((name, value) for name in SEVERAL for value in getattr(now, name)), ("when", now.when),
            ("sort", "" if now.sort == Sort.BEST else now.sort), ("from", str(now.offset or "")),
        ]  # fmt: skip
        return "/search?" + urlencode([(name, value) for name, value in values if value])

    @property
    def is_narrowed(self) -> bool:
        """Whether something besides words and tab is chosen."""
        return self.narrowed_by > 0

    @property
    def narrowed_by(self) -> int:
        """How many choices narrow it."""
        return bool(self.when) + sum(len(getattr(self, name)) for name in SEVERAL)

    def _narrowed(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        # An operator is called as people say it; the facet behind `in` is the community.
        return tuple(("in" if name == "community" else name, getattr(self, name)) for name in SEVERAL)


def asked(words: str, chosen: Mapping[str, Sequence[str]]) -> Asked:
    """Read an address. What makes no sense is left out: a search never fails."""
    words = " ".join(words.replace("\0", "").split())[: LIMITS.query]

    def first(name: str) -> str:
        return next(iter(chosen.get(name, ())), "")

    def several(name: str) -> tuple[str, ...]:
        cleaned = {facet_value(value[:80]) for value in chosen.get(name, ())[:MOST_VALUES]}
        return tuple(sorted(cleaned - {""}))

    start = first("from")
    return Asked(
        words=words,
        tab=tab_called(first("kind")).name,
        **{name: several(name) for name in SEVERAL},
        when=first("when") if first("when") in WHEN else "",
        sort=Sort.NEWEST if first("sort") == Sort.NEWEST else Sort.BEST,
        offset=min(int(start), DEEPEST) if start.isdecimal() and len(start) < 6 else 0,
        typed=parse(words),
    )
