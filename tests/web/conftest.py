"""The site made of macros, read directly or through a real browser."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from werkzeug.serving import make_server

from tests.web.site import make_site


@pytest.fixture(scope="package")
def site() -> Flask:
    """Built once; it keeps no state but the drafts."""
    return make_site()


@pytest.fixture(scope="package")
def site_url(site: Flask) -> Iterator[str]:
    """The site on a free port of this machine."""
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def context(browser: Browser, site_url: str) -> Iterator[BrowserContext]:
    """A fresh desktop browser that knows where the site is."""
    made = browser.new_context(base_url=site_url, viewport={"width": 1440, "height": 900})
    yield made
    made.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: scripts that fail, requests the policy refused."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Page:
    """A tab whose complaints are kept."""

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    tab = context.new_page()
    tab.on("console", heard)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    return tab
