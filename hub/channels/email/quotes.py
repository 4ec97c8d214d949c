"""Cuts a customer's mail into what is new, what is quoted, and the signature. Deletes nothing.

Works line by line in linear time. Cutters are wrong often, so the parts keep every character: for
plain text they join to exactly what came in, for HTML to exactly what `html_to_text` gives.
"""

import re
from dataclasses import dataclass
from itertools import groupby

from hub.channels.email.html_text import Line, Zone, html_to_lines
from hub.channels.email.limits import LIMITS
from hub.channels.email.quote_marks import (
    DASHED_NAME,
    RULE,
    SHORT_RULE,
    SIGNATURE_MARK,
    Attributions,
    is_closing,
    is_footer,
    is_header_block,
    is_marked_title,
    is_sent_from,
)

GAPS = re.compile(r"\n{3,}")
LONGEST_SIGNATURE = 15  # lines that say something
LONGEST_NAME_BLOCK = 8
WIDEST_SIGNATURE = 80


@dataclass(frozen=True)
class Part:
    """A run of whole lines of one kind."""

    kind: Zone
    text: str


@dataclass(frozen=True)
class Cut:
    """The whole text in order; the three views pick from it."""

    parts: tuple[Part, ...]

    @property
    def visible(self) -> str:
        return self.of("own")

    @property
    def quoted(self) -> str:
        return self.of("quoted")

    @property
    def signature(self) -> str:
        return self.of("signature")

    @property
    def full(self) -> str:
        return "".join(part.text for part in self.parts)

    def of(self, kind: Zone) -> str:
        text = "".join(part.text for part in self.parts if part.kind == kind)
        return GAPS.sub("\n\n", text).strip()


def cut(body: str, *, html: bool = False, sender: tuple[str, str] = ("", "")) -> Cut:
    """Cuts plain text or HTML; `sender` (name, address) helps to know a signature."""
    lines = html_to_lines(body) if html else [Line(line) for line in body.split("\n")]
    if not html:
        for line in lines:
            if line.text.lstrip(" \t")[:1] == ">":
                line.zone = "quoted"
    mark_quotes(lines)
    mark_signatures(lines, sender)
    if not says(lines):
        give_back(lines)
    return Cut(join(lines))


def give_back(lines: list[Line]) -> None:
    """Nothing would be left to read: first the signature counts as said, else all of it does."""
    signed = any(line.zone == "signature" and line.text.strip() for line in lines)
    for line in lines:
        if line.zone == "signature" or not signed:
            line.zone = "own"


def join(lines: list[Line]) -> tuple[Part, ...]:
    parts = []
    last = len(lines) - 1
    for kind, run in groupby(enumerate(lines), key=lambda pair: pair[1].zone):
        text = "".join(line.text + ("" if i == last else "\n") for i, line in run)
        if text:
            parts.append(Part(kind, text))
    return tuple(parts)


# Quotes -----------------------------------------------------------------------------------------


def mark_quotes(lines: list[Line]) -> None:
    attributions = Attributions()
    following = next_saying(lines)
    for at, line in enumerate(lines):
        if line.zone != "own" or not line.text:
            continue
        if starts_rest(lines, at, following):
            mark_rest(lines, at)
            break
        if line.text.rstrip(" \t*_\xa0").endswith((":", "：")):
            count, sure = attributions.span(window(lines, at))
            if not count:
                continue
            first, after = at - count + 1, following[at]
            header_follows = after is not None and is_header_block(texts(lines, after), rule_above=True)
            if header_follows or (not quoted_at(lines, after) and sure and says(lines[:first])):
                mark_rest(lines, first)
                break
            if quoted_at(lines, after):
                mark(lines, first, after or at)
                keep_weak_quote(lines, after)
    for line in lines:
        if line.weak:
            line.zone = "own"  # a bare blockquote that nobody is said to have written


def starts_rest(lines: list[Line], at: int, following: list[int | None]) -> bool:
    """Whether everything from here on is another mail."""
    text = lines[at].text
    if is_marked_title(text) or (RULE.fullmatch(text) is not None):
        after = following[at]
        if after is None:
            return False
        return is_header_block(texts(lines, after), rule_above=True)
    return is_header_block(texts(lines, at), rule_above=lines[at].rule_above)


def next_saying(lines: list[Line]) -> list[int | None]:
    """For each line the next one that is not empty."""
    result: list[int | None] = [None] * len(lines)
    found: int | None = None
    for at in range(len(lines) - 1, -1, -1):
        result[at] = found
        if lines[at].text.strip():
            found = at
    return result


def window(lines: list[Line], at: int) -> list[str]:
    """Up to four lines that end here, without a gap."""
    first = at
    while first > 0 and at - first < 3:
        before = lines[first - 1]
        if before.zone != "own" or not before.text.strip():
            break
        first -= 1
    return [line.text for line in lines[first : at + 1]]


def texts(lines: list[Line], at: int) -> list[str]:
    return [line.text for line in lines[at : at + 10]]


def quoted_at(lines: list[Line], at: int | None) -> bool:
    return at is not None and lines[at].zone == "quoted"


def says(lines: list[Line]) -> bool:
    return any(line.zone == "own" and line.text.strip() for line in lines)


def mark(lines: list[Line], first: int, end: int) -> None:
    for line in lines[first:end]:
        line.zone = "quoted"


def mark_rest(lines: list[Line], at: int) -> None:
    for line in lines[at:]:
        line.zone, line.weak = "quoted", False


def keep_weak_quote(lines: list[Line], at: int | None) -> None:
    """A bare blockquote below an attribution is a quote after all."""
    while at is not None and at < len(lines) and lines[at].weak:
        lines[at].weak = False
        at += 1


# Signatures -------------------------------------------------------------------------------------


def mark_signatures(lines: list[Line], sender: tuple[str, str]) -> None:
    """Looks at the end of each run of own words: text, signature, quote, text, signature."""
    start = 0
    for own, group in groupby(lines, key=lambda line: line.zone == "own"):
        length = sum(1 for _ in group)
        if own:
            at = signature_start([line.text for line in lines[start : start + length]], sender)
            for line in lines[start + at : start + length] if at is not None else []:
                line.zone = "signature"
        start += length


def signature_start(run: list[str], sender: tuple[str, str]) -> int | None:
    """The line where the signature of this run begins: a mark, a list's footer, a person's name."""
    saying = [at for at, text in enumerate(run) if text.strip()]
    footer = None
    for at in saying[-LONGEST_SIGNATURE - 1 :]:
        if SIGNATURE_MARK.fullmatch(run[at]):
            return at
        if is_footer(run[at:]):
            footer = at
            break
    end = len(run) if footer is None else footer
    personal = personal_start(run[:end], [at for at in saying if at < end], sender)
    return footer if personal is None else personal


def personal_start(run: list[str], saying: list[int], sender: tuple[str, str]) -> int | None:
    if not saying:
        return None
    last = saying[-1]
    if is_sent_from(run[last]):
        return last
    if len(saying) < 2:
        return None
    named = named_block(run, saying, sender)
    if named is not None or len(run[last]) > LIMITS.quote_line:
        return named
    dashed = DASHED_NAME.fullmatch(run[last].strip())
    is_list = run[saying[-2]].lstrip().startswith("-")
    return last if dashed and not is_list else None


def named_block(run: list[str], saying: list[int], sender: tuple[str, str]) -> int | None:
    """The last lines, if they carry the sender's own name or address as a signature does."""
    names = names_of(sender)
    if not names:
        return None
    for at in saying[-LONGEST_SIGNATURE - 1 :]:
        if SHORT_RULE.fullmatch(run[at]) and any(is_name(line, names) for line in run[at:]):
            return at
    first = saying[-1]
    while first > 0 and run[first - 1].strip():
        first -= 1
    block = run[first : saying[-1] + 1]
    if first == saying[0] or len(block) > LONGEST_NAME_BLOCK:
        return None
    if max(len(line) for line in block) > WIDEST_SIGNATURE:
        return None
    named = is_name(block[0], names) or (is_closing(block[0]) and is_name(block[1:2], names))
    addressed = any(sender[1] and sender[1].casefold() in line.casefold() for line in block)
    return first if named or addressed else None


def names_of(sender: tuple[str, str]) -> set[str]:
    """The ways in which this person may sign: full name, first name."""
    name = " ".join(sender[0].casefold().replace(",", " ").split())
    return {word for word in (name, name.split(" ")[0]) if len(word) > 1} | (
        {sender[1].casefold()} if sender[1] else set()
    )


def is_name(line: str | list[str], names: set[str]) -> bool:
    """Whether the line is a name of theirs, alone or with one word such as a title."""
    text = line if isinstance(line, str) else "".join(line)
    if len(text) > WIDEST_SIGNATURE:
        return False
    words = " ".join(text.casefold().replace(",", " ").strip("*-–— .").split())
    return any(
        words == name or (" " in name and (words.endswith(" " + name) or words.startswith(name)))
        for name in names
    )
