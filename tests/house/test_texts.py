"""The rule of texts.py, over all templates that people see."""

from __future__ import annotations

from tests.house import texts
from tests.house.source import check, templates

# Examples for developers; they are not translated.
APART = ("/styleguide", "/tests/", "tests/")


def test_every_text_of_a_page_is_marked() -> None:
    pages = [page for page in templates() if not any(part in page.path for part in APART)]
    assert pages
    check(texts.unmarked_texts, pages)
