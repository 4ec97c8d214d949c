"""PDF by WeasyPrint, which needs a library of the system: where that is missing, the page says so."""

import threading
from functools import cache
from importlib import import_module

from PIL import ImageFile

from hub.core.errors import HubError
from hub.core.words import gettext as _
from hub.wiki.export.book import Book
from hub.wiki.export.formulas import as_picture
from hub.wiki.export.page_html import as_html

_one_at_a_time = threading.Lock()  # its fonts are shared, and a book may take much memory


class NoPdf(HubError):
    """This machine cannot make PDF."""

    status = 503


@cache
def _is_possible() -> bool:
    """Looked up once for each process."""
    try:
        import_module("weasyprint")  # at first need: it loads libraries of the system, which may not be there
    except (ImportError, OSError):
        return False
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # switched on by its import, for the pictures people send too
    return True


def missing() -> str:
    """Why PDF cannot be made here; empty when it can."""
    if _is_possible():
        return ""
    return _(
        "PDF is not available: this server has no Pango, the library that sets the text. "
        "Install it (on Debian and Ubuntu: libpango-1.0-0, libpangoft2-1.0-0) and start again."
    )


def as_pdf(book: Book) -> bytes:
    """The same page as HTML, on paper. Only what is in the file itself is read: nothing is fetched."""
    if why := missing():
        raise NoPdf(why)
    weasyprint = import_module("weasyprint")
    fetcher = weasyprint.URLFetcher(allowed_protocols={"data"})
    page = as_html(book, files=False, formula=as_picture).decode()
    with _one_at_a_time:
        made = weasyprint.HTML(string=page, url_fetcher=fetcher, base_url="data:,").write_pdf()
    return bytes(made or b"")
