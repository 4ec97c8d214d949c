"""Lays the lines of a text out the way the parser reads them.

People indent lists by two, three or four columns, write them right below a sentence, and number them
"1)". The parser wants two columns a level, a blank line before, and "1.". Only white space and the
mark behind a number change.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

QUOTE = re.compile(r"(?:[ ]{0,3}>[ ]?)+")
ITEM = re.compile(r"(?P<mark>[-*+]|(?P<number>\d{1,9})[.)])(?P<gap>[ ]+(?=\S)|[ ]*$)")
_BREAK = re.compile(r"[ ]{0,3}([-*_])[ ]*(?:\1[ ]*){2,}")
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-+)[ ]*")
_FENCE = re.compile(r"(?P<fence>[ ]*(?:`+|~+))(?P<info>[ ]*(?P<language>[\w#.+-]*).*)")
_MARKED_FENCE = re.compile(r"(?P<lead>[ ]*(?:[-*+]|\d{1,9}[.)])[ ]+)(?:`{3}|~{3})")
_TITLE = re.compile(r'\btitle="[^"]*"')
_HEADING = re.compile(r"#{1,6}[ ]")


def code_below_marks(lines: Sequence[str], fences: Iterable[tuple[int, int]], nothing: str) -> list[str]:
    """A code block that begins on the line of its list item, on a line of its own below `nothing`."""
    out = list(lines)
    for first, _ in fences:
        if mark := _MARKED_FENCE.match(lines[first]):
            lead = mark["lead"]
            out[first] = f"{lead}{nothing}\n{' ' * len(lead)}{lines[first][len(lead) :]}"
    return "\n".join(out).split("\n")


def laid_out(lines: Sequence[str], fences: Iterable[tuple[int, int]], nothing: str) -> list[str]:
    """The lines for the parser. `fences` are first and last line of each code block; `nothing` is a
    word that will not be seen.
    """
    layout = _Layout(nothing)
    at = 0
    for first, last in fences:
        for number in range(at, first):
            layout.line(lines[number], lines[number + 1])
        layout.fence(lines[first : last + 1])
        at = last + 1
    for number in range(at, len(lines)):
        layout.line(lines[number], lines[number + 1] if number + 1 < len(lines) else "")
    return layout.out


def is_delimiter_row(line: str) -> bool:
    """The second line of a table."""
    return "-" in line and "|" in line and not line.strip("|:- ")


@dataclass(frozen=True, slots=True)
class _Item:
    """An open list item: the columns of its mark and of its text, and whether it is numbered."""

    mark: int
    text: int
    numbered: bool


@dataclass(slots=True)
class _Layout:
    """What is known from the lines above."""

    nothing: str
    out: list[str] = field(default_factory=list)
    items: list[_Item] = field(default_factory=list)
    quotes: int = 0
    was_quote: bool = False  # only blank lines since a quote
    previous: str = ""  # "text", "table", or "" after a blank line, a heading or a list

    def line(self, line: str, follower: str) -> None:
        quoted = None if self._is_inside_item(line) else QUOTE.match(line)
        lead = quoted.group(0) if quoted else ""
        self._enter_quote(lead, line)
        rest = line[len(lead) :]
        if not rest.strip():
            self._put(lead, rest, "")
        elif _BREAK.fullmatch(rest) and (self.items or not _UNDERLINE.fullmatch(rest)):
            self._end_list(lead)
            self._put(lead, rest, "")
        elif item := self._item(rest):
            self._put_item(lead, rest, item)
        else:
            self._put_text(lead, rest, follower[len(lead) :])

    def fence(self, lines: Sequence[str]) -> None:
        """A code block moves as one, and its last line is made like its first."""
        column = _column(lines[0])
        if column > 3 and not self.items:
            self.out += lines  # code by indent that shows a fence
            return
        self.items = [item for item in self.items if item.mark + 2 <= column]
        shift = len(self.items) * 2 - column
        inner = [_shifted(line, shift) for line in lines[1:-1]]
        around = [] if self.items else [""]
        opening, closing = _fence_lines(_shifted(lines[0], shift))
        self.out += [*around, opening, *inner, closing, *around]
        self.previous, self.quotes = "", 0

    def _enter_quote(self, lead: str, line: str) -> None:
        """A quote that begins or ends also ends the lists and the paragraph before it."""
        depth = lead.count(">")
        if depth and self.was_quote:
            self.out += [self.nothing, ""]  # what a blank line parts are two quotes
        self.was_quote = not line.strip() and (self.was_quote or self.quotes > 0)
        if depth == self.quotes:
            return
        if self.quotes and not depth and not self.out[-1].strip("> "):
            self.out.append("")  # the quote has ended with its blank line
        # The parser would take these for a part of the quote they follow.
        if self.quotes and not depth and (_UNDERLINE.fullmatch(line) or ITEM.match(line)):
            self.out.append("")
        self.quotes, self.items, self.previous = depth, [], ""

    def _is_inside_item(self, line: str) -> bool:
        return bool(self.items) and not self.quotes and _column(line) >= self.items[-1].mark + 2

    def _item(self, rest: str) -> re.Match[str] | None:
        column = _column(rest)
        item = ITEM.match(rest, column)
        if item is None or (not self.items and column > 3):
            return None
        begins = self.items or self.previous != "text" or item["number"] in (None, "1")
        # A lone "-" is an empty item of a list, and the underline of a heading anywhere else.
        return item if begins and (item["gap"].strip() or rest[item.end() :] or self.items) else None

    def _put_item(self, lead: str, rest: str, item: re.Match[str]) -> None:
        column = _column(rest)
        around = [outer for outer in self.items if outer.mark + 2 <= column]
        beside = self.items[len(around)] if len(around) < len(self.items) else None
        # A bullet below numbers begins a list, as one below a sentence does; inside an item the parser would
        # not find back to the list around it.
        other = beside is not None and not around and beside.numbered != bool(item["number"])
        if self.previous or other:
            self.out.append(lead.rstrip())
        self.items = around
        mark = item["mark"].replace(")", ".")
        text = rest[item.end() :] or "&nbsp;"
        self._put(lead, f"{'  ' * len(self.items)}{mark} {text}", "")
        gap = len(item["gap"])
        text_at = column + len(item["mark"]) + (gap if 0 < gap < 5 else 1)
        self.items.append(_Item(column, text_at, bool(item["number"])))

    def _put_text(self, lead: str, rest: str, follower: str) -> None:
        column = _column(rest)
        blank_above = bool(self.out) and not self.out[-1][len(lead.rstrip()) :].strip()
        if self.items and blank_above:
            self.items = [item for item in self.items if item.mark + 2 <= column]
        if self.items:
            beyond = column - self.items[-1].text
            indent = len(self.items) * 2 + (beyond if beyond >= 4 else 0)
            # A paragraph of an item needs a blank line before the next item; its first line none.
            kind = "text" if blank_above or self.previous else ""
            self._put(lead, " " * indent + rest.lstrip(" "), kind)
        elif self.previous == "text" and "|" in rest and is_delimiter_row(follower):
            self.out.append(lead.rstrip())
            self._put(lead, rest, "table")
        elif _HEADING.match(rest) or (self.previous == "text" and _UNDERLINE.fullmatch(rest)):
            self._put(lead, rest, "")
            self.out.append(lead.rstrip())
        else:
            self._put(lead, rest, self.previous or _kind(rest, follower))

    def _end_list(self, lead: str) -> None:
        if self.items:
            self.items = []
            self.out.append(lead.rstrip())

    def _put(self, lead: str, rest: str, kind: str) -> None:
        self.out.append((lead + rest).rstrip() if not rest.strip() else lead + rest)
        self.previous = kind


def _fence_lines(opening: str) -> tuple[str, str]:
    """Opening and closing line with nothing but the language and a title, which the parser knows."""
    parts = _FENCE.match(opening)
    if parts is None:
        return opening, opening
    title = _TITLE.search(parts["info"])
    words = [parts["language"] or "", title.group(0) if title and parts["language"] else ""]
    return f"{parts['fence']} {' '.join(words)}".rstrip(), parts["fence"]


def _kind(rest: str, follower: str) -> str:
    return "table" if "|" in rest and is_delimiter_row(follower) else "text"


def _column(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _shifted(line: str, columns: int) -> str:
    if columns >= 0:
        return " " * columns + line
    return line[min(-columns, _column(line)) :]
