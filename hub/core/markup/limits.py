"""How much formatting a text may ask for. Past a limit a block is shown as typed, never dropped.

The counts were found by measuring: each keeps the parser's worst case at some milliseconds.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BlockLimits:
    """For one block, that is the lines between two blank lines."""

    brackets: int = 300  # "[": every one may open a link, and the parser looks ahead from each
    angles: int = 300  # "<": the same for <https://…>
    emphasis: int = 2_000  # "*", "_" and "~" together
    backticks: int = 400
    escapes: int = 1_500  # backslashes
    entities: int = 1_500  # "&"
    depth: int = 20  # list and quote markers before the first word of a line
    indent: int = 42  # columns before a list marker: twenty lists inside each other
    columns: int = 50
    rows: int = 250
    lines: int = 1_500


@dataclass(frozen=True, slots=True)
class TextLimits:
    """For a whole text."""

    characters: int = 64 * 1024
    brackets: int = 3_000
    emphasis: int = 12_000
    ats: int = 1_500  # every "@" may be in a mail address
    tables: int = 200
    blocks: int = 2_500
    fences: int = 200
    highlighted: int = 20_000  # characters of one code block that get colours
    containers: int = 100  # :::note and its like
    nesting: int = 4  # one inside the other
    tokens: int = 200  # different @, # and ! looked up
    url: int = 2_000
    lookahead: int = 4  # times the number of lines, to find where fences end
    seconds: float = 2.0  # in the worker; then it is replaced and the text shown as typed
    memory: int = 512 * 1024 * 1024  # of a worker
    workers: int = 2
    queue_seconds: float = 8.0  # waiting for a free worker
    start_seconds: float = 30.0
    inline: int = 2_000  # characters that may be rendered without a worker…
    inline_marks: int = 200  # …when they hold no more special characters than this


BLOCK = BlockLimits()
TEXT = TextLimits()
