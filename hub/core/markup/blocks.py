"""Finds `:::internal`, `:::customer`, `:::note`, `:::tip` and `:::warning` by structure, line by line.

The guard between inside and outside: what is doubtful counts as internal. A part never closed goes
on to the end; a fence never closed is no fence and hides no directive.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hub.core.markup.limits import TEXT
from hub.core.markup.tokens import HIDDEN, HIDDEN_CHARACTERS, without_page_links

INTERNAL = "internal"
CUSTOMER = "customer"
CALLOUTS = ("note", "tip", "warning")

_SPACE = rf"[\s{HIDDEN_CHARACTERS}]"
_COLON = "[:\uff1a]"
_LEAD = rf"(?P<lead>[\s>{HIDDEN_CHARACTERS}]*(?:(?:[-*+]|\d{{1,9}}[.)])[\s>{HIDDEN_CHARACTERS}]+)*)"
_OPEN = re.compile(rf"{_LEAD}(?P<colons>{_COLON}{{3,}}){_SPACE}*(?P<name>[^\W\d_][\w-]*)(?P<rest>.*)", re.S)
_CLOSE = re.compile(rf"(?P<lead>[\s>]*)(?P<colons>{_COLON}{{3,}})\s*")
_CLOSED_ON_THE_LINE = re.compile(rf"{_COLON}{{3,}}\s*\Z")
_FENCE = re.compile(
    r"(?P<lead>[ \t]*(?P<item>(?:[-*+]|\d{1,9}[.)])[ ]{1,4})?)(?P<fence>`{3,}|~{3,})(?P<info>[^\r\n]*)"
)
_DOUBTFUL = re.compile(rf"{_COLON}{{2}}{_SPACE}*intern", re.I)


@dataclass(frozen=True, slots=True)
class Block:
    """One directive up to its end. `start` and `end` count characters of the source."""

    kind: str
    start: int
    end: int
    lead: str
    title: str
    body: str
    closed: bool = True


@dataclass(frozen=True, slots=True)
class InternalPart:
    """What only colleagues may read, with its place in the source, directive lines included."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parts:
    """A source taken apart. `doubtful`: places in `customer_safe` like a failed directive."""

    customer_safe: str
    internal: tuple[InternalPart, ...]
    doubtful: tuple[Span, ...] = ()


def split_audience(source: str) -> Parts:
    """The text without its internal parts, and these parts apart."""
    scan = _Scan(source)
    scan.run()
    kept: list[str] = []
    parts: list[InternalPart] = []
    at = 0
    for block in scan.internal:
        kept.append(source[at : block.start])
        # The neighbours of a part that was taken out must not become one paragraph.
        if block.end < len(source) and kept[-1] and not kept[-1].endswith(("\n\n", "\r\n\r\n")):
            kept.append("\n")
        parts.append(InternalPart(block.body, block.start, block.end))
        at = block.end
    kept.append(source[at:])
    safe = "".join(kept)
    doubtful = tuple(Span(match.start(), match.end()) for match in _DOUBTFUL.finditer(safe))
    return Parts(safe, tuple(parts), doubtful)


def customer_passages(source: str) -> list[str]:
    """What the text says customers may be told, in order, without internal parts and page links.

    One that was never closed says nothing: nobody knows where it was meant to end.
    """
    scan = _Scan(source)
    scan.run()
    found = (
        without_page_links(split_audience(body_of(block)).customer_safe).strip()
        for block in scan.customer
        if block.closed
    )
    return [text for text in found if text]


VERSIONS = {"short": "short", "kurz": "short", "private": "private", "privat": "private", "link": "link"}


def versions_of(source: str) -> tuple[str, dict[str, str]]:
    """A text without its `:::customer short`, `:::customer private` and `:::customer link`, and these."""
    scan = _Scan(source)
    scan.run()
    found: dict[str, str] = {}
    kept, at = [], 0
    for block in scan.customer:
        name = VERSIONS.get(block.title.strip().casefold())
        if name is None or not block.closed:
            continue
        said = without_page_links(split_audience(body_of(block)).customer_safe).strip()
        found[name] = f"{found[name]}\n\n{said}" if name in found else said
        kept.append(source[at : block.start])
        at = block.end
    return "".join([*kept, source[at:]]), found


def body_of(block: Block) -> str:
    """The inner lines of a directive without the quote marks and the indent of its opening line."""
    quotes = block.lead.count(">")
    indent = len(block.lead[block.lead.rfind(">") + 1 :])
    if not quotes and not indent:
        return block.body
    return "\n".join(_dedented(line, quotes, indent) for line in block.body.split("\n"))


def top_blocks(source: str) -> list[Block]:
    """The directives that are not inside another one, in order."""
    scan = _Scan(source)
    scan.run()
    return scan.top


def fences(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last line of every closed code fence that stands outside quotes."""
    budget = [TEXT.lookahead * len(lines) + 100]
    at = 0
    while at < len(lines):
        end = _fence_end(lines, at, budget)
        if end is None:
            at += 1
        else:
            yield at, end
            at = end + 1


@dataclass(slots=True)
class _Open:
    """A directive whose end has not been seen."""

    kind: str
    start: int
    inner: int
    lead: str
    title: str
    colons: int


@dataclass(slots=True)
class _Scan:
    """One pass over the lines with a stack of open directives."""

    source: str
    top: list[Block] = field(default_factory=list)
    internal: list[Block] = field(default_factory=list)
    customer: list[Block] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    around: Counter[str] = field(default_factory=Counter)  # how many of each kind are open

    def run(self) -> None:
        # splitlines() knows more line ends than the parser: that can only make more internal.
        lines = self.source.splitlines(keepends=True)
        budget = [TEXT.lookahead * len(lines) + 100]
        number = at = 0
        while number < len(lines):
            fence_end = _fence_end(lines, number, budget)
            if fence_end is None:
                self._line(lines[number], at)
                fence_end = number
            at += sum(len(line) for line in lines[number : fence_end + 1])
            number = fence_end + 1
        while self.stack:
            self._close(len(self.source), len(self.source), closed=False)

    def _line(self, line: str, at: int) -> None:
        # Most lines hold no colons: the cheap test comes first.
        if ":::" not in line and "\uff1a" not in line:
            return
        if opening := _OPEN.match(line):
            self._opening(opening, at, at + len(line))
        elif self.stack and (closing := _CLOSE.fullmatch(line)) and self._closes(closing):
            self._close(at, at + len(line))

    def _opening(self, match: re.Match[str], at: int, end: int) -> None:
        kind = _kind(match["name"])
        if not kind and not self.stack:
            return
        rest = match["rest"]
        inner = at + match.start("rest") if kind == INTERNAL else end
        opened = _Open(kind, at, inner, match["lead"], rest.strip(), len(match["colons"]))
        self.stack.append(opened)
        self.around[kind] += 1
        if kind == INTERNAL and (closed := _CLOSED_ON_THE_LINE.search(rest)):
            self._close(inner + closed.start(), end)

    def _closes(self, match: re.Match[str]) -> bool:
        """A closing line has as many colons, the same quotes and no deeper indent."""
        opened = self.stack[-1]
        lead = match["lead"]
        return (
            len(match["colons"]) >= opened.colons
            and lead.count(">") == opened.lead.count(">")
            and _column(lead) <= _column(opened.lead)
        )

    def _close(self, inner_end: int, end: int, *, closed: bool = True) -> None:
        opened = self.stack.pop()
        self.around[opened.kind] -= 1
        within = self.around[INTERNAL] > 0
        kept = []
        if opened.kind == INTERNAL and not within:
            kept.append(self.internal)
        if opened.kind == CUSTOMER and not within and not self.around[CUSTOMER]:
            kept.append(self.customer)
        if not self.stack:
            kept.append(self.top)
        if not kept:  # of thousands inside each other only the outer ones are cut out
            return
        body = self.source[opened.inner : inner_end]
        title = "" if opened.kind == INTERNAL else opened.title
        block = Block(opened.kind, opened.start, end, opened.lead, title, body, closed)
        for blocks in kept:
            blocks.append(block)


def _kind(name: str) -> str:
    """ "internal" for everything that was meant so: Internal, internal-only, intern, interno."""
    folded = name.casefold()
    if folded.startswith("intern"):
        return INTERNAL
    if folded in (CUSTOMER, "customers", "customer-ready"):
        return CUSTOMER
    return folded if folded in CALLOUTS else ""


def _dedented(line: str, quotes: int, indent: int) -> str:
    for _ in range(quotes):
        bare = line.lstrip(" ")
        if not bare.startswith(">"):
            break
        line = bare[1:]
    spaces = len(line) - len(line.lstrip(" "))
    return line[min(spaces, indent + (1 if quotes else 0)) :]


def _column(lead: str) -> int:
    return len(HIDDEN.sub("", lead).expandtabs(4))


def _fence_end(lines: Sequence[str], start: int, budget: list[int]) -> int | None:
    """The line that closes the fence opened at `start`, or None when this is no fence.

    The budget keeps thousands of unclosed fences from being looked up to the end of the text each.
    """
    opening = _FENCE.match(lines[start])
    if opening is None or budget[0] <= 0 or "`" in opening["info"]:
        return None
    fence, indent = opening["fence"], _column(opening["lead"])
    depth = 0
    for number in range(start + 1, len(lines)):
        line = lines[number]
        budget[0] -= 1
        text = line.strip()
        closes = len(text) >= len(fence) and not text.strip(fence[0])
        column = _column(line[: len(line) - len(line.lstrip())])
        if text and column < indent and (opening["item"] or not closes):
            return None  # what is less indented stands outside the list item of the fence
        if closes and column <= indent + 3:
            # A fence that holds the start of an internal part and not its end was not meant as one.
            if depth:
                return None
            budget[0] += number - start
            return number
        if budget[0] <= 0:
            return None
        if (directive := _OPEN.match(line)) and _kind(directive["name"]) == INTERNAL:
            if opening["item"]:
                return None  # code that begins with its list item hides nothing that may be internal
            depth += 1
        elif depth and _CLOSE.fullmatch(line):
            depth -= 1
    return None
