"""The order of pages, by keyboard and by hand: what is heard, where it ends up, and that it is kept."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Window
from tests.journeys.test_accessibility import _barriers, axe

__all__ = ["axe"]
pytestmark = pytest.mark.browser


def test_pages_are_put_in_order_by_keys_and_by_drag(window: Window, axe: Any) -> None:
    page = window("ada")
    for title in ("Order one", "Order two"):
        page.goto("/wiki/new?space=open")
        page.get_by_label("Title").fill(title)
        page.get_by_label("Text", exact=True).fill("x")
        page.get_by_role("button", name="Write the page").click()
        page.wait_for_url("**/wiki/open/order-*")
    page.goto("/wiki/open/arrange")
    page.evaluate(axe)
    assert _barriers(page) == []
    said = page.locator("#arranged")
    grip = page.get_by_role("button", name="Move “Order two”")
    grip.focus()
    page.keyboard.press("Space")
    expect(said).to_contain_text("“Order two” is taken")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("under Order one")
    expect(grip).to_be_focused()
    page.keyboard.press("Escape")
    expect(said).to_contain_text("stays where it was")
    assert _above(page, "Order two") == ""
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    with page.expect_response("**/wiki/open/arrange"):
        page.keyboard.press("Space")
    expect(grip).to_be_focused()
    page.reload()
    assert _above(page, "Order two") == "Order one"
    _drag(page, "Order two", onto="Order one")
    page.reload()
    assert _above(page, "Order two") == ""


def _above(page: Page, title: str) -> str:
    above = page.locator(f"li[data-title='{title}']").evaluate(
        "it => it.parentElement.closest('li')?.dataset.title"
    )
    return str(above or "")


def _drag(page: Page, title: str, onto: str) -> None:
    """To the upper edge of another row: before it."""
    grip = page.get_by_role("button", name=f"Move “{title}”").bounding_box()
    row = page.locator(f"li[data-title='{onto}'] > div").bounding_box()
    assert grip is not None
    assert row is not None
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(row["x"] + 80, row["y"] + 3, steps=3)
    with page.expect_response("**/wiki/open/arrange"):
        page.mouse.up()
