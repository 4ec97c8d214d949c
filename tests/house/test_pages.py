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


def test_no_form_stands_in_a_paragraph() -> None:
    check(pages.forms_in_paragraphs, templates())


def test_templates_never_trust() -> None:
    check(pages.trust_in_templates, templates())


def test_templates_never_query() -> None:
    check(pages.queries_in_templates, templates())


def test_the_styles_stay_small() -> None:
    """No page has more than 15 KB of CSS, gzipped: that of every page, and what is only its own."""
    css = {source.path: source.text for source in sources() if source.path.endswith(".css")}
    own = [path for path in css if path.startswith(f"{pages.STYLES}/pages/")]
    everywhere = pages.whole_sheet(f"{pages.STYLES}/app.css", css)
    for path in own:
        size = len(gzip.compress(everywhere + pages.whole_sheet(path, css), 9))
        assert size <= CSS_BUDGET, f"{size} bytes gzipped with {path}"
