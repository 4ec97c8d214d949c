"""The editor of a page, by keyboard alone: what it puts in, where the caret goes, and the way out of it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import PHONE, Window
from tests.journeys.test_accessibility import _barriers, axe

__all__ = ["axe"]
pytestmark = pytest.mark.browser


def test_a_page_is_written_by_keyboard(window: Window, axe: Any) -> None:
    page = window("ada")
    page.goto("/wiki/new?space=open")
    page.get_by_label("Title").fill("By keyboard")
    text = page.get_by_label("Text", exact=True)
    text.fill("")
    keys = page.keyboard
    keys.type("and/or /tab\n/tab")  # inside a line a slash is a slash
    expect(page.get_by_role("option", name="Table")).to_have_attribute("aria-selected", "true")
    expect(text).to_have_attribute("aria-activedescendant", "block-5")
    page.evaluate(axe)
    assert _barriers(page) == []
    keys.press("Enter")
    keys.type("One")
    keys.press("Tab")
    keys.type("Two")
    keys.press("Shift+Tab")
    expect(text).to_have_value("and/or /tab\n\n| One | Two |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |")
    page.get_by_role("button", name="Add a row").click()
    assert text.input_value().endswith("|  |  |  |\n|  |  |  |\n|  |  |  |")
    keys.press("Control+End")
    keys.type("\n\n- one\ntwo\n\nSee [[how to b")
    _the_last_asked_for_is_offered(page)
    keys.press("Enter")
    keys.type(" and ")
    keys.press("Control+b")
    keys.type("bold")
    assert text.input_value().endswith("\n\n- one\n- two\nSee [[how to be kept]] and **bold**")
    expect(page.locator("#preview strong")).to_have_text("bold")
    keys.press("Control+End")
    keys.type("\n\n![[a block")
    expect(page.get_by_role("option", name="make a new block")).to_be_visible()
    keys.press("Enter")
    assert text.input_value().endswith("\n\n![[a block]]")
    _leaves_by_tab_and_finds_it_again(page)
    text.focus()
    keys.press("Control+s")
    page.wait_for_url("**/wiki/open/by-keyboard")
    _what_did_not_arrive_is_offered_again(page)
    _one_at_a_time_on_a_phone(window("ada", size=PHONE))


def _the_last_asked_for_is_offered(page: Page) -> None:
    overtaken: list[Route] = []

    def hold(route: Route) -> None:
        overtaken.append(route)

    page.route(re.compile(r"text=how\+to\+be\+kep$"), hold)
    page.keyboard.type("e kept")
    expect(page.get_by_role("option", name="how to be kept make a new page")).to_be_visible()
    with page.expect_response(re.compile(r"text=how\+to\+be\+kep$")):
        overtaken[0].continue_()
    offered = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(offered).to_have_text(re.compile("how to be kept"))


def _one_at_a_time_on_a_phone(phone: Page) -> None:
    phone.goto("/wiki/open/by-keyboard/edit")
    expect(phone.locator("#preview")).to_be_hidden()
    phone.get_by_text("Preview", exact=True).first.click()
    expect(phone.locator("#preview strong")).to_have_text("bold")
    expect(phone.get_by_label("Text", exact=True)).to_be_hidden()
    _a_long_menu_ends_within_the_screen(phone)


def _a_long_menu_ends_within_the_screen(phone: Page) -> None:
    phone.goto("/wiki/open/by-keyboard")
    phone.locator("main summary[title]").first.click()
    found = phone.locator("main .menu__list").bounding_box()
    bar = phone.locator(".tabbar").bounding_box()
    assert found is not None
    assert bar is not None
    assert 0 < found["y"] < found["y"] + found["height"] <= bar["y"]
    phone.get_by_role("button", name="Archive").scroll_into_view_if_needed()
    expect(phone.get_by_role("button", name="Archive")).to_be_in_viewport(ratio=1)


def _what_was_begun_is_offered_again(page: Page) -> None:
    """A new page: its text from the hub, its title from the address."""
    text = page.get_by_label("Text", exact=True)
    expect(page.locator("#kept")).to_contain_text("Draft kept")
    typed = text.input_value()
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("By keyboard")
    text.fill("Something else instead")
    expect(page.locator("#kept")).to_contain_text("Draft kept")
    page.reload()
    page.get_by_role("button", name="Discard it").click()  # then what was begun before it is offered
    page.get_by_role("button", name="Go on with it").click()
    expect(text).to_have_value(typed)


def _what_did_not_arrive_is_offered_again(page: Page) -> None:
    page.goto("/wiki/open/by-keyboard/edit")
    page.context.set_offline(True)
    page.get_by_label("Text", exact=True).press_sequentially("Far from any network. ")
    expect(page.locator("#kept")).to_contain_text("on this device only")
    page.once("dialog", lambda dialog: dialog.accept())
    page.context.set_offline(False)
    page.goto("/wiki/open/by-keyboard/edit")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile("Far from any network"))
    page.get_by_role("button", name="Save", exact=False).last.click()
    page.wait_for_url("**/wiki/open/by-keyboard")


def _leaves_by_tab_and_finds_it_again(page: Page) -> None:
    """Indenting is for who asks for it, and Esc leaves even then."""
    text = page.get_by_label("Text", exact=True)
    page.keyboard.press("Tab")
    expect(text).not_to_be_focused()
    page.get_by_role("button", name="Tab indents").click()
    page.keyboard.type("\n- item")
    page.keyboard.press("Tab")
    assert text.input_value().endswith("\n    - item")
    page.keyboard.press("Escape")
    expect(text).not_to_be_focused()
    _what_was_begun_is_offered_again(page)
