"""What an export is made of, before any format: plain data, without anything that may not leave."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hub.wiki.export.formulas import Formula, as_mathml, drawn
from hub.wiki.prose import variables_marked

# In stored HTML and in sources: a file of ours, the small picture of it too.
FILE = re.compile(r"/files/([0-9a-f]{32})(?:/small)?/([^\s\"'<>)\]]*)")

_PICTURE = re.compile(r"<img\b[^>]*>")
_LINK = re.compile(r'href="([^"]*)"')
_ALT = re.compile(r'alt="([^"]*)"')
_OPENS_PICTURE = re.compile(r'<a href="/files/[^"]*">(<img\b[^>]*>)</a>')  # it is shown whole here


@dataclass(frozen=True)
class Chapter:
    """One page. `path` is its address below the community, `depth` how far below the top of the book."""

    id: int
    path: str
    depth: int
    title: str
    html: str
    source: str
    facts: Sequence[tuple[str, str]]  # label and value, for the line below its title
    front: Sequence[tuple[str, str]]  # for machines: the front matter
    address: str = ""  # of one with readers of its own, which is not an address of the community


@dataclass(frozen=True)
class Kept:
    """The bytes of a file that stands in a text."""

    name: str
    type: str
    content: bytes
    is_picture: bool


@dataclass(frozen=True)
class Book:
    """Everything that goes into one file. `for_whom` says on its first page who may read it."""

    title: str
    place: str
    for_whom: str
    language: str
    made_at: datetime
    base_url: str
    space: str
    chapters: Sequence[Chapter]
    files: dict[str, Kept] = field(default_factory=dict)


def keys_in(texts: Iterable[str]) -> list[str]:
    """The keys of the files that the texts name, in order, each once."""
    return list(dict.fromkeys(hit[1] for text in texts for hit in FILE.finditer(text)))


@dataclass(frozen=True)
class Leads:
    """Where things are in one format: a file, a chapter, and an anchor in a chapter; how formulas are set."""

    file: Callable[[str, Kept], str]
    chapter: Callable[[Chapter], str]
    anchor: Callable[[Chapter, str], str]
    formula: Formula = as_mathml


def dressed(book: Book, chapter: Chapter, leads: Leads) -> str:
    """The HTML of a chapter with every address leading somewhere: into the file, or to the hub.

    A picture that is not in the book leaves its words.
    """
    html = _OPENS_PICTURE.sub(r"\1", chapter.html)
    html = _PICTURE.sub(lambda hit: _picture(book, leads, hit[0]), html)
    html = _LINK.sub(lambda hit: f'href="{_lead(book, chapter, leads, hit[1])}"', html)
    html = variables_marked(html)
    return drawn(html.replace(' id="', f' id="c{chapter.id}-'), leads.formula)


def _picture(book: Book, leads: Leads, tag: str) -> str:
    hit = FILE.search(tag)
    kept = book.files.get(hit[1]) if hit else None
    alt = _ALT.search(tag)
    words = alt[1] if alt else ""
    if hit is None or kept is None or not kept.is_picture:
        return f"<em>{words}</em>"
    return f'<img alt="{words}" src="{leads.file(hit[1], kept)}">'


def _lead(book: Book, chapter: Chapter, leads: Leads, address: str) -> str:
    path, _, anchor = address.partition("#")
    hit = FILE.fullmatch(path)
    if hit is not None and hit[1] in book.files:
        return leads.file(hit[1], book.files[hit[1]])
    start = f"/wiki/{book.space}/"
    named = (each for each in book.chapters if path == (each.address or f"{start}{each.path}"))
    there = next(named, None) if path else chapter
    if there is None:
        return f"{book.base_url}{address}" if path.startswith("/") else address
    # What people type is the words of a heading; ours begin with a letter for the text.
    found = next((each for each in (anchor, f"p-{anchor}") if f' id="{each}"' in there.html), None)
    return leads.anchor(there, found) if anchor and found else leads.chapter(there)
