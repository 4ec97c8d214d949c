"""Every macro in a real browser under the real policy: no violation, no sideways scrolling, no complaint."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.web.site import ERRORS, PROJECT

pytestmark = pytest.mark.browser

AXE = PROJECT / "node_modules/axe-core/axe.min.js"
CHECK = """() => axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    .then(({violations}) => violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html}`)))"""
SIZES = [(1440, 900), (834, 1112), (390, 844), (320, 700)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("path", ["/guide", "/", "/case", "/errors/404", "/?plain"])
def test_a_page_has_no_violation(
    page: Page, context: BrowserContext, site_url: str, complaints: list[str],
    path: str, width: int, height: int, theme: str,
) -> None:  # fmt: skip
    context.add_cookies([{"name": "theme", "value": theme, "url": site_url}])
    page.set_viewport_size({"width": width, "height": height})
    page.goto(path)
    assert page.locator("html").get_attribute("data-theme") == theme
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(CHECK) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert complaints == []


@pytest.mark.parametrize("status", ERRORS)
def test_an_error_page_has_no_violation(page: Page, complaints: list[str], status: int) -> None:
    page.goto(f"/errors/{status}")
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(CHECK) == []
    assert complaints == []


def test_icons_and_fonts_arrive(page: Page) -> None:
    page.goto("/")
    page.wait_for_function("document.fonts.check('16px Inter')")
    box = page.locator(".brandmark svg use").first.bounding_box()
    assert box is not None
    assert box["width"] > 20, "the mark is drawn from the sprite"
