"""The sources in folders as the tree has them, with their front matter, and the files beside them."""

import json
import re
import zipfile
from io import BytesIO

from hub.files.names import path_name
from hub.wiki.export.book import FILE, Book, Chapter, Kept


def as_zip(book: Book) -> bytes:
    """`damage/strollers.md`, `files/0f3a….png`; links between a text and its files lead there."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for chapter in book.chapters:
            archive.writestr(f"{chapter.path}.md", _document(book, chapter))
        for key, kept in book.files.items():
            archive.writestr(_place(key, kept), kept.content)
    return packed.getvalue()


def _document(book: Book, chapter: Chapter) -> str:
    up = "../" * chapter.path.count("/")

    def lead(match: re.Match[str]) -> str:
        kept = book.files.get(match[1])
        return f"{up}{_place(match[1], kept)}" if kept else match[0]

    # A string of JSON is one of YAML, whatever stands in it.
    front = chapter.front or (("title", chapter.title),)
    head = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in front)
    return f"---\n{head}---\n\n{FILE.sub(lead, chapter.source).rstrip()}\n"


def _place(key: str, kept: Kept) -> str:
    return f"files/{key[:12]}-{path_name(kept.name)}"
