"""The reading half of an engine whose index is made of segments; subclasses write and load them."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from search import finding
from search.engine import (
    DEFAULT_LIMIT,
    DEFAULT_SECONDS,
    Audiences,
    Hit,
    IndexUnusable,
    Results,
    Sort,
)
from search.query import Query
from search.snapshots import SharedSegment, Snapshots


class OpenSegment(finding.IndexSegment, SharedSegment, Protocol):
    """A segment that can be searched and shared."""


S = TypeVar("S", bound=OpenSegment)


class SegmentedEngine(Generic[S]):
    """Finds in the newest snapshot. `unreadable`: the errors that mean a damaged index."""

    def __init__(self, snapshots: Snapshots[S], unreadable: tuple[type[Exception], ...]) -> None:
        self._snapshots = snapshots
        self._unreadable = unreadable

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
    ) -> Results:
        page = finding.Page(limit, offset, facets, sort)
        with self._segments() as segments:
            return finding.find(segments, query, audiences, page, seconds)

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
        wanted = finding.Wanted(audiences, kinds, limit, without)
        with self._segments() as segments:
            return finding.similar(segments, text, wanted, seconds)

    def suggest(self, prefix: str, audiences: Audiences, limit: int = 8) -> tuple[str, ...]:
        with self._segments() as segments:
            return finding.suggest(segments, prefix, audiences, limit)

    def did_you_mean(self, query: Query, audiences: Audiences) -> Query | None:
        with self._segments() as segments:
            return finding.did_you_mean(segments, query, audiences)

    def stamp(self) -> int:
        with self._snapshots.open() as snapshot:
            return snapshot.stamp

    def generation(self) -> int:
        """Grows with every commit; starts again when the index is rebuilt."""
        with self._snapshots.open() as snapshot:
            return snapshot.generation

    def count(self) -> int:
        return sum(alive for _, alive in self._sizes())

    def check(self) -> None:
        self._snapshots.recheck()

    def healthy(self) -> bool:
        try:
            with self._snapshots.open():
                return True
        except IndexUnusable:
            return False

    def close(self) -> None:
        self._snapshots.close()

    def _sizes(self) -> list[tuple[int, int]]:
        with self._segments() as segments:
            return [(segment.size, segment.alive.bit_count()) for segment in segments]

    @contextmanager
    def _segments(self, *, forced: bool = False) -> Iterator[Sequence[S]]:
        with self._snapshots.open(forced=forced) as snapshot:
            try:
                yield snapshot.segments
            except self._unreadable as error:
                raise IndexUnusable(f"{snapshot.folder} cannot be read: {error!r}") from error
