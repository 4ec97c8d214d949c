"""Which segments of an index to merge: small ones together, so that there are never many."""

from collections.abc import Sequence
from typing import Final

STEPS: Final = (200, 2_000, 20_000)  # documents: segments up to this size are merged with each other
GROUP: Final = 8  # of them before it is worth the work
WASTE: Final = 0.25  # deleted documents in a segment before a deep tidying rewrites it


def merge_due(sizes: Sequence[tuple[int, int]], *, deep: bool = False) -> tuple[int, ...]:
    """Indices of the segments to merge now, given (documents, documents not deleted) of each."""
    for step in STEPS:
        group = tuple(index for index, (_, alive) in enumerate(sizes) if alive <= step)
        if len(group) >= GROUP:
            return group
    if deep:
        return tuple(index for index, (size, alive) in enumerate(sizes) if size - alive > WASTE * size)
    return ()
