"""The formats, what their files are called, and how large an export is made at once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hub.core.words import lazy
from hub.spaces.topics import slug_of
from hub.wiki.export.book import Book
from hub.wiki.export.epub import as_epub
from hub.wiki.export.markdown_zip import as_zip
from hub.wiki.export.page_html import as_html
from hub.wiki.export.pdf import as_pdf


class Format(StrEnum):
    """What people may ask for."""

    HTML = "html"
    PDF = "pdf"
    EPUB = "epub"
    MARKDOWN = "markdown"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


_LABELS = {
    Format.HTML: lazy("One web page, pictures inside"),
    Format.PDF: lazy("PDF"),
    Format.EPUB: lazy("EPUB, for reading devices"),
    Format.MARKDOWN: lazy("Markdown with files, as ZIP"),
}
_MAKERS: Mapping[Format, tuple[Callable[[Book], bytes], str, str]] = {
    Format.HTML: (as_html, ".html", "text/html; charset=utf-8"),
    Format.PDF: (as_pdf, ".pdf", "application/pdf"),
    Format.EPUB: (as_epub, ".epub", "application/epub+zip"),
    Format.MARKDOWN: (as_zip, ".zip", "application/zip"),
}


@dataclass(frozen=True)
class Made:
    """A file to hand out."""

    name: str
    type: str
    content: bytes


def make(book: Book, format: Format) -> Made:
    """Raises NoPdf where PDF cannot be made."""
    maker, ending, type = _MAKERS[format]
    return Made(f"{_stem(book)}{ending}", type, maker(book))


def type_of(name: str) -> str:
    """What a file made here is, by its ending."""
    return next(type for _maker, ending, type in _MAKERS.values() if name.endswith(ending))


def _stem(book: Book) -> str:
    return f"{slug_of(re.sub(r'[./]', ' ', book.title), 60) or 'pages'}-{book.made_at:%Y-%m-%d}"
