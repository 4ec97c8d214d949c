"""Which words of a longer text say most about it: frequent in the text, rare elsewhere."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from search.analysis import STOP_WORDS, tokens
from search.ranking import idf

MAX_CHARACTERS: Final = 4_000  # of a longer text only the beginning is read
MAX_STEMS: Final = 40  # looked up
CHOSEN: Final = 12
COMMON_SHARE: Final = 0.3  # a word in more of the documents than this tells nothing
FEW_DOCUMENTS: Final = 2 * CHOSEN  # among so few every word may be common
MIN_SHARED: Final = 2  # stems: one in common is chance


def telling_stems(text: str, documents: int, frequency: Callable[[str], int]) -> Mapping[str, float]:
    """The stems to look for and how telling each is; `frequency` counts the documents with one."""
    telling: dict[str, float] = {}
    weighed: dict[str, float] = {}
    for stem, count in _stems(text).most_common(MAX_STEMS):
        known = frequency(stem)
        if known and (known <= COMMON_SHARE * documents or documents < FEW_DOCUMENTS):
            telling[stem] = idf(documents, known)
            weighed[stem] = telling[stem] * (1 + min(count, 4)) / 2
    best = sorted(weighed, key=lambda stem: (-weighed[stem], stem))[:CHOSEN]
    return {stem: telling[stem] for stem in best}


def _stems(text: str) -> Counter[str]:
    return Counter(
        token.stem
        for token in tokens(text[:MAX_CHARACTERS])
        if token.word not in STOP_WORDS and len(token.word) > 1
    )
