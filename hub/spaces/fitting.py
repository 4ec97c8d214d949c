"""Which community a text belongs to, by the words it shares with what communities say of themselves."""

import re
from collections.abc import Sequence

from hub.spaces.models import Space

WORD = re.compile(r"[^\W\d_]{3,}")
LOOKED_AT = 4_000  # characters of a text


def best_fit(spaces: Sequence[Space], text: str) -> Space | None:
    """The one with the most shared words; what it says to be asked about counts three times.

    When no word is shared, that of everybody, else the first; None without spaces.
    """
    words = _stems(text)

    def score(space: Space) -> int:
        said = 3 * len(words & _stems(" ".join(space.ask_about)))
        return said + 2 * len(words & _stems(space.name)) + len(words & _stems(space.about))

    ranked = sorted(spaces, key=score, reverse=True)
    if ranked and score(ranked[0]):
        return ranked[0]
    everybody = [space for space in spaces if space.is_all_staff]
    return next(iter(everybody or ranked), None)


def _stems(text: str) -> set[str]:
    """Words by their first five letters: stroller and strollers are the same."""
    return {word.lower()[:5] for word in WORD.findall(text[:LOOKED_AT])}
