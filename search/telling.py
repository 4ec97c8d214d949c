"""Which words of a longer text say most about it: frequent in the text, rare elsewhere."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from search.analysis import STOP_WORDS, tokens
from search.ranking import idf

MAX_CHARACTERS: Final = 4_000  # of a longer text only the beginning is read
MAX_STEMS: Final = 40  # looked up
CHOSEN: Final = 12
COMMON_SHARE: Final = 0.3  # a word in more of the documents than this tells nothing
FEW_DOCUMENTS: Final = 2 * CHOSEN  # among so few every word may be common
KEPT_ANYWAY: Final = 4  # stems: where everything is about one thing, its words are all there is to go by
MIN_SHARED: Final = 2  # stems: one in common is chance
# Rare in what is written down and in every message to us: how people greet tells nothing.
COURTESY: Final = frozenset(
    ("hello", "hi", "hey", "dear", "thanks", "thank", "regards", "hallo", "liebe", "danke", "bitte", "grusse")
)
_SAYS_NOTHING: Final = STOP_WORDS | COURTESY


class Spread(NamedTuple):
    """In how many of some documents a stem stands."""

    documents: int
    having: int

    @property
    def is_common(self) -> bool:
        return self.having > COMMON_SHARE * self.documents and self.documents >= FEW_DOCUMENTS

    @property
    def telling(self) -> float:
        return idf(self.documents, self.having)


# Both count all the stems they are given at once: a database is asked once.
Everywhere = Callable[[Sequence[str]], Mapping[str, Spread]]
ByKind = Callable[[Sequence[str]], Mapping[str, Sequence[Spread]]]


def telling_stems(text: str, everywhere: Everywhere, by_kind: ByKind) -> Mapping[str, float]:
    """The stems to look for and how telling each is.

    `by_kind` counts stems in each kind of document that is wanted. A word that is common because many
    customers write about one thing is telling as long as few answers speak of it.
    """
    telling: dict[str, float] = {}
    common: dict[str, float] = {}
    counts = _stems(text)
    spreads = dict(everywhere([stem for stem, _count in counts.most_common(MAX_STEMS)]))
    often = [stem for stem, spread in spreads.items() if spread.is_common]
    for stem, kinds in (by_kind(often) if often else {}).items():
        there = [each for each in kinds if each.having]
        spreads[stem] = min(there, key=lambda each: (each.is_common, -each.telling), default=Spread(0, 0))
    for stem, spread in spreads.items():
        if spread.having:
            (common if spread.is_common else telling)[stem] = spread.telling
    return _best(telling, counts, CHOSEN) | _best(common, counts, KEPT_ANYWAY - len(telling))


def _best(weights: Mapping[str, float], counts: Mapping[str, int], most: int) -> dict[str, float]:
    weighed = {stem: weight * (1 + min(counts[stem], 4)) / 2 for stem, weight in weights.items()}
    best = sorted(weighed, key=lambda stem: (-weighed[stem], stem))[: max(0, most)]
    return {stem: weights[stem] for stem in best}


def _stems(text: str) -> Counter[str]:
    return Counter(
        token.stem
        for token in tokens(text[:MAX_CHARACTERS])
        if token.word not in _SAYS_NOTHING and len(token.word) > 1
    )
