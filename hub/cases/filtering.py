"""What a list is narrowed to, as text: `state:open (priority:high or label:vip) -assignee:none waiting>2h`.

Pure: text to tree and back. Words beside each other are all wanted; `or`, brackets and a leading `-` nest.
What cannot be read raises Invalid with the place. `hub.cases.narrowing` makes a condition of the tree.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hub.core.errors import Invalid
from hub.core.words import gettext as _

LONGEST = 500  # characters
MOST = 30  # conditions
DEEPEST = 6
PIECE = re.compile(
    r"""\s*(?: (?P<open>\() | (?P<close>\)) | (?P<not>-(?=[-\w("])) |
    (?P<name>\w[\w.-]*)\s*(?P<op><=|>=|[:=<>])\s*(?P<value>"[^"]*"|[^\s()"]+) |
    (?P<word>"[^"]*"|[^\s()"]+) )""",
    re.X,
)
PLAIN = re.compile(r"[^\s()\"]+")


@dataclass(frozen=True)
class Cond:
    """`priority>=high`. A word alone has the name ""; several values are alternatives."""

    name: str
    op: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Not:
    """Everything but this."""

    part: "Node"


@dataclass(frozen=True)
class Group:
    """All of them, or any of them."""

    parts: tuple["Node", ...]
    any: bool = False


Node = Cond | Not | Group
NOTHING = Group(())


def parse(text: str) -> Node:
    """The tree; `NOTHING` for an empty text."""
    if len(text) > LONGEST:
        raise Invalid(_("A filter has at most %(most)s characters.", most=LONGEST), field="filter")
    if not text.strip():
        return NOTHING
    reader = _Reader(text)
    found = reader.alternatives(0)
    if reader.piece is not None:
        raise reader.trouble()
    return found


def text_of(node: Node, *, inner: bool = False) -> str:
    """The way back; reading it again gives the same tree."""
    match node:
        case Cond("", _op, values):
            return _quoted(values[0])
        case Cond(name, op, values):
            return f"{name}{op}{_quoted(','.join(values))}"
        case Not(part):
            return f"-{text_of(part, inner=True)}"
        case Group(parts, wants_any):
            text = (" or " if wants_any else " ").join(text_of(part, inner=True) for part in parts)
            return f"({text})" if inner else text


def conditions(node: Node) -> Iterator[Cond]:
    """Every condition of a tree."""
    match node:
        case Cond():
            yield node
        case Not(part):
            yield from conditions(part)
        case Group(parts):
            for part in parts:
                yield from conditions(part)


class _Reader:
    """Goes through the pieces of a text once; `piece` is the one that comes next."""

    def __init__(self, text: str) -> None:
        self._text = text.rstrip()
        self._at = 0
        self._count = 0
        self.piece: re.Match[str] | None = None
        self._step()

    def alternatives(self, depth: int) -> Node:
        """`a or b or c`."""
        if depth > DEEPEST:
            raise Invalid(_("Brackets go at most %(deep)s deep.", deep=DEEPEST), field="filter")
        parts = [self._together(depth)]
        while self._is_word("or"):
            self._step()
            parts.append(self._together(depth))
        return parts[0] if len(parts) == 1 else Group(tuple(parts), any=True)

    def trouble(self) -> Invalid:
        """What is wrong here, in words."""
        rest = self._text[self.piece.start() if self.piece else self._at :].strip()[:30]
        if not rest:
            return Invalid(_("The filter breaks off: something is missing at its end."), field="filter")
        return Invalid(_("The filter cannot be read from “%(rest)s” on.", rest=rest), field="filter")

    def _together(self, depth: int) -> Node:
        parts = []
        while self.piece is not None and not self._is_word("or") and not self.piece["close"]:
            if self._is_word("and"):
                self._step()
                continue
            parts.append(self._one(depth))
        if not parts:
            raise self.trouble()
        return parts[0] if len(parts) == 1 else Group(tuple(parts))

    def _one(self, depth: int) -> Node:
        piece = self.piece
        if piece is None:
            raise self.trouble()
        if piece["not"]:
            self._step()
            return Not(self._one(depth))
        if piece["open"]:
            self._step()
            inside = self.alternatives(depth + 1)
            if self.piece is None or not self.piece["close"]:
                raise self.trouble()
            self._step()
            return inside
        if piece["close"]:
            raise self.trouble()
        self._count += 1
        if self._count > MOST:
            raise Invalid(_("A filter has at most %(most)s conditions.", most=MOST), field="filter")
        self._step()
        if piece["name"]:
            op = ":" if piece["op"] == "=" else piece["op"]
            values = tuple(filter(None, piece["value"].strip('"').split(",")))
            if not values:
                raise self.trouble()
            return Cond(piece["name"].lower(), op, values)
        word = piece["word"].strip('"')
        if not word:
            raise self.trouble()
        return Cond("", ":", (word,))

    def _is_word(self, word: str) -> bool:
        return self.piece is not None and (self.piece["word"] or "").lower() == word

    def _step(self) -> None:
        if self._at >= len(self._text):
            self.piece = None
            return
        self.piece = PIECE.match(self._text, self._at)
        if self.piece is None:
            raise self.trouble()
        self._at = self.piece.end()


def _quoted(value: str) -> str:
    plain = PLAIN.fullmatch(value) and value.lower() not in ("or", "and") and not value.startswith("-")
    return value if plain and not re.search(r"[<>:=]", value) else f'"{value}"'
