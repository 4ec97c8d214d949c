"""Prepares a source for the parser: spells out what it misreads, takes out what would hold it up.

Directives and blocks past a limit become holes: words that no text contains, filled in later.
"""

import re
import secrets
from dataclasses import dataclass, field

from hub.core.markup.blocks import Block, fences, top_blocks
from hub.core.markup.drawn import formulas_as_fences
from hub.core.markup.layout import ITEM, code_below_marks, is_delimiter_row, laid_out
from hub.core.markup.limits import BLOCK, TEXT

_MARKERS = re.compile(r"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.])(?=[ \t])))*")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SPECIAL = re.compile(r"[\[\]<>*_~`|\\&!#:=]")


@dataclass(slots=True)
class Shaped:
    """Text for the parser, and what stands behind each of its holes."""

    text: str = ""
    directives: dict[str, Block] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)
    nonce: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def nothing(self) -> str:
        """The hole that stays empty."""
        return f"zq{self.nonce}n0z"

    def hole(self) -> str:
        return f"zq{self.nonce}n{len(self.directives) + len(self.typed) + len(self.code) + 1}z"


def normalised(source: str) -> str:
    """One kind of line end, no control characters: what the parser and the scan both look at."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n")
    whole = _LONE_SURROGATE.sub("\ufffd", lines.replace("\x0c", "\n"))
    return _UNWANTED.sub("", whole).expandtabs(4)


def harmless(source: str) -> bool:
    """True for a text so small and plain that no step of ours can take long over it.

    Code in a named language is not: its colours come from hundreds of grammars by other people.
    """
    return (
        len(source) <= TEXT.inline
        and "```" not in source
        and "~~~" not in source
        and len(_SPECIAL.findall(source)) <= TEXT.inline_marks
    )


def shape(source: str) -> Shaped:
    """Take out directives, fences past a limit and wild blocks; separate lists and tables."""
    shaped = Shaped()
    lines = _without_directives(source, shaped)
    lines = formulas_as_fences(lines, fences(lines))
    lines = code_below_marks(lines, fences(lines), shaped.nothing)
    lines = laid_out(lines, fences(lines), shaped.nothing)
    out: list[str] = []
    budget = _Budget()
    at = 0
    for count, (first, last) in enumerate(fences(lines)):
        if count == TEXT.fences:
            out += _typed(lines[at:], shaped)
            at = len(lines)
            break
        out += _prose(lines[at:first], shaped, budget)
        out += _fence(lines[first : last + 1], shaped)
        at = last + 1
    out += _prose(lines[at:], shaped, budget)
    shaped.text = "\n".join(out)
    return shaped


@dataclass(slots=True)
class _Budget:
    """What is left for the whole text, block by block."""

    brackets: int = TEXT.brackets
    emphasis: int = TEXT.emphasis
    ats: int = TEXT.ats
    tables: int = TEXT.tables
    blocks: int = TEXT.blocks

    def spend(self, block: str) -> bool:
        self.brackets -= block.count("[") + block.count("<")
        self.emphasis -= _emphasis(block)
        self.ats -= block.count("@")
        self.tables -= "|-" in block or "-|" in block
        return min(self.brackets, self.emphasis, self.ats, self.tables) >= 0


def _without_directives(source: str, shaped: Shaped) -> list[str]:
    """The lines with a hole in place of each directive, under the same quote or list marker."""
    pieces: list[str] = []
    at = 0
    for block in top_blocks(source)[: TEXT.containers]:
        hole = shaped.hole()
        shaped.directives[hole] = block
        lead = _UNWANTED.sub("", block.lead).replace("\n", "")
        around = lead[: lead.rfind(">") + 1]
        pieces += [source[at : block.start], f"{around}\n{lead}{hole}\n{around}\n"]
        at = block.end
    pieces.append(source[at:])
    return "".join(pieces).split("\n")


def _fence(lines: list[str], shaped: Shaped) -> list[str]:
    """A closed fence stays for the parser; a very long one is shown without colours."""
    if sum(len(line) for line in lines) <= TEXT.highlighted:
        return lines
    hole = shaped.hole()
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    shaped.code[hole] = "\n".join(line.removeprefix(indent) for line in lines[1:-1])
    return ["", indent + hole, ""]


def _prose(lines: list[str], shaped: Shaped, budget: _Budget) -> list[str]:
    """Everything between two fences, block by block."""
    out: list[str] = []
    block: list[str] = []
    for number, line in enumerate([*lines, ""]):
        if line.strip():
            block.append(line)
            continue
        if block and budget.blocks <= 0:
            return out + _typed(lines[number - len(block) :], shaped)
        if block:
            budget.blocks -= 1
            out += block if _tame(block, budget) else _typed(block, shaped)
            block = []
        out.append(line)
    return out[:-1]


def _typed(block: list[str], shaped: Shaped) -> list[str]:
    hole = shaped.hole()
    shaped.typed[hole] = "\n".join(block)
    return ["", hole, ""]


def _tame(lines: list[str], budget: _Budget) -> bool:
    block = "\n".join(lines)
    return (
        block.count("[") <= BLOCK.brackets
        and block.count("<") <= BLOCK.angles
        and block.count("`") <= BLOCK.backticks
        and block.count("\\") <= BLOCK.escapes
        and block.count("&") <= BLOCK.entities
        and _emphasis(block) <= BLOCK.emphasis
        and len(lines) <= BLOCK.lines
        and _is_modest_table(lines)
        and all(_is_shallow(line) for line in lines)
        and budget.spend(block)
    )


def _emphasis(block: str) -> int:
    return block.count("*") + block.count("_") + block.count("~")


def _is_modest_table(lines: list[str]) -> bool:
    if not any(is_delimiter_row(line) for line in lines[:3]):
        return True
    return len(lines) <= BLOCK.rows and all(line.count("|") <= BLOCK.columns for line in lines)


def _is_shallow(line: str) -> bool:
    """No more markers before the first word than any person nests."""
    column = len(line) - len(line.lstrip())
    if column > BLOCK.indent and ITEM.match(line, column):
        return False
    markers = _MARKERS.match(line)
    lead = markers.group(0) if markers else ""
    return len(lead) <= BLOCK.depth or len(lead.split()) + lead.count(">") <= BLOCK.depth
