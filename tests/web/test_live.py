"""Live updates through a real socket: a ping makes the page ask again, a lost line is said and made good."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, WebSocketRoute, expect

pytestmark = pytest.mark.browser

Ping = Callable[..., None]


@pytest.fixture
def ping(site: Flask) -> Ping:
    """Tells every page that something changed."""

    def send(ref: str, event: int = 1, topics: tuple[str, ...] = ()) -> None:
        told = {"event": event, "kind": "qa.answer_posted", "ref": ref, "topics": list(topics)}
        site.extensions["socketio"].emit("ping", told)

    return send


@pytest.fixture
def connected(page: Page) -> Iterator[Page]:
    page.goto("/")
    expect(page.locator("html[data-line=on]")).to_have_count(1)
    yield page
    page.goto("about:blank")  # lets go of the socket before the server stops


def test_a_ping_refreshes_what_shows_the_thing(connected: Page, ping: Ping) -> None:
    field = connected.locator("#part-field")
    field.fill("still typing")
    ping("question:7")
    expect(connected.locator("#part")).to_contain_text("changed")
    expect(field).to_be_focused()
    expect(field).to_have_value("still typing")


def test_a_ping_about_something_else_asks_for_nothing(connected: Page, ping: Ping) -> None:
    asked: list[str] = []
    connected.on("request", lambda request: asked.append(request.url))
    ping("question:8")
    connected.wait_for_timeout(600)
    assert asked == []


def test_a_topic_is_enough(connected: Page, ping: Ping) -> None:
    ping("answer:3", topics=("question:7",))
    expect(connected.locator("#part")).to_contain_text("changed")


def test_many_pings_make_one_request(connected: Page, ping: Ping) -> None:
    asked: list[str] = []
    connected.on("request", lambda request: asked.append(request.url))
    for event in range(5):
        ping("question:7", event)
    expect(connected.locator("#part")).to_contain_text("changed")
    connected.wait_for_timeout(600)
    assert len(asked) == 1


def test_a_lost_line_is_said_and_made_good(page: Page, ping: Ping) -> None:
    line = Line(page)
    with page.expect_response("**/live/since*"):  # as soon as it listens it asks what it missed
        page.goto("/")
    with page.expect_response("**/part"):
        ping("question:7", event=8)
    line.cut()
    expect(page.locator("#offline")).to_be_visible(timeout=20_000)
    page.fill("#new", "Written without a line")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#new")).to_have_value("Written without a line")
    with page.expect_response("**/part"):  # event 9 came while nobody heard it
        line.mend()
    expect(page.locator("#offline")).not_to_be_visible(timeout=20_000)
    expect(page.locator("#part")).to_contain_text("changed")
    page.goto("about:blank")


class Line:
    """The wire between page and server, which can be cut."""

    def __init__(self, page: Page) -> None:
        self.whole = True
        self.open: list[WebSocketRoute] = []
        page.route_web_socket("**/socket.io/**", self._connect)

    def cut(self) -> None:
        self.whole = False
        for socket in self.open:
            socket.close()

    def mend(self) -> None:
        self.whole = True

    def _connect(self, socket: WebSocketRoute) -> None:
        if self.whole:
            socket.connect_to_server()
            self.open.append(socket)
        else:
            socket.close()
