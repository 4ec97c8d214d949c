"""The sources in folders as the tree has them, with their front matter, and the files beside them.

What leads from page to page leads on where both go out: any reader of Markdown can follow it. The rest
stays as typed.
"""

import json
import re
import zipfile
from io import BytesIO

from hub.core.markup import fences
from hub.files.names import path_name
from hub.wiki.addresses import title_key
from hub.wiki.export.book import FILE, Book, Chapter, Kept

_LEADS = re.compile(
    r"(?P<code>`+)(?!`).{1,1000}?(?<!`)(?P=code)(?!`)"  # shown as it is
    r"|(?<!!)\[\[(?P<page>[^\[\]|\n]{1,250})(?:\|(?P<words>[^\[\]\n]{1,250}))?\]\]"
    r"|\]\((?P<address>/wiki/[a-z0-9/-]{1,800})(?P<anchor>#[^\s)]*)?\)"
)


def as_zip(book: Book) -> bytes:
    """`damage/strollers.md`, `files/0f3a….png`; links between a text and its files lead there."""
    packed = BytesIO()
    places = _places(book)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for chapter in book.chapters:
            archive.writestr(f"{chapter.path}.md", _document(book, chapter, places))
        for key, kept in book.files.items():
            archive.writestr(_place(key, kept), kept.content)
    return packed.getvalue()


def _places(book: Book) -> dict[str, str]:
    """Title, as titles are compared, or address → where that page is; not for a title that two have."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for chapter in book.chapters:
        key = title_key(chapter.title)
        twice |= {key} & found.keys()
        found[key] = found[chapter.address or f"/wiki/{book.space}/{chapter.path}"] = f"{chapter.path}.md"
    return {name: place for name, place in found.items() if name not in twice}


def _led_on(source: str, up: str, places: dict[str, str]) -> str:
    """Links to pages that go out too lead to their files; code stays as it is."""

    def led(match: re.Match[str]) -> str:
        if match["page"] and (place := places.get(title_key(match["page"]))):
            return f"[{(match['words'] or match['page']).strip()}]({up}{place})"
        if match["address"] and (place := places.get(match["address"])):
            return f"]({up}{place}{match['anchor'] or ''})"
        return match[0]

    lines = source.splitlines(keepends=True)
    code = {number for first, last in fences(lines) for number in range(first, last + 1)}
    return "".join(line if number in code else _LEADS.sub(led, line) for number, line in enumerate(lines))


def _document(book: Book, chapter: Chapter, places: dict[str, str]) -> str:
    up = "../" * chapter.path.count("/")

    def lead(match: re.Match[str]) -> str:
        kept = book.files.get(match[1])
        return f"{up}{_place(match[1], kept)}" if kept else match[0]

    # A string of JSON is one of YAML, whatever stands in it.
    front = chapter.front or (("title", chapter.title),)
    head = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in front)
    source = _led_on(FILE.sub(lead, chapter.source), up, places)
    return f"---\n{head}---\n\n{source.rstrip()}\n"


def _place(key: str, kept: Kept) -> str:
    return f"files/{key[:12]}-{path_name(kept.name)}"
