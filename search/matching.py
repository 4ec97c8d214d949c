"""Which documents match: a Query turned into set operations over the segments of an index.

Knows no storage; a `Segment` is whatever can name the documents that have a term. The audience filter
is the first set of every intersection, so nothing outside it can reach a hit, a count or a suggestion.
"""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Protocol

from search.bits import all_below, bits_of, numbers_of
from search.query import OPERATORS, Filter, Form, Query, Term
from search.stemming import stem

MAX_EXPANSIONS: Final = 50  # a prefix stands for its most frequent words only

PHRASE_CHUNK: Final = 1_024  # documents whose positions are read between two looks at the clock

TEXT: Final = "text"  # title and body
TITLE: Final = "title"
# Words as written, folded. A word that is its own stem may be listed for one document only: it is
# here so that the lexicon knows it, and its documents are those of the stem (see `word_term`).
WORD: Final = "word"
TAG: Final = "tag"
DAY: Final = "day"
AUDIENCE: Final = "audience"

FieldTerm = tuple[str, str]
Expand = Callable[[str], Sequence[FieldTerm]]


class Segment(Protocol):
    """A part of an index that never changes, but for documents that are deleted from it."""

    @property
    def size(self) -> int: ...

    @property
    def alive(self) -> int:
        """The documents not deleted."""

    def having(self, field: str, term: str) -> int:
        """The documents with this term, deleted ones perhaps included."""

    def positions(self, field: str, term: str, among: int) -> Iterable[tuple[int, Sequence[int]]]:
        """Document number and positions of the term, ascending, for the documents asked for."""

    def terms(self, field: str, prefix: str) -> Iterable[tuple[str, int]]:
        """Terms that begin so, with the number of their documents."""

    def admitted(self, audiences: Collection[str] | None) -> int:
        """The documents that somebody with these keys may be shown."""


class TimeIsUp(Exception):
    """The search has taken all the time it was given."""


class Deadline:
    """Says when the time allowed for a search is over."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.was_hit = False

    def is_over(self) -> bool:
        self.was_hit = self.was_hit or time.monotonic() > self._end
        return self.was_hit

    def check(self) -> None:
        if self.is_over():
            raise TimeIsUp


@dataclass(frozen=True, slots=True)
class Clause:
    """One wanted or excluded term: any of the runs of stems, or any (field, term) of a prefix."""

    runs: tuple[tuple[str, ...], ...] = ()
    terms: tuple[FieldTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A query made ready for one state of the index."""

    wanted: tuple[Clause, ...]
    unwanted: tuple[Clause, ...]
    filters: tuple[Filter, ...]
    days: tuple[date, date] | None
    is_impossible: bool = False

    @property
    def can_relax(self) -> bool:
        return len(self.wanted) > 1


@dataclass(frozen=True, slots=True)
class Matched:
    """The matches in one segment, and the same without the filters on one facet, by facet."""

    all: int
    by_facet: dict[str, int]


def plan(query: Query, now: datetime, expand: Expand) -> Plan:
    """What to look up. Stop words count only where nothing else is asked for."""
    wanted = [term for term in query.terms if not term.is_excluded]
    telling = [term for term in wanted if not term.is_stop_word] or wanted
    unwanted = [term for term in query.terms if term.is_excluded]
    return Plan(
        wanted=tuple(_clause(term, expand) for term in telling),
        unwanted=tuple(_clause(term, expand) for term in unwanted),
        filters=query.filters,
        days=query.day_range(now),
        is_impossible=query.is_empty,
    )


def match(
    segment: Segment,
    plan: Plan,
    admitted: int,
    facets: Collection[str],
    deadline: Deadline,
    *,
    relaxed: bool,
) -> Matched:
    """The documents of a segment that satisfy a plan; relaxed: that have any of the wanted terms.

    When the time is up, fewer than there are (the newest have been looked at), never others; or
    TimeIsUp, when not even that can be said.
    """
    base = segment.alive & admitted
    if plan.days is not None and base:
        base &= within_days(segment, *plan.days)
    masks = [_filter_mask(segment, filter_) for filter_ in plan.filters]
    # The text is matched only among documents that can still count for anything asked about.
    kept = [(names, mask) for names, mask in masks if not names or names.isdisjoint(facets)]
    for _, mask in kept:
        base &= mask
    base = _match_text(segment, plan, base, deadline, relaxed=relaxed)
    by_facet = {
        facet: _narrow(base, (mask for names, mask in masks if facet not in names)) for facet in facets
    }
    return Matched(_narrow(base, (mask for _, mask in masks)), by_facet)


def within_days(segment: Segment, first: date, last: date) -> int:
    """The documents last changed in these days, whole months at a time where possible."""
    found = 0
    for month, _ in segment.terms(DAY, "m"):
        start = date.fromisoformat(f"{month[1:]}-01")
        if (start.year, start.month) < (first.year, first.month) or start > last:
            continue
        if start >= first and (start.year, start.month) < (last.year, last.month):
            found |= segment.having(DAY, month)
            continue
        for day, _ in segment.terms(DAY, f"d{month[1:]}"):
            if first <= date.fromisoformat(day[1:]) <= last:
                found |= segment.having(DAY, day)
    return found


def word_term(word: str) -> FieldTerm:
    """Where the documents with a word are listed."""
    return (TEXT if stem(word) == word else WORD), word


def day_terms(at: datetime) -> tuple[str, str]:
    """The terms under which the month and the day of a moment are indexed."""
    day = at.astimezone(UTC).date().isoformat()
    return f"m{day[:7]}", f"d{day}"


def newest(segments: Sequence[Segment], masks: Sequence[int], count: int) -> list[int]:
    """Of the matches, at least the `count` newest, as exact as a day."""
    if sum(mask.bit_count() for mask in masks) <= count:
        return list(masks)
    chosen = [0] * len(masks)
    months = {month for segment in segments for month, _ in segment.terms(DAY, "m")}
    for month in sorted(months, reverse=True):
        added = [m & s.having(DAY, month) for s, m in zip(segments, masks, strict=True)]
        missing = count - sum(mask.bit_count() for mask in chosen)
        if sum(mask.bit_count() for mask in added) > missing:
            added = _newest_days(segments, added, month, missing)
        chosen = [old | new for old, new in zip(chosen, added, strict=True)]
        if sum(mask.bit_count() for mask in chosen) >= count:
            break
    return chosen


def _newest_days(segments: Sequence[Segment], masks: Sequence[int], month: str, count: int) -> list[int]:
    chosen = [0] * len(masks)
    days = {day for segment in segments for day, _ in segment.terms(DAY, f"d{month[1:]}")}
    for day in sorted(days, reverse=True):
        added = (m & s.having(DAY, day) for s, m in zip(segments, masks, strict=True))
        chosen = [old | new for old, new in zip(chosen, added, strict=True)]
        if sum(mask.bit_count() for mask in chosen) >= count:
            break
    return chosen


def _clause(term: Term, expand: Expand) -> Clause:
    if term.form is Form.PREFIX:
        return Clause(terms=tuple(expand(term.text)))
    return Clause(runs=term.forms)


def _match_text(segment: Segment, plan: Plan, base: int, deadline: Deadline, *, relaxed: bool) -> int:
    if plan.is_impossible:
        return 0
    for clause in plan.unwanted:
        base &= ~_clause_mask(segment, clause, base, deadline)
        deadline.check()  # an exclusion known in part would let too much through
    if relaxed:
        found = 0
        for clause in plan.wanted:
            found |= _clause_mask(segment, clause, base, deadline)
        return base & found
    # Single words first: phrases read positions, and then of the few documents left.
    for clause in sorted(plan.wanted, key=lambda clause: max(map(len, clause.runs), default=0)):
        if base:
            base &= _clause_mask(segment, clause, base, deadline)
    return base


def _clause_mask(segment: Segment, clause: Clause, among: int, deadline: Deadline) -> int:
    deadline.check()
    found = 0
    for field, term in clause.terms:
        if deadline.is_over():
            break
        found |= segment.having(field, term)
    for run in sorted(clause.runs, key=len):
        if len(run) == 1:
            found |= segment.having(TEXT, run[0])
        else:
            found |= _phrase(segment, run, among, deadline)
    return found & among


def _phrase(segment: Segment, run: tuple[str, ...], among: int, deadline: Deadline) -> int:
    """The documents in which these stems follow one another, the newest first while there is time."""
    for term in dict.fromkeys(run):
        deadline.check()
        among &= segment.having(TEXT, term)
    numbers = numbers_of(among)
    found: list[int] = []
    for end in range(len(numbers), 0, -PHRASE_CHUNK):
        if deadline.is_over():
            break
        some = bits_of(numbers[max(0, end - PHRASE_CHUNK) : end], segment.size)
        found.extend(_starts(segment, run, some))
    return bits_of(found, segment.size)


def _starts(segment: Segment, run: tuple[str, ...], among: int) -> dict[int, set[int]]:
    """Where the run begins in each of these documents that has it."""
    starts: dict[int, set[int]] = {}
    for offset, term in enumerate(run):
        found: dict[int, set[int]] = {}
        for number, positions in segment.positions(TEXT, term, among):
            here = {position - offset for position in positions}
            if both := here if offset == 0 else here & starts[number]:
                found[number] = both
        starts = found
        among = bits_of(starts, segment.size)
    return starts


def _filter_mask(segment: Segment, filter_: Filter) -> tuple[frozenset[str], int]:
    """The facets that the filter chooses from, and the documents it lets through."""
    found = 0
    for tag in filter_.tags:
        found |= segment.having(TAG, tag)
    if filter_.is_excluded:
        return frozenset(), all_below(segment.size) & ~found
    return frozenset(OPERATORS[filter_.name]), found


def _narrow(base: int, masks: Iterable[int]) -> int:
    for mask in masks:
        base &= mask
    return base
