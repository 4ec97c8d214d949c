"""The rules of pages.py, over all templates and styles."""

from __future__ import annotations

import gzip

from apiflask import APIFlask

from tests.house import pages
from tests.house.source import check, sources, templates

CSS_BUDGET = 15_000


def test_every_template_parses() -> None:
    check(pages.broken_templates, templates())


def test_every_template_knows_its_filters(app: APIFlask) -> None:
    """Compiled by the real application: an unknown filter or test fails here, not on a page."""
    names = app.jinja_env.list_templates(extensions=["html", "txt", "xml"])
    assert names
    for name in names:
        app.jinja_env.get_template(name)


def test_nothing_is_inline() -> None:
    # Mail programs know no stylesheets.
    check(pages.inline_code, [page for page in templates() if "/mail/" not in page.path])


def test_templates_never_trust() -> None:
    check(pages.trust_in_templates, templates())


def test_templates_never_query() -> None:
    check(pages.queries_in_templates, templates())


def test_the_styles_stay_small() -> None:
    """All our CSS together is at most 15 KB gzipped: everybody's first visit pays for it."""
    sheets = {
        source.path: pages.squeezed(source.text)
        for source in sources()
        if source.path.startswith("hub/") and source.path.endswith(".css")
    }
    size = len(gzip.compress(b"".join(sheets.values()), 9))
    largest = sorted(sheets, key=lambda path: len(sheets[path]), reverse=True)[:5]
    assert size <= CSS_BUDGET, f"{size} bytes gzipped; the largest are {', '.join(largest)}"
