"""Which texts speak of the same: by their telling words, stemmed as the search does it."""

from search.analysis import STOP_WORDS, tokens

LEAST = 2  # telling words that are shared, unless one text has no more
SHARE = 0.6  # of the words of the shorter one


def telling(text: str) -> frozenset[str]:
    """The stems of the words that say what a text is about."""
    return frozenset(
        token.stem for token in tokens(text) if not token.is_joined and token.word not in STOP_WORDS
    )


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether they share most of the words of the shorter one."""
    fewer = min(len(one), len(other))
    shared = len(one & other)
    return fewer > 0 and shared >= min(LEAST, fewer) and shared >= SHARE * fewer
