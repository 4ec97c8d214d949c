"""One hub and one browser for all journeys; everybody of the cast has a window of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import cast
from tests.journeys.hub_process import Hub, running
from tests.nursery import Nursery

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 30_000  # milliseconds; the machine may be busy with other tests

Window = Callable[..., Page]


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery) -> Iterator[Hub]:
    """A running hub with the cast, lines to write on, and something of every kind in it."""
    with running(nursery, tmp_path_factory.mktemp("hub")) as started:
        yield started


@pytest.fixture(scope="session")
def keys_of() -> dict[str, Any]:
    """The cookies of those who have signed in: once each, as people do."""
    return {}


@pytest.fixture
def window(hub: Hub, browser: Browser, keys_of: dict[str, Any]) -> Iterator[Window]:
    """`window("finn", size=PHONE)`: a page of a browser in which finn is signed in; None: a visitor."""
    with windows(hub, browser, keys_of) as open_window:
        yield open_window


@contextmanager
def windows(hub: Hub, browser: Browser, keys_of: dict[str, Any]) -> Iterator[Window]:
    """What opens windows; all of them are closed in the end."""
    opened: list[BrowserContext] = []

    def open_window(handle: str | None, size: dict[str, int] = DESKTOP, **options: Any) -> Page:
        is_phone = size["width"] < 700
        if handle is not None:
            options["storage_state"] = _signed_in(browser, hub, handle, keys_of)
        context = browser.new_context(
            base_url=hub.url,
            viewport={"width": size["width"], "height": size["height"]},
            has_touch=is_phone,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context.new_page()

    expect.set_options(timeout=PATIENCE)
    yield open_window
    for context in opened:
        context.close()


def sign_in(page: Page, handle: str) -> None:
    """Through the page, with the password."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(f"{handle}@hub.test")
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _signed_in(browser: Browser, hub: Hub, handle: str, keys_of: dict[str, Any]) -> Any:
    if handle not in keys_of:
        context = browser.new_context(base_url=hub.url, java_script_enabled=False)
        context.set_default_timeout(PATIENCE)
        sign_in(context.new_page(), handle)
        keys_of[handle] = context.storage_state()
        context.close()
    return keys_of[handle]
