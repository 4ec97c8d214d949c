"""The hub as an app on a device: it opens without a network, and forgets whoever signs out."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Window, sign_in

pytestmark = pytest.mark.browser


def until(page: Page, holds: str) -> None:
    """The content policy forbids the function that waits in the page."""
    for _ in range(150):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never came true: {holds}")


def test_it_opens_without_a_network(window: Window) -> None:
    page = window(None, permissions=["notifications"])
    sign_in(page, "ada")
    page.goto("/")
    assert page.evaluate("navigator.serviceWorker.getRegistration('/').then(Boolean)") is False
    page.goto("/settings/notifications")
    page.get_by_role("button", name="Show notices on this device").click()
    until(page, "navigator.serviceWorker.controller !== null")
    page.goto("/")
    until(page, "caches.open('feed-1').then((box) => box.match('/offline/feed')).then(Boolean)")
    page.context.set_offline(True)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("There is no network")
    expect(page.locator("main article").first).to_be_visible()
    expect(page.locator("body")).to_have_css("display", "grid")  # its own styles were kept too
    page.goto("/cases")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no network")
    page.context.set_offline(False)
    page.goto("/")
    page.evaluate("document.querySelector('form[action=\"/sign-out\"]').requestSubmit()")
    page.wait_for_url("**/sign-in*")
    until(page, "caches.has('feed-1').then((is) => !is)")
    page.context.set_offline(True)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no network")
    expect(page.locator("main article")).to_have_count(0)
