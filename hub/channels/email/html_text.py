"""HTML of a mail to plain lines, in one pass and linear time, whatever the markup looks like.

Only for reading and searching; showing the HTML itself is the sanitizer's work. Each line knows its
zone (own words, quoted, signature) from the markup, and whether a rule was drawn above it.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Literal

from hub.channels.email.charsets import clean_text
from hub.channels.email.html_tags import (
    BLOCKS,
    DROPPED,
    HIDDEN,
    PARAGRAPHS,
    QUOTED_CLASSES,
    REST_IS_QUOTED_IDS,
    RULE_ABOVE,
    SIGNATURE_CLASSES,
    VOID,
    Tag,
    next_tag,
)

Zone = Literal["own", "quoted", "signature"]

SPACE = re.compile(r"[ \t\n\r\f\xa0\u200b\ufeff]+")
NESTING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
DEEPEST = 500  # open elements remembered; deeper ones change nothing
LOOK_UP = 64  # how far an end tag may reach up for its beginning
LONGEST_LINK = 200


@dataclass(slots=True)
class Line:
    """One line of text and what the markup said about it."""

    text: str
    zone: Zone = "own"
    rule_above: bool = False
    weak: bool = False  # quoted only if an attribution stands above (a bare blockquote)


def html_to_text(html: str) -> str:
    return "\n".join(line.text for line in html_to_lines(html))


def html_to_lines(html: str) -> list[Line]:
    """The visible text, block by block, without leading, trailing or double empty lines.

    What is hidden counts where its end never comes, or where nothing else is said.
    """
    reader = _read(html, Reader())
    lines = reader.finish()
    if reader.hidden or (reader.left_out and not lines):
        lines = _read(html, Reader(shows_all=True)).finish()
    return lines


def _read(html: str, reader: "Reader") -> "Reader":
    at = 0
    while at < len(html):
        found = next_tag(html, at, reader.never_closed)
        if found is None:
            reader.text(html[at:])
            break
        start, end, tag = found
        reader.text(html[at:start])
        at = end
        if tag is not None:
            at = reader.tag(tag, html, end)
    return reader


def nesting(html: str) -> int:
    """How deep elements lie in each other, at most; a cheap upper bound."""
    depth = deepest = 0
    for close, name in NESTING.findall(html):
        if name.lower() in VOID:
            continue
        depth = max(0, depth - 1) if close else depth + 1
        deepest = max(deepest, depth)
    return deepest


@dataclass
class Open:
    """An element not yet closed, and what to go back to when it is."""

    name: str
    zone: Zone
    weak: bool
    link: str = ""
    hidden: bool = False


@dataclass
class Reader:
    """Collects words into lines."""

    lines: list[Line] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    stack: list[Open] = field(default_factory=list)
    zone: Zone = "own"
    weak: bool = False
    rule: bool = False
    rest_is_quoted: bool = False
    preformatted: int = 0
    never_closed: set[str] = field(default_factory=set)
    hidden: bool = False  # by its style: what lists of mails show of a mail, and marks for machines
    left_out: bool = False
    shows_all: bool = False

    def text(self, chunk: str) -> None:
        if not chunk:
            return
        if self.hidden:
            self.left_out = True
            return
        text = clean_text(unescape(chunk))
        if self.preformatted:
            first, *rest = text.split("\n")
            self.words.append(first)
            for line in rest:
                self.break_line(keep_empty=True)
                self.words.append(line)
            return
        self.words.append(SPACE.sub(" ", text))

    def tag(self, tag: Tag, html: str, at: int) -> int:
        """Takes one tag in; returns where reading goes on."""
        if tag.name in DROPPED:
            return at if tag.closing else self.skip(tag.name, html, at)
        if tag.closing:
            self.close(tag.name)
        else:
            self.open(tag)
        return at

    def skip(self, name: str, html: str, at: int) -> int:
        if name in self.never_closed:
            return at
        end = re.compile(rf"</{name}\b[^>]{{0,50}}>?", re.IGNORECASE).search(html, at)
        if end is None:
            self.never_closed.add(name)
            return at
        return end.end()

    def open(self, tag: Tag) -> None:
        if tag.name == "br":
            self.break_line(keep_empty=True)
            return
        self.break_before(tag.name)
        if not self.hidden:
            self.mark(tag)
        if tag.name in VOID:
            return
        if len(self.stack) < DEEPEST:
            link = "" if self.hidden else link_of(tag)
            self.stack.append(Open(tag.name, self.zone, self.weak, link, self.hidden))
            self.enter(tag)
            self.preformatted += tag.name == "pre"

    def mark(self, tag: Tag) -> None:
        """What stands for the element itself."""
        if tag.name == "hr":
            self.rule = True
        if tag.name == "li":
            self.words.append("- ")
        if tag.name in {"td", "th"}:
            self.words.append(" ")
        if tag.name == "img":
            self.words.append(SPACE.sub(" ", clean_text(tag.get("alt"))))

    def enter(self, tag: Tag) -> None:
        """What this element says about the text inside it, or about all that follows."""
        classes, id_ = tag.get("class").lower().split(), tag.get("id").lower().removeprefix("x_")
        if id_ in REST_IS_QUOTED_IDS:
            self.flush()
            self.rest_is_quoted = True
        if id_.startswith("yahoo_quoted") or any(c in QUOTED_CLASSES for c in classes):
            self.change("quoted")
        elif tag.name == "blockquote":
            cited = tag.get("type").lower() == "cite" or "gmail_quote" in classes
            self.change("quoted", weak=not cited)
        elif id_ == "olk_src_body_section":
            self.change("quoted")
        elif id_ == "signature" or any(c in SIGNATURE_CLASSES for c in classes):
            self.change("signature")
        style = tag.get("style").lower()
        if RULE_ABOVE.search(style):
            self.rule = True
        if HIDDEN.search(style) and not self.shows_all:
            self.hidden = True

    def change(self, zone: Zone, *, weak: bool = False) -> None:
        if self.zone == "quoted" and not self.weak:
            return  # what is quoted stays quoted inside
        self.flush()
        self.zone, self.weak = zone, weak

    def close(self, name: str) -> None:
        self.break_before(name)
        for back in range(1, min(len(self.stack), LOOK_UP) + 1):
            if self.stack[-back].name == name:
                closed = self.stack[-back]
                del self.stack[-back:]
                self.words.append(closed.link)
                if (closed.zone, closed.weak) != (self.zone, self.weak):
                    self.flush()
                self.zone, self.weak, self.hidden = closed.zone, closed.weak, closed.hidden
                break
        if name == "pre" and self.preformatted:
            self.preformatted -= 1

    def break_before(self, name: str) -> None:
        if name in BLOCKS:
            self.flush()
        if name in PARAGRAPHS and self.lines and self.lines[-1].text:
            self.put("")

    def flush(self) -> None:
        if any(word.strip() for word in self.words):
            self.break_line(keep_empty=False)
        elif not self.preformatted:
            self.words.clear()

    def break_line(self, *, keep_empty: bool) -> None:
        text = "".join(self.words)
        self.words.clear()
        text = text.rstrip() if self.preformatted else SPACE.sub(" ", text).strip()
        if text or keep_empty:
            self.put(text)

    def put(self, text: str) -> None:
        if not text and (not self.lines or not self.lines[-1].text):
            return
        quoted = self.rest_is_quoted or self.zone == "quoted"
        zone: Zone = "quoted" if quoted else self.zone
        weak = self.weak and not self.rest_is_quoted
        self.lines.append(Line(text, zone, self.rule and bool(text), weak))
        if text:
            self.rule = False

    def finish(self) -> list[Line]:
        self.flush()
        while self.lines and not self.lines[-1].text:
            self.lines.pop()
        return self.lines


def link_of(tag: Tag) -> str:
    """Where a link leads, after its words: a customer may well write about the address."""
    href = tag.get("href").strip() if tag.name == "a" else ""
    if not href.lower().startswith(("http://", "https://")) or len(href) > LONGEST_LINK:
        return ""
    return f" <{SPACE.sub('', href)}>"
