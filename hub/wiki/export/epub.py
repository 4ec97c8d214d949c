"""EPUB 3: a zip of XHTML with a list of what is in it, for reading devices."""

import re
import zipfile
from collections.abc import Iterator
from html import escape
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from hub.core.words import gettext as _
from hub.files.names import path_name, split_ending
from hub.wiki.export.book import Book, Chapter, Kept, Leads, dressed
from hub.wiki.export.page_html import CSS, front_page, heading

_READERS_KNOW = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_VOID = re.compile(r"<(br|hr|img)\b([^>]*?)\s*/?>")
_ALIGNED = re.compile(r' align="(left|right|center)"')
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""

MATHS = ' properties="mathml"'


def as_epub(book: Book) -> bytes:
    """The first entry says what it is and is not packed: by that, devices know it."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", _CONTAINER)
        archive.writestr("OEBPS/book.opf", _package(book))
        archive.writestr("OEBPS/contents.xhtml", _page(book, _("Contents"), _contents(book)))
        archive.writestr("OEBPS/front.xhtml", _page(book, book.title, front_page(book)))
        archive.writestr("OEBPS/book.css", CSS.read_text("utf-8"))
        for chapter in book.chapters:
            archive.writestr(f"OEBPS/{_address(chapter)}", _page(book, chapter.title, _text(book, chapter)))
        for key, kept in _pictures(book):
            archive.writestr(f"OEBPS/{_picture_at(key, kept)}", kept.content)
    return packed.getvalue()


def _package(book: Book) -> str:
    id = uuid5(NAMESPACE_URL, f"{book.base_url}/wiki/{book.space}/{book.title}/{book.made_at.isoformat()}")
    chapters = [(f"c{chapter.id}", _address(chapter)) for chapter in book.chapters]
    maths = {f"c{chapter.id}" for chapter in book.chapters if "<math" in _text(book, chapter)}
    items = [
        f'<item id="{name}" href="{at}" media-type="application/xhtml+xml"{MATHS if name in maths else ""}/>'
        for name, at in chapters
    ]
    items += [
        f'<item id="f{key}" href="{_picture_at(key, kept)}" media-type="{kept.type}"/>'
        for key, kept in _pictures(book)
    ]
    spine = "".join(f'<itemref idref="{name}"/>' for name, _at in chapters)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">\n'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<dc:identifier id="id">urn:uuid:{id}</dc:identifier>\n<dc:title>{escape(book.title)}</dc:title>\n'
        f"<dc:language>{book.language}</dc:language>\n<dc:publisher>{escape(book.place)}</dc:publisher>\n"
        f'<meta property="dcterms:modified">{book.made_at:%Y-%m-%dT%H:%M:%SZ}</meta>\n</metadata>\n'
        '<manifest>\n<item id="nav" href="contents.xhtml" media-type="application/xhtml+xml" '
        'properties="nav"/>\n<item id="front" href="front.xhtml" media-type="application/xhtml+xml"/>\n'
        f'<item id="css" href="book.css" media-type="text/css"/>\n{chr(10).join(items)}\n</manifest>\n'
        f'<spine><itemref idref="front"/><itemref idref="nav"/>{spine}</spine>\n</package>\n'
    )


def _contents(book: Book) -> str:
    lines = "".join(
        f'<li class="d{min(chapter.depth, 4)}"><a href="{_address(chapter)}">{escape(chapter.title)}</a></li>'
        for chapter in book.chapters
    )
    front = escape(_("Title page"))
    start = f'<li><a href="front.xhtml">{front}</a></li>'
    title = escape(_("Contents"))
    return f'<nav class="toc" epub:type="toc" id="toc"><h1>{title}</h1><ol>{start}{lines}</ol></nav>'


def _text(book: Book, chapter: Chapter) -> str:
    def file_at(key: str, kept: Kept) -> str:
        return (
            _picture_at(key, kept)
            if _is_shown(kept)
            else f"{book.base_url}/files/{key}/{path_name(kept.name)}"
        )

    text = dressed(book, chapter, Leads(file_at, _address, _anchor))
    title = f"<h1>{escape(chapter.title)}</h1>" if len(book.chapters) == 1 else ""
    return f"{title}{heading(book, chapter)}\n{text}"


def _page(book: Book, title: str, body: str) -> str:
    """A document of XML. Raises ParseError when the text is none: then nothing of it may leave."""
    xml = _VOID.sub(r"<\1\2/>", _ALIGNED.sub(r' class="\1"', body)).replace("&nbsp;", "&#160;")
    page = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" lang="{book.language}" xml:lang="{book.language}">\n'
        f'<head><title>{escape(title)}</title><link rel="stylesheet" href="book.css"/></head>\n'
        f"<body>\n{xml}\n</body>\n</html>\n"
    )
    ElementTree.fromstring(page.split("\n", 2)[2])  # noqa: S314 - our own text, without any entity of its own
    return page


def _pictures(book: Book) -> Iterator[tuple[str, Kept]]:
    return ((key, kept) for key, kept in book.files.items() if _is_shown(kept))


def _is_shown(kept: Kept) -> bool:
    return kept.is_picture and kept.type in _READERS_KNOW


def _picture_at(key: str, kept: Kept) -> str:
    return f"pictures/{key}{split_ending(kept.name)[1]}"


def _address(chapter: Chapter) -> str:
    return f"page-{chapter.id}.xhtml"


def _anchor(chapter: Chapter, anchor: str) -> str:
    return f"{_address(chapter)}#c{chapter.id}-{anchor}"
