"""Document: the one shape in which anything enters a search engine.

It carries the space it lives in (`audience`), never the people who may read it, so that membership
may change without indexing anything again.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from search.analysis import facet_value

Facet = str | tuple[str, ...]

# How a thing's state moves it in the ranking. The caller picks from here or computes its own figure.
QUALITY: Mapping[str, float] = {
    "validated": 1.6,
    "accepted": 1.4,
    "solved": 1.2,
    "normal": 1.0,
    "duplicate": 0.6,
    "obsolete": 0.4,
    "archived": 0.25,
}


@dataclass(frozen=True, slots=True)
class Document:
    """What an engine knows of a thing.

    `audience` is the key of the one space it lives in, like "space:3". Where entering the space is
    not enough (customer details inside an open desk), `restriction` names a second key that the
    reader must hold as well. `quality` says how good the thing is, `boost` how much its kind counts.
    """

    key: str
    kind: str
    title: str
    body: str
    audience: str
    at: datetime
    facets: Mapping[str, Facet] = field(default_factory=dict)
    boost: float = 1.0
    quality: float = QUALITY["normal"]
    restriction: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"{self.key}: `at` needs a time zone, for example datetime.now(UTC)")
        if not self.audience:
            raise ValueError(f"{self.key}: a document without an audience could be seen by anybody")
        for name in ("key", "kind", "audience", "restriction"):
            if any(letter.isspace() or letter in ",+\0" for letter in getattr(self, name)):
                raise ValueError(f"{name} {getattr(self, name)!r}: no spaces, commas, plus signs")

    @property
    def tags(self) -> tuple[str, ...]:
        """Kind and facets as sorted "name:value" tags, the form in which engines store them."""
        return tuple(sorted({f"kind:{facet_value(self.kind)}", *self._facet_tags()}))

    @property
    def admission(self) -> str:
        """The keys that a reader must hold, as one term: "space:3" or "space:3+customers"."""
        return f"{self.audience}+{self.restriction}" if self.restriction else self.audience

    @property
    def weight(self) -> float:
        """What the relevance is multiplied by."""
        return self.boost * self.quality

    def _facet_tags(self) -> Iterator[str]:
        for name, values in self.facets.items():
            for value in (values,) if isinstance(values, str) else values:
                if cleaned := facet_value(value):
                    yield f"{name}:{cleaned}"


def is_admitted(admission: str, keys: Collection[str]) -> bool:
    """Whether somebody with these keys may be shown documents of this admission."""
    return all(key in keys for key in admission.split("+"))
