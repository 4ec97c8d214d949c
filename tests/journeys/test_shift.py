"""A shift by keys alone: what an agent's tasks cost in presses, against the targets G1 to G5."""

import re

from playwright.sync_api import expect

from tests.journeys import shift
from tests.journeys.conftest import Window


def test_three_cases_by_keyboard_alone(window: Window) -> None:
    hugo = window("hugo")  # nothing else waits for him
    found = shift.work_through(hugo, shift.customers_write(hugo, 3))
    assert len(found) == 3
    assert max(each.presses for each in found) <= shift.MOST
    assert shift.ask_inside(hugo) <= 3


def test_on_in_place_and_back(window: Window) -> None:
    hugo = window("hugo")
    first = shift.customers_write(hugo, 3)[0]
    hugo.goto(f"/cases/{first}")
    others = hugo.locator("a.crow:not([aria-current])").evaluate_all("rows => rows.map(row => row.pathname)")
    second, third = others[0], others[1]
    hugo.evaluate("window.stays = true")
    with hugo.expect_response("**/drafts/begun*"):
        hugo.locator("#reply").fill("Yes, at the desk of every gate.")
    asked: list[str] = []
    hugo.on("request", lambda request: asked.append(request.url))
    with hugo.expect_response(f"**/cases/{first}/presence/leaving"):
        hugo.keyboard.press("Control+Shift+Enter")
    expect(hugo).to_have_url(re.compile(rf"{second}$"))
    heading = hugo.get_by_role("heading", level=1)
    expect(heading).to_contain_text(second.rsplit("/", 1)[1])
    expect(hugo.locator("#reply")).to_have_value("")
    assert not [url for url in asked if "/drafts/begun" in url]  # nobody has gone into the next one's reply
    expect(hugo.locator("#toasts")).to_contain_text("Going out to Marta")
    hugo.locator(f'a.crow[href="{third}"]').click()
    expect(hugo).to_have_url(re.compile(rf"{third}$"))
    expect(heading).to_contain_text(third.rsplit("/", 1)[1])
    assert hugo.evaluate("window.stays")  # the same page all the way
    hugo.go_back()
    expect(heading).to_contain_text(second.rsplit("/", 1)[1])
    expect(hugo.locator(".side")).to_be_visible()  # whole again
    hugo.goto(f"/cases/{first}")
    expect(hugo.locator("#log")).to_contain_text("at the desk of every gate")
    expect(hugo.locator("#reply")).to_have_count(0)
