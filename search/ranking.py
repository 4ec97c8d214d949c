"""In which order: BM25F over title and text, times the weight that the document brings along.

The formula is the published one (Robertson and Zaragoza); the figures are the usual ones, with a title
that counts three times.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from search.bits import numbers_of
from search.matching import TEXT, TITLE, Deadline, Plan
from search.stemming import stem

SATURATION: Final = 1.2
FIELD_WEIGHTS: Final[Mapping[str, float]] = {TITLE: 2.0, TEXT: 1.0}
LENGTH_SHARE: Final[Mapping[str, float]] = {TITLE: 0.4, TEXT: 0.75}
MAX_SCORED: Final = 40  # stems; of a prefix only the most frequent words are weighed
SCORED_EXPANSIONS: Final = 8


class Candidate(NamedTuple):
    """A match with its place: which segment, which document, how good, when last changed (µs)."""

    score: float
    at: int
    segment: int
    number: int


class ScoredSegment(Protocol):
    def having(self, field: str, term: str) -> int: ...

    def weights(self, field: str, term: str, among: int) -> Iterable[tuple[int, float]]:
        """Document number and how often the term stands in its field."""

    def lengths(self, field: str) -> Sequence[int]:
        """How many terms each document has in a field."""

    def changed(self) -> Sequence[int]:
        """When each document was last changed, in µs since 1970."""

    def worth(self) -> Sequence[float]:
        """What the relevance of each document is multiplied by."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What the scores are measured by: how telling each stem is, how long a field usually is."""

    idf: Mapping[str, float]
    average_length: Mapping[str, float]


def idf(documents: int, having: int) -> float:
    return math.log(1 + (documents - having + 0.5) / (having + 0.5))


def scored_stems(plan: Plan) -> tuple[str, ...]:
    """The stems that a plan is scored by."""
    found: dict[str, None] = {}
    for clause in plan.wanted:
        for run in clause.runs:
            found.update(dict.fromkeys(run))
        found.update(dict.fromkeys(stem(term) for _, term in clause.terms[:SCORED_EXPANSIONS]))
    return tuple(found)[:MAX_SCORED]


def rank(
    segments: Sequence[ScoredSegment],
    chosen: Sequence[int],
    scale: Scale,
    deadline: Deadline,
    *,
    demand_share: bool = False,
) -> list[Candidate]:
    """The chosen documents, best first; newer first among equals. Late ones keep a score of zero.

    With `demand_share` a document is scaled by the share of the query that it covers, which puts
    those with all words before those with some.
    """
    ranked: list[Candidate] = []
    for index, (segment, mask) in enumerate(zip(segments, chosen, strict=True)):
        if not mask:
            continue
        scores = {} if deadline.is_over() else _scores(segment, mask, scale, demand_share)
        ranked.extend(_candidates(segment, index, mask, scores))
    ranked.sort(key=lambda c: (-c.score, -c.at, c.segment, c.number))
    return ranked


def _candidates(
    segment: ScoredSegment, index: int, mask: int, scores: Mapping[int, float]
) -> Iterable[Candidate]:
    changed, worth = segment.changed(), segment.worth()
    for number in numbers_of(mask):
        yield Candidate(scores.get(number, 0.0) * worth[number], changed[number], index, number)


def _scores(segment: ScoredSegment, mask: int, scale: Scale, demand_share: bool) -> dict[int, float]:
    scores: dict[int, float] = {}
    covered: dict[int, float] = {}
    for term, telling in scale.idf.items():
        for number, frequency in _frequencies(segment, term, mask, scale).items():
            gain = telling * frequency * (SATURATION + 1) / (frequency + SATURATION)
            scores[number] = scores.get(number, 0.0) + gain
            covered[number] = covered.get(number, 0.0) + telling
    if demand_share:
        whole = sum(scale.idf.values()) or 1.0
        return {n: score * (covered[n] / whole) ** 2 for n, score in scores.items()}
    return scores


def _frequencies(segment: ScoredSegment, term: str, mask: int, scale: Scale) -> dict[int, float]:
    """How often the term stands in each document, set against how long its fields are."""
    found: dict[int, float] = {}
    for field, field_weight in FIELD_WEIGHTS.items():
        base = 1 - LENGTH_SHARE[field]
        slope = LENGTH_SHARE[field] / (scale.average_length.get(field) or 1.0)
        lengths = segment.lengths(field)
        for number, count in segment.weights(field, term, mask):
            norm = base + slope * lengths[number]
            found[number] = found.get(number, 0.0) + field_weight * count / norm
    return found
