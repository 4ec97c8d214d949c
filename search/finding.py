"""Finding, suggesting and correcting over the segments of an index, whatever stores them.

Every answer starts from what the audiences admit. When the time is up, the answer has what was
found by then, the newest first, and says that there may be more.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final, Protocol

from search.analysis import facet_value, fold
from search.edits import can_be_corrected, edits_allowed
from search.engine import RANKED_AT_MOST, Audiences, Hit, Results, Sort
from search.matching import (
    MAX_EXPANSIONS,
    TAG,
    TEXT,
    TITLE,
    WORD,
    Deadline,
    FieldTerm,
    Matched,
    Plan,
    Segment,
    TimeIsUp,
    match,
    newest,
    plan,
    word_term,
)
from search.query import Query, Term
from search.ranking import Candidate, Scale, ScoredSegment, idf, rank, scored_stems
from search.stemming import stem
from search.telling import MIN_SHARED, Spread, telling_stems

MAX_SCANNED: Final = 5_000  # words of the lexicon looked at for one prefix, in each segment
MAX_CORRECTED: Final = 3

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class IndexSegment(Segment, ScoredSegment, Protocol):
    """All that a storage has to offer."""

    def having(self, field: str, term: str) -> int: ...

    def identity(self, number: int) -> tuple[str, str]:
        """Key and kind of a document."""

    def frequency(self, field: str, term: str) -> int:
        """About how many documents have the term; cheaper than naming them."""

    def total_length(self, field: str) -> int: ...

    def near(self, word: str, distance: int) -> Iterable[str]:
        """Words of the lexicon with the same first letter and at most so many edits between."""


Segments = Sequence[IndexSegment]


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of the answer is wanted, in which order, with which counts."""

    limit: int
    offset: int
    facets: Collection[str]
    sort: Sort


@dataclass(frozen=True, slots=True)
class Wanted:
    """What may come up as similar."""

    audiences: Audiences
    kinds: Collection[str]
    limit: int
    without: Collection[str]


def find(segments: Segments, query: Query, audiences: Audiences, page: Page, seconds: float) -> Results:
    deadline = Deadline(seconds)
    ready = plan(query, datetime.now(UTC), lambda prefix: expansions(segments, prefix))
    matched = _match_all(segments, ready, audiences, page.facets, deadline, relaxed=False)
    total = _total(matched)
    is_relaxed = not total and ready.can_relax and not deadline.was_hit
    if is_relaxed:
        matched = _match_all(segments, ready, audiences, page.facets, deadline, relaxed=True)
        total = _total(matched)
    masks = [each.all for each in matched]
    ranked = _ranked(segments, ready, masks, page, deadline, is_relaxed=is_relaxed)
    end = page.offset + page.limit
    return Results(
        hits=_hits(segments, ranked[page.offset : end]),
        total=total,
        total_is_exact=all(each.is_whole for each in matched),
        facets={name: _counts(segments, name, matched) for name in page.facets},
        next_offset=end if len(ranked) > end else None,
        is_relaxed=is_relaxed and total > 0,
        is_complete=not deadline.was_hit,
    )


def similar(segments: Segments, text: str, wanted: Wanted, seconds: float) -> tuple[Hit, ...]:
    deadline = Deadline(seconds)
    documents = sum(segment.alive.bit_count() for segment in segments)
    telling = telling_stems(
        text,
        lambda stems: {stem: Spread(documents, _frequency(segments, stem)) for stem in stems},
        lambda stems: {stem: [_spread(segments, stem, kind) for kind in wanted.kinds] for stem in stems},
    )
    masks = [0] * len(segments)
    for index in reversed(range(len(segments))):
        if not deadline.is_over():
            masks[index] = _sharing(segments[index], telling, wanted)
    chosen = newest(segments, masks, RANKED_AT_MOST)
    scale = Scale(telling, _average_lengths(segments, documents))
    ranked = rank(segments, chosen, scale, deadline, demand_share=True)
    hits = _hits(segments, ranked[: wanted.limit + len(wanted.without)])
    return tuple(hit for hit in hits if hit.key not in wanted.without)[: wanted.limit]


def suggest(segments: Segments, prefix: str, audiences: Audiences, limit: int) -> tuple[str, ...]:
    if not fold(prefix).isalnum():
        return ()
    admitted = _admitted(segments, audiences)
    words = _most_frequent(segments, WORD, prefix)
    counts = {word: _count(segments, admitted, *word_term(word)) for word in words}
    seen = [word for word, count in counts.items() if count]
    return tuple(sorted(seen, key=lambda word: (-counts[word], word))[:limit])


def did_you_mean(segments: Segments, query: Query, audiences: Audiences) -> Query | None:
    """Words unknown to what the reader may see are replaced by the nearest and most frequent known."""
    admitted = _admitted(segments, audiences)
    terms = list(query.terms)
    corrected = 0
    for index, term in enumerate(terms):
        if corrected >= MAX_CORRECTED:
            break
        if (better := _correction(segments, admitted, term)) is not None:
            terms[index] = replace(term, text=better)
            corrected += 1
    return replace(query, terms=tuple(terms)) if corrected else None


def expansions(segments: Segments, prefix: str) -> list[FieldTerm]:
    """The most frequent terms that begin so. Never all: a short prefix would be half the lexicon."""
    counts: Counter[FieldTerm] = Counter()
    for field in (TEXT, WORD):
        for word, documents in _most_frequent(segments, field, prefix).items():
            if field == TEXT or stem(word) != word:
                counts[field, word] += documents
    return [term for term, _ in counts.most_common(MAX_EXPANSIONS)]


def _most_frequent(segments: Segments, field: str, prefix: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for segment in segments:
        for word, documents in islice(segment.terms(field, fold(prefix)), MAX_SCANNED):
            counts[word] += documents
    return dict(counts.most_common(MAX_EXPANSIONS))


@dataclass(frozen=True, slots=True)
class _SegmentMatch(Matched):
    is_whole: bool = True


def _match_all(
    segments: Segments,
    ready: Plan,
    audiences: Audiences,
    facets: Collection[str],
    deadline: Deadline,
    *,
    relaxed: bool,
) -> list[_SegmentMatch]:
    """The matches by segment; the newest segments first, in case the time runs out."""
    found = [_SegmentMatch(0, dict.fromkeys(facets, 0), is_whole=False)] * len(segments)
    try:
        for index in reversed(range(len(segments))):
            deadline.check()
            segment = segments[index]
            admitted = segment.admitted(audiences)
            matched = match(segment, ready, admitted, facets, deadline, relaxed=relaxed)
            found[index] = _SegmentMatch(matched.all, matched.by_facet, not deadline.was_hit)
    except TimeIsUp:
        pass  # the deadline remembers it, and the answer says so
    return found


def _ranked(
    segments: Segments,
    ready: Plan,
    masks: Sequence[int],
    page: Page,
    deadline: Deadline,
    *,
    is_relaxed: bool,
) -> list[Candidate]:
    stems = scored_stems(ready)
    if page.sort is Sort.NEWEST or not stems:
        chosen = newest(segments, masks, page.offset + page.limit + 1)
        ranked = rank(segments, chosen, Scale({}, {}), deadline)
        return sorted(ranked, key=lambda c: (-c.at, c.segment, c.number))
    documents = sum(segment.alive.bit_count() for segment in segments)
    known = {term: _frequency(segments, term) for term in stems}
    telling = {term: idf(documents, having) for term, having in known.items() if having}
    scale = Scale(telling, _average_lengths(segments, documents))
    chosen = _pool(segments, masks, ready)
    return rank(segments, chosen, scale, deadline, demand_share=is_relaxed)


def _pool(segments: Segments, masks: Sequence[int], ready: Plan) -> list[int]:
    """What is ranked at all: of very many matches those with the words in the title, and the newest."""
    if sum(mask.bit_count() for mask in masks) <= RANKED_AT_MOST:
        return list(masks)
    titled = []
    for segment, mask in zip(segments, masks, strict=True):
        for clause in ready.wanted:
            for run in clause.runs[:1]:
                for term in run:
                    mask &= segment.having(TITLE, term)  # noqa: PLW2901
        titled.append(mask)
    titled = newest(segments, titled, RANKED_AT_MOST // 2)
    latest = newest(segments, masks, RANKED_AT_MOST // 2)
    return [one | other for one, other in zip(titled, latest, strict=True)]


def _hits(segments: Segments, ranked: Sequence[Candidate]) -> tuple[Hit, ...]:
    hits = []
    for place in ranked:
        key, kind = segments[place.segment].identity(place.number)
        hits.append(Hit(key, kind, place.score, _EPOCH + timedelta(microseconds=place.at)))
    return tuple(hits)


def _counts(segments: Segments, facet: str, matched: Sequence[_SegmentMatch]) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for segment, each in zip(segments, matched, strict=True):
        if not (mask := each.by_facet[facet]):
            continue
        for tag, _ in segment.terms(TAG, f"{facet}:"):
            if count := (segment.having(TAG, tag) & mask).bit_count():
                counts[tag.partition(":")[2]] += count
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _sharing(segment: IndexSegment, telling: Mapping[str, float], wanted: Wanted) -> int:
    """The documents that share enough of the stems: one bit set for "once", one for "again"."""
    once = again = 0
    for term in telling:
        mask = segment.having(TEXT, term)
        again |= once & mask
        once |= mask
    found = again if len(telling) > MIN_SHARED else once
    found &= segment.alive & segment.admitted(wanted.audiences)
    if wanted.kinds:
        of_kind = 0
        for kind in wanted.kinds:
            of_kind |= _of_kind(segment, kind)
        found &= of_kind
    return found


def _of_kind(segment: IndexSegment, kind: str) -> int:
    return segment.having(TAG, f"kind:{facet_value(kind)}")


def _spread(segments: Segments, term: str, kind: str) -> Spread:
    """Among the documents of one kind, exactly."""
    there = [(segment, _of_kind(segment, kind) & segment.alive) for segment in segments]
    having = sum((segment.having(TEXT, term) & mask).bit_count() for segment, mask in there)
    return Spread(sum(mask.bit_count() for _, mask in there), having)


def _correction(segments: Segments, admitted: Sequence[int], term: Term) -> str | None:
    word = fold(term.text)
    if not can_be_corrected(term):
        return None
    if any(_count(segments, admitted, TEXT, run[0]) for run in term.forms if len(run) == 1):
        return None
    for distance in edits_allowed(word):
        near = {found for segment in segments for found in segment.near(word, distance)}
        counts = {found: _count(segments, admitted, *word_term(found)) for found in near}
        seen = [found for found, count in counts.items() if count]
        if seen:
            return min(seen, key=lambda found: (-counts[found], found))
    return None


def _admitted(segments: Segments, audiences: Audiences) -> list[int]:
    return [segment.admitted(audiences) & segment.alive for segment in segments]


def _count(segments: Segments, admitted: Sequence[int], field: str, term: str) -> int:
    pairs = zip(segments, admitted, strict=True)
    return sum((segment.having(field, term) & mask).bit_count() for segment, mask in pairs)


def _frequency(segments: Segments, term: str) -> int:
    return sum(segment.frequency(TEXT, term) for segment in segments)


def _average_lengths(segments: Segments, documents: int) -> dict[str, float]:
    return {
        field: sum(segment.total_length(field) for segment in segments) / max(1, documents)
        for field in (TITLE, TEXT)
    }


def _total(matched: Sequence[Matched]) -> int:
    return sum(each.all.bit_count() for each in matched)
