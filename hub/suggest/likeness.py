"""How alike a text and the things of the hub are: one interface, so that the measure can change.

The lexical one asks the search index for what shares the telling words of the text.
"""

from collections.abc import Collection, Sequence
from typing import Protocol

from hub.core.index import index
from search.engine import Audiences, Hit, IndexUnusable

SECONDS = 0.3


class Likeness(Protocol):
    """A measure. It looks only at what the audiences admit; its scores compare within one answer."""

    def alike(
        self, text: str, audiences: Audiences, kinds: Collection[str], limit: int, without: Collection[str]
    ) -> Sequence[Hit]: ...


class Lexical:
    """Shared telling words, weighed by how good a thing is."""

    def alike(
        self, text: str, audiences: Audiences, kinds: Collection[str], limit: int, without: Collection[str]
    ) -> Sequence[Hit]:
        """Nothing while the index is being built: a suggestion less is no fault."""
        try:
            return index().engine.similar(
                text, audiences, kinds=kinds, limit=limit, without=without, seconds=SECONDS
            )
        except IndexUnusable:
            index().doubt()
            return ()


likeness: Likeness = Lexical()
