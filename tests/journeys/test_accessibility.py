"""Every kind of page for everybody: axe finds nothing, in light and dark, on the desk and on the phone."""

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, Window, windows
from tests.journeys.hub_process import Hub
from tests.journeys.places import ALL
from tests.nursery import PROJECT
from tests.servers import not_run

AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROWEST = {"width": 320, "height": 640}
RUN = """async (options) => (await axe.run(document, options)).violations.map((each) => ({
  rule: each.id, help: each.help, where: each.nodes.slice(0, 4).map((node) => node.html.slice(0, 200))
}))"""
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const outside = (each) => each.getBoundingClientRect().right > room + 1;
  return [...document.querySelectorAll("body *")].filter(outside).slice(0, 5)
    .map((each) => each.outerHTML.slice(0, 160));
}"""
FOCUS = """() => {
  const each = document.activeElement;
  const ring = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const own = getComputedStyle(each), card = each.matches("textarea") && each.closest(".reply, .ask form");
  const seen = ring(own) || own.boxShadow !== "none" || each === document.body
    || (card && ring(getComputedStyle(card)));  // a text that fills its card: the card shows it
  return {name: each.outerHTML.slice(0, 160), seen};
}"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The program that looks for barriers, as the browser runs it."""
    if not AXE.is_file():
        not_run("axe-core is not there (npm ci)")
    return AXE.read_text()


@pytest.fixture(scope="module")
def seat(hub: Hub, browser: Browser, keys_of: dict[str, Any]) -> Iterator[Callable[[str | None], Page]]:
    """The one window of each person, in which they go from page to page: new ones would load all anew."""
    with windows(hub, browser, keys_of) as open_window:
        yield functools.cache(lambda handle: open_window(handle, bypass_csp=True))


@pytest.mark.parametrize(("handle", "place"), ALL, ids=str)
def test_a_page_has_no_barrier(
    seat: Callable[[str | None], Page], axe: str, handle: str | None, place: str
) -> None:
    page = seat(handle)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.goto(place)
    expect(page.locator(".pane[aria-busy=true]")).to_have_count(0)
    page.evaluate(axe)
    found = {"light, desktop": _barriers(page)}
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    found["dark, desktop"] = _barriers(page, ["color-contrast"])
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    found["dark, phone"] = _barriers(page)
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    found["light, phone"] = _barriers(page, ["color-contrast", "target-size"])
    assert {where: what for where, what in found.items() if what} == {}
    assert page.locator("h1").count() == 1
    page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize(("handle", "place"), [("finn", "/cases/2"), ("ada", "/q/1"), (None, "/sign-in")])
def test_the_keyboard_shows_where_it_is(window: Window, handle: str | None, place: str) -> None:
    page = window(handle)
    page.goto(place)
    expect(page.locator(".pane[aria-busy=true]")).to_have_count(0)
    unseen = []
    for _step in range(40):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if not focus["seen"]:
            unseen.append(focus["name"])
    assert unseen == []


def _barriers(page: Page, rules: list[str] | None = None) -> Any:
    wanted = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    return page.evaluate(RUN, {"runOnly": wanted, "resultTypes": ["violations"]})
