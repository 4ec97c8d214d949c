"""One HTML file with everything in it: styles, pictures and files. PDF is made from the same."""

from base64 import b64encode
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path

from hub.core.words import gettext as _
from hub.files.names import path_name
from hub.wiki.export.book import Book, Chapter, Kept, Leads, dressed
from hub.wiki.export.formulas import Formula, as_mathml

CSS = Path(__file__).with_name("book.css")


def as_html(book: Book, *, files: bool = True, formula: Formula = as_mathml) -> bytes:
    """A page that opens without a network and asks nobody for anything. Without `files`, links to what is no
    picture lead to the hub.
    """
    file_at = _inline if files else partial(_inline_picture, book)
    chapters = "\n".join(_chapter(book, chapter, file_at, formula) for chapter in book.chapters)
    styles, kind = CSS.read_text("utf-8"), ' class="single"' if len(book.chapters) < 2 else ""
    return (
        f'<!doctype html>\n<html lang="{book.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; img-src data:\">\n"
        f"<title>{escape(book.title)}</title>\n<style>\n{styles}</style>\n</head>\n<body{kind}>\n"
        f"{front_page(book)}\n{_contents(book)}\n<main>\n{chapters}\n</main>\n</body>\n</html>\n"
    ).encode()


def front_page(book: Book) -> str:
    """What it is, from where, of which day, and who may read it."""
    place = f"<p>{escape(book.place)}</p>" if book.place != book.title else ""
    made = escape(_("As of %(day)s", day=book.made_at.date().isoformat()))
    return (
        f'<header class="front"><h1>{escape(book.title)}</h1>{place}<p>{made}</p>'
        f'<p class="whom">{escape(book.for_whom)}</p></header>'
    )


def _contents(book: Book) -> str:
    """The table of contents; empty for a single page."""
    if len(book.chapters) < 2:
        return ""
    lines = "\n".join(
        f'<li class="d{min(chapter.depth, 4)}"><a href="{address(chapter)}">{escape(chapter.title)}</a></li>'
        for chapter in book.chapters
    )
    title = escape(_("Contents"))
    return f'<nav class="toc" aria-label="{title}"><h2>{title}</h2><ol>\n{lines}\n</ol></nav>'


def heading(book: Book, chapter: Chapter) -> str:
    """The title of a page, and what is known of it."""
    facts = " · ".join(f"{escape(label)}: {escape(value)}" for label, value in chapter.facts)
    line = f'<p class="facts">{facts}</p>' if facts else ""
    return f"<h1>{escape(chapter.title)}</h1>{line}" if len(book.chapters) > 1 else line


def address(chapter: Chapter) -> str:
    """Where a page stands inside the file."""
    return f"#page-{chapter.id}"


def _chapter(book: Book, chapter: Chapter, file_at: Callable[[str, Kept], str], formula: Formula) -> str:
    leads = Leads(file_at, address, lambda there, anchor: f"#c{there.id}-{anchor}", formula)
    text = dressed(book, chapter, leads)
    return f'<section class="chapter" id="page-{chapter.id}">{heading(book, chapter)}\n{text}\n</section>'


def _inline(_key: str, kept: Kept) -> str:
    kind = kept.type if kept.is_picture else "application/octet-stream"
    return f"data:{kind};base64,{b64encode(kept.content).decode()}"


def _inline_picture(book: Book, key: str, kept: Kept) -> str:
    return _inline(key, kept) if kept.is_picture else f"{book.base_url}/files/{key}/{path_name(kept.name)}"
