"""What a search engine is: one protocol, kept by every engine and proven by one test suite.

Engines hand back keys in order and nothing to show. The filter on audiences is applied before anything
is counted, suggested or ranked; the caller still checks each hit's permission where the truth lives.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from search.document import Document
from search.query import Query

RANKED_AT_MOST: Final = 1_000  # of more matches only the newest are ranked; counts stay exact
DEFAULT_LIMIT: Final = 20
DEFAULT_SECONDS: Final = 0.5

Audiences = Collection[str] | None  # None is the hub itself: no filter. Empty: nothing may be found.


class IndexUnusable(Exception):
    """The index is missing, damaged or of another version. It holds nothing of its own: rebuild it."""


class IndexBusy(Exception):
    """Another process is writing. There is one writer; try again, or find out who the other one is."""


class Sort(StrEnum):
    BEST = "best"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Hit:
    """A match. Scores compare within one answer only."""

    key: str
    kind: str
    score: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits.

    `facets` maps a facet's name to counts by value, over what the audiences admit; the counts of a
    facet ignore the filter on that facet itself, so that tabs can show the other kinds.
    `is_relaxed`: nothing had all the words, these have some. `is_complete`: the time sufficed.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    total_is_exact: bool = True
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    next_offset: int | None = None
    is_relaxed: bool = False
    is_complete: bool = True


class Engine(Protocol):
    """One writer (a thread of one process), any number of readers.

    `stamp` is the caller's position in its log, stored with the commit: what was written after it
    must be written again, which is harmless, because documents are replaced by key.
    """

    def apply(
        self,
        documents: Iterable[Document] = (),
        delete: Iterable[str] = (),
        stamp: int | None = None,
    ) -> None:
        """Deletes keys, then adds or replaces documents, in one commit that readers see whole."""

    def upsert(self, documents: Iterable[Document], stamp: int | None = None) -> None: ...

    def delete(self, keys: Iterable[str], stamp: int | None = None) -> None: ...

    def rebuild(self, documents: Iterable[Document], stamp: int) -> int:
        """Builds everything anew beside what is there, then switches. Returns the number of documents."""

    def tidy(self, *, deep: bool = False) -> bool:
        """Housekeeping for an idle moment. True: call again, more is due. `deep` may take minutes."""

    def find(
        self,
        query: Query,
        audiences: Audiences,
        *,
        limit: int = DEFAULT_LIMIT,
        offset: int = 0,
        facets: Collection[str] = (),
        sort: Sort = Sort.BEST,
        seconds: float = DEFAULT_SECONDS,
    ) -> Results: ...

    def similar(
        self,
        text: str,
        audiences: Audiences,
        *,
        kinds: Collection[str] = (),
        limit: int = 5,
        without: Collection[str] = (),
        seconds: float = DEFAULT_SECONDS,
    ) -> tuple[Hit, ...]:
        """What shares the telling words of a longer text. `without`: keys to leave out."""

    def suggest(self, prefix: str, audiences: Audiences, limit: int = 8) -> tuple[str, ...]:
        """Words that begin so, most frequent first, from documents the audiences admit."""

    def did_you_mean(self, query: Query, audiences: Audiences) -> Query | None:
        """The query with its unknown words put right, or None if there is nothing to put right."""

    def stamp(self) -> int: ...

    def count(self) -> int: ...

    def check(self) -> None:
        """Raises IndexUnusable unless every stored byte is as it was written."""

    def healthy(self) -> bool: ...

    def close(self) -> None: ...
